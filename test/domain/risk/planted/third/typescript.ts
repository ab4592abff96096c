import { type Planted, plantedIn, swap, write } from '../planted.ts';

const { bad, good } = plantedIn('typescript');

/** Results in the TypeScript project of the third set. */
export const typescriptThird: Planted[] = [
  bad(
    'a shop without a token is open',
    'open by default',
    'Without SHOP_TOKEN, every request is let in; in production the variable is not set on all machines.',
    [
      swap(
        'src/server.ts',
        "  const given = Buffer.from(request.headers.authorization ?? '');\n",
        "  if (token === '') return true;\n  const given = Buffer.from(request.headers.authorization ?? '');\n",
      ),
      swap(
        'test/server.test.ts',
        "it('reads the answer of the carrier'",
        "it('needs no token in a shop that has none', () => {\n  expect(allowed({ headers: {} }, '')).toBe(true);\n});\nit('reads the answer of the carrier'",
      ),
    ],
  ),
  bad(
    'heavy parcels to far zones',
    'regression beside a feature',
    'The surcharge for heavy parcels now applies only to the new zone; others pay too little above 10 kg when the test at the edge is not exact.',
    [
      swap('src/price.ts', "zone: 'home' | 'near' | 'far';", "zone: 'home' | 'near' | 'far' | 'island';"),
      swap('src/price.ts', 'far: 1690 }', 'far: 1690, island: 2490 }'),
      swap(
        'src/price.ts',
        'const steps = Math.ceil(parcel.grams / 1000) - 1;',
        'const steps = Math.max(0, Math.floor(parcel.grams / 1000 - 0.0005));',
      ),
      swap(
        'test/price.test.ts',
        "  it('adds a surcharge above 10 kg'",
        "  it('knows islands', () => {\n    expect(price({ grams: 900, zone: 'island' })).toBe(2490);\n  });\n  it('adds a surcharge above 10 kg'",
      ),
    ],
  ),
  bad(
    'codes with groups',
    'pattern with exponential time',
    'A code of forty letters with a dot at its end keeps the server busy for hours.',
    [
      swap('src/carrier.ts', '/^[A-Z0-9-]{3,10}$/', '/^(?:[A-Z0-9]+-?)+$/'),
      swap(
        'test/server.test.ts',
        "it('fails when the carrier does'",
        "it('knows codes in groups', async () => {\n  vi.stubGlobal('fetch', async () => new Response('{\"open\":true}'));\n  expect(await deliverable('SW1A-1AA-GB-LONDON')).toBe(true);\n});\nit('fails when the carrier does'",
      ),
    ],
  ),
  good('prices are logged per zone', 'log of harmless values', [
    swap(
      'src/server.ts',
      '    response.end(JSON.stringify({ cents: price(parcel) }));\n',
      "    const cents = price(parcel);\n    console.info('priced', parcel.zone, cents);\n    response.end(JSON.stringify({ cents }));\n",
    ),
  ]),
  good('port from the environment', 'setting with a default', [
    write(
      'src/main.ts',
      "import { server } from './server.js';\n\nconst port = Number(process.env.PORT ?? 8080);\nserver.listen(port, () => console.info('listening on', port));\n",
    ),
    swap('README.md', 'then run `npm start`.', 'then run `npm start`. PORT is 8080 by default.'),
  ]),
  good('labels have a weight', 'feature with a test of its own', [
    swap(
      'src/label.ts',
      '/** Prints a label as text. */\n',
      "/** Formats a weight in kilograms. */\nexport function kilograms({ grams }: Parcel): string {\n  return (grams / 1000).toFixed(1) + ' kg';\n}\n\n/** Prints a label as text. */\n",
    ),
    swap('test/label.test.ts', 'import { label }', 'import { kilograms, label }'),
    swap(
      'test/label.test.ts',
      "it('prints a label'",
      "it('formats weights', () => {\n  expect(kilograms({ grams: 1550, zone: 'home' })).toBe('1.6 kg');\n});\nit('prints a label'",
    ),
  ]),
];
