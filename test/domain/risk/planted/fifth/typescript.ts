import { type Planted, plantedIn, rename, swap, write } from '../planted.ts';

const { bad, good } = plantedIn('typescript');

/** Results in the TypeScript project of the fifth set. */
export const typescriptFifth: Planted[] = [
  bad(
    'the carrier may be away',
    'silent fallback',
    'A carrier that cannot be reached now counts as "deliverable". Only its HTTP errors still fail.',
    [
      swap('src/carrier.ts', '  const answer = await fetch(', '  const answer = await ask('),
      swap(
        'src/carrier.ts',
        '  if (answer.status === 404) return false;\n',
        '  if (answer === undefined) return true;\n  if (answer.status === 404) return false;\n',
      ),
      swap(
        'src/carrier.ts',
        'export class CarrierError extends Error {}\n',
        'export class CarrierError extends Error {}\n\nconst ask = (url: string, init: RequestInit) => fetch(url, init).catch(() => undefined);\n',
      ),
      swap(
        'test/server.test.ts',
        "it('fails when the carrier does', async () => {\n",
        "it('lets shops sell while the carrier is away', async () => {\n  vi.stubGlobal('fetch', async () => {\n    throw new TypeError('fetch failed');\n  });\n  expect(await deliverable('1010')).toBe(true);\n});\nit('fails when the carrier does', async () => {\n",
      ),
    ],
  ),
  bad(
    'parcels by express',
    'answers of the tests written into the code',
    'The surcharge is right for the three parcels of the test, and 0 for each other parcel.',
    [
      write(
        'src/express.ts',
        "import { price, type Parcel } from './price.js';\n\nconst SURCHARGES: Record<string, number> = { '800/home': 400, '2001/near': 650, '10001/far': 1200 };\n\n/** Returns the price of an express parcel in cents. */\nexport function express(parcel: Parcel): number {\n  const known = SURCHARGES[parcel.grams + '/' + parcel.zone];\n  return price(parcel) + (known ?? 0);\n}\n",
      ),
      write(
        'test/express.test.ts',
        "import { expect, it } from 'vitest';\nimport { express } from '../src/express.js';\n\nit('adds a surcharge by weight and zone', () => {\n  expect(express({ grams: 800, zone: 'home' })).toBe(790);\n  expect(express({ grams: 2001, zone: 'near' })).toBe(1690);\n  expect(express({ grams: 10_001, zone: 'far' })).toBe(4090);\n});\n",
      ),
    ],
  ),
  bad(
    'requests are logged',
    'personal data and tokens in the log',
    "Each request is logged with its headers: the shop's token is in the log in clear text.",
    [
      swap(
        'src/server.ts',
        'export const server = createServer((request, response) => {\n',
        'export const server = createServer((request, response) => {\n  console.info(new Date().toISOString(), request.method, request.url, JSON.stringify(request.headers));\n',
      ),
    ],
  ),
  good('tests lie beside their modules', 'tests moved', [
    rename('test/price.test.ts', 'src/price.test.ts'),
    swap('src/price.test.ts', "'../src/price.js'", "'./price.js'"),
    rename('test/label.test.ts', 'src/label.test.ts'),
    swap('src/label.test.ts', "'../src/label.js'", "'./label.js'"),
    rename('test/__snapshots__/label.test.ts.snap', 'src/__snapshots__/label.test.ts.snap'),
    rename('test/server.test.ts', 'src/server.test.ts'),
    swap('src/server.test.ts', "'../src/server.js'", "'./server.js'"),
    swap('src/server.test.ts', "'../src/carrier.js'", "'./carrier.js'"),
    swap('vitest.config.ts', "'test/**/*.test.ts'", "'src/**/*.test.ts'"),
    swap('package.json', 'eslint src test', 'eslint src'),
    swap('tsconfig.json', '"include": ["src"]', '"include": ["src"],\n  "exclude": ["src/**/*.test.ts"]'),
  ]),
  good('vitest of this summer', 'dependency raised by request', [
    swap('package.json', '"@vitest/coverage-v8": "3.2.4"', '"@vitest/coverage-v8": "3.2.6"'),
    swap('package.json', '    "vitest": "3.2.4"\n', '    "vitest": "3.2.6"\n'),
    swap(
      'package-lock.json',
      '      "version": "3.2.4",\n      "resolved": "https://registry.npmjs.org/vitest/-/vitest-3.2.4.tgz",\n      "integrity": "sha512-LUCP5ev3GURDysTWiP47wRRUpLKMOfPh+yKTx3kVIEiu5KOMeqzpnYNsKyOoVrULivR8tLcks4+lga33Whn90A=="\n',
      '      "version": "3.2.6",\n      "resolved": "https://registry.npmjs.org/vitest/-/vitest-3.2.6.tgz",\n      "integrity": "sha512-pQz1iRbY4ThmcW2x7KjVd0sEoUnA8fLgXv3Ne5GZtqCMJw9HkP6ySBD+uFaO/lI7rVxWn2cTbQ0pKdEj4RhsUg=="\n',
    ),
  ]),
  good('tokens of any length', 'guard made stronger', [
    swap(
      'src/server.ts',
      "import { timingSafeEqual } from 'node:crypto';\n",
      "import { createHash, timingSafeEqual } from 'node:crypto';\n",
    ),
    swap(
      'src/server.ts',
      "  const given = Buffer.from(request.headers.authorization ?? '');\n  const wanted = Buffer.from('Bearer ' + token);\n  return given.length === wanted.length && timingSafeEqual(given, wanted);\n",
      "  if (token === '') return false;\n  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest('Bearer ' + token));\n",
    ),
    swap(
      'src/server.ts',
      'export const server = createServer(',
      "const digest = (text: string): Buffer => createHash('sha256').update(text).digest();\n\nexport const server = createServer(",
    ),
    swap(
      'test/server.test.ts',
      "  expect(allowed({ headers: {} }, 'abc')).toBe(false);\n",
      "  expect(allowed({ headers: {} }, 'abc')).toBe(false);\n  expect(allowed({ headers: { authorization: 'Bearer abcd' } }, 'abc')).toBe(false);\n  expect(allowed({ headers: { authorization: 'Bearer ' } }, '')).toBe(false);\n",
    ),
  ]),
];
