import type { Project } from '../planted.ts';

/** A service that quotes parcel prices and prints labels. */
export const typescript: Project = {
  language: 'typescript',
  checks: [
    { name: 'test', command: 'npm test' },
    { name: 'lint', command: 'npm run lint' },
    { name: 'check', command: 'sh scripts/check.sh' },
  ],
  files: {
    'src/price.ts': `export interface Parcel {
  grams: number;
  zone: 'home' | 'near' | 'far';
}

const BASE = { home: 390, near: 890, far: 1690 } as const;
const HEAVY = 10_000;

/** Returns the price in cents. */
export function price(parcel: Parcel): number {
  if (!Number.isFinite(parcel.grams) || parcel.grams <= 0) {
    throw new RangeError('grams must be more than 0');
  }
  if (parcel.grams > 30_000) {
    throw new RangeError('parcels end at 30 kg');
  }
  const steps = Math.ceil(parcel.grams / 1000) - 1;
  const surcharge = parcel.grams > HEAVY ? 450 : 0;
  return BASE[parcel.zone] + steps * 75 + surcharge;
}
`,
    'src/carrier.ts': `export class CarrierError extends Error {}

/** Asks the carrier whether a code is deliverable. */
export async function deliverable(code: string, base = process.env.CARRIER_URL ?? 'https://api.carrier.example'): Promise<boolean> {
  if (!/^[A-Z0-9-]{3,10}$/.test(code)) throw new CarrierError('not a postal code: ' + code);
  const answer = await fetch(base + '/codes/' + encodeURIComponent(code), {
    headers: { authorization: 'Bearer ' + (process.env.CARRIER_TOKEN ?? '') },
    signal: AbortSignal.timeout(5000),
  });
  if (answer.status === 404) return false;
  if (!answer.ok) throw new CarrierError('carrier answered ' + answer.status);
  const body = (await answer.json()) as { open: boolean };
  return body.open;
}
`,
    'src/label.ts': `import { price, type Parcel } from './price.js';

/** Prints a label as text. */
export function label(name: string, parcel: Parcel): string {
  const euros = (price(parcel) / 100).toFixed(2);
  return ['TO   ' + name.trim(), 'ZONE ' + parcel.zone.toUpperCase(), 'PAID ' + euros + ' EUR'].join('\\n');
}
`,
    'src/server.ts': `import { createServer, type IncomingMessage } from 'node:http';
import { timingSafeEqual } from 'node:crypto';
import { price, type Parcel } from './price.js';

/** Tells whether a request carries the shop's token. */
export function allowed(request: Pick<IncomingMessage, 'headers'>, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from('Bearer ' + token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

export const server = createServer((request, response) => {
  if (!allowed(request, process.env.SHOP_TOKEN ?? '')) {
    response.writeHead(401).end();
    return;
  }
  const url = new URL(request.url ?? '/', 'http://localhost');
  const parcel: Parcel = { grams: Number(url.searchParams.get('grams')), zone: url.searchParams.get('zone') as Parcel['zone'] };
  try {
    response.end(JSON.stringify({ cents: price(parcel) }));
  } catch (error) {
    response.writeHead(400).end(String(error));
  }
});
`,
    'test/price.test.ts': `import { describe, expect, it } from 'vitest';
import { price } from '../src/price.js';

describe('price', () => {
  it('charges the base for the first kilogram', () => {
    expect(price({ grams: 800, zone: 'home' })).toBe(390);
    expect(price({ grams: 1000, zone: 'far' })).toBe(1690);
  });
  it('adds a step for each kilogram begun', () => {
    expect(price({ grams: 2001, zone: 'near' })).toBe(1040);
  });
  it('adds a surcharge above 10 kg', () => {
    expect(price({ grams: 10_000, zone: 'home' })).toBe(1065);
    expect(price({ grams: 10_001, zone: 'home' })).toBe(1590);
  });
  it('refuses what is no weight', () => {
    expect(() => price({ grams: 0, zone: 'home' })).toThrow(RangeError);
    expect(() => price({ grams: 30_001, zone: 'home' })).toThrow('30 kg');
  });
});
`,
    'test/server.test.ts': `import { afterEach, expect, it, vi } from 'vitest';
import { allowed } from '../src/server.js';
import { CarrierError, deliverable } from '../src/carrier.js';

afterEach(() => vi.unstubAllGlobals());

it('lets only the right token in', () => {
  expect(allowed({ headers: { authorization: 'Bearer abc' } }, 'abc')).toBe(true);
  expect(allowed({ headers: { authorization: 'Bearer abd' } }, 'abc')).toBe(false);
  expect(allowed({ headers: {} }, 'abc')).toBe(false);
});
it('reads the answer of the carrier', async () => {
  vi.stubGlobal('fetch', async () => new Response('{"open":true}'));
  expect(await deliverable('1010')).toBe(true);
});
it('fails when the carrier does', async () => {
  vi.stubGlobal('fetch', async () => new Response('', { status: 500 }));
  await expect(deliverable('1010')).rejects.toThrow(CarrierError);
});
`,
    'test/label.test.ts': `import { expect, it } from 'vitest';
import { label } from '../src/label.js';

it('prints a label', () => {
  expect(label(' Ada Lovelace ', { grams: 1500, zone: 'near' })).toMatchSnapshot();
});
`,
    'test/__snapshots__/label.test.ts.snap': `// Vitest Snapshot v1, https://vitest.dev/guide/snapshot.html

exports[\`prints a label 1\`] = \`
"TO   Ada Lovelace
ZONE NEAR
PAID 9.65 EUR"
\`;
`,
    'package.json': `{
  "name": "parcel-prices",
  "version": "1.4.0",
  "type": "module",
  "scripts": {
    "build": "tsc -p .",
    "test": "vitest run --coverage",
    "lint": "eslint src test --max-warnings 0"
  },
  "devDependencies": {
    "@vitest/coverage-v8": "3.2.4",
    "eslint": "9.30.1",
    "typescript": "5.8.3",
    "vitest": "3.2.4"
  }
}
`,
    'package-lock.json': `{
  "name": "parcel-prices",
  "version": "1.4.0",
  "lockfileVersion": 3,
  "packages": {
    "node_modules/typescript": {
      "version": "5.8.3",
      "resolved": "https://registry.npmjs.org/typescript/-/typescript-5.8.3.tgz",
      "integrity": "sha512-p1diW6TqL9L07nNxvRMM7hMMw4c5XOo/1ibL4aAIGmSAt9slTE1Xgw5KWuof2uTOvCg9BY7ZRi+GaF+7sfgPeQ=="
    },
    "node_modules/vitest": {
      "version": "3.2.4",
      "resolved": "https://registry.npmjs.org/vitest/-/vitest-3.2.4.tgz",
      "integrity": "sha512-LUCP5ev3GURDysTWiP47wRRUpLKMOfPh+yKTx3kVIEiu5KOMeqzpnYNsKyOoVrULivR8tLcks4+lga33Whn90A=="
    }
  }
}
`,
    'tsconfig.json': `{
  "compilerOptions": { "target": "es2022", "module": "nodenext", "strict": true, "noUncheckedIndexedAccess": true, "outDir": "dist" },
  "include": ["src"]
}
`,
    'vitest.config.ts': `import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    coverage: { provider: 'v8', include: ['src/**'], thresholds: { lines: 60, branches: 60 } },
  },
});
`,
    'eslint.config.js': `export default [
  { files: ['**/*.ts'], rules: { 'no-eval': 'error', 'no-unused-vars': 'error', eqeqeq: 'error' } },
];
`,
    '.github/workflows/ci.yml': `name: ci
on: [push, pull_request]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 22 }
      - run: npm ci --ignore-scripts
      - run: npm run lint
      - run: npm test
`,
    'scripts/check.sh': `#!/bin/sh
set -eu
npx tsc --noEmit -p .
npm run lint
npm test
`,
    '.gitignore': 'node_modules/\ndist/\ncoverage/\n',
    'README.md': `# Parcel prices

Quotes parcels by weight and zone. Set SHOP_TOKEN and CARRIER_TOKEN, then run \`npm start\`.

| Zone | First kilogram |
| --- | --- |
| home | 3.90 |
| near | 8.90 |
| far | 16.90 |
`,
    'CLAUDE.md': `# For agents

- Run \`sh scripts/check.sh\` before you say that you are done.
- Prices are cents. Never use floats for money.
- Ask before you add a dependency.
`,
  },
};
