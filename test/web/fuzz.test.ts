import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { apiSchemas, COMPONENTS, type JsonSchema } from '../../src/web/server/openapi/api-schemas.ts';
import { type Random, seeded } from '../support/random.ts';
import { runIn } from '../support/runs.ts';
import { runs } from '../support/seed.ts';
import { raw } from './raw.ts';
import { served } from './served.ts';

/** Texts that mean something somewhere: ids, filters, dates, paths, and what breaks parsers. */
const TEXTS = [
  ...[
    '1',
    '2',
    '1,2',
    'r1',
    '7-9',
    '99',
    'workspace',
    'spec',
    'a.txt',
    'project:web',
    '+READY',
    '( +a or',
    '@mine',
    'sort:due-',
  ],
  ...[
    'friday',
    'tomorrow+2h',
    '2026-13-45',
    'weekly',
    'P1M',
    'src/**',
    '../..',
    '/etc/passwd',
    '{a,b',
    '[',
    '"',
    "'",
    '\\',
    '%00',
  ],
  ...[
    '',
    ' ',
    '\u0000',
    '\u202e',
    '\ud800',
    'é'.repeat(300),
    'x'.repeat(5_000),
    '__proto__',
    'constructor',
    'true',
    'null',
    '{}',
    '[]',
    '-1',
    '1e400',
  ],
];
const JUNK: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e300,
  '',
  {},
  [],
  [[]],
  { __proto__: null, toString: 1 },
  [{}],
  { a: { b: [] } },
];

/** Something that a schema may take; now and then something that it does not. */
function valueFor(schema: JsonSchema, random: Random, depth = 0): unknown {
  if (depth > 4 || random.next() < 0.08) return random.pick(JUNK);
  const { $ref, anyOf, type, items, properties, enum: words } = schema as Record<string, unknown>;
  if (typeof $ref === 'string') return valueFor(apiSchemas().components[$ref.slice(COMPONENTS.length)]!, random, depth);
  if (Array.isArray(words)) return random.next() < 0.9 ? random.pick(words) : random.pick(TEXTS);
  if (Array.isArray(anyOf)) return valueFor(random.pick(anyOf as JsonSchema[]), random, depth + 1);
  switch (Array.isArray(type) ? random.pick(type as string[]) : type) {
    case 'integer':
    case 'number':
      return random.pick([0, 1, 2, 3, 50, -1, 1.5, 2 ** 53]);
    case 'boolean':
      return random.next() < 0.5;
    case 'null':
      return null;
    case 'array':
      return Array.from({ length: random.int(4) }, () => valueFor((items ?? {}) as JsonSchema, random, depth + 1));
    case 'object':
      return objectFor(properties as Record<string, JsonSchema> | undefined, random, depth);
    default:
      return random.pick(TEXTS);
  }
}

function objectFor(
  properties: Record<string, JsonSchema> = {},
  random: Random,
  depth: number,
  needed: readonly string[] = [],
) {
  const chosen = Object.entries(properties).filter(([name]) =>
    needed.includes(name) ? random.next() < 0.95 : random.next() < 0.3,
  );
  return Object.fromEntries(chosen.map(([name, schema]) => [name, valueFor(schema, random, depth + 1)]));
}

function inputFor(command: string, random: Random): unknown {
  const { properties, required = [] } = apiSchemas().components[apiSchemas().input[command]!] as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return random.next() < 0.03 ? random.pick(JUNK) : objectFor(properties, random, 0, required);
}

test(`${runs(75, 500)} calls of every form are answered, none by a defect`, async () => {
  const board = await served();
  const random = seeded(1);
  await board.call('task_add', { description: 'First', tags: 'a,b', project: 'web', spec: '# Spec' });
  await board.call('task_add', { description: 'Second', depends: 1 });
  await board.opened.ready();
  await runIn({ opened: board.opened }, 'review', { number: 1 });
  const statuses = new Map<number, number>();
  const told: string[] = [];
  for (let n = 0; n < runs(75, 500); n++) {
    const { name } = random.pick(COMMANDS);
    const input = inputFor(name, random);
    const { status } =
      random.next() < 0.7
        ? await board.call(name, input)
        : await board.get(`/api/v1/${board.uuid}/${name}?${queryOf(input, random)}`);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status === 500) told.push(`${name} ${JSON.stringify(input).slice(0, 500)}`);
  }
  expect({ told, failures: board.failures.map(String) }).toEqual({ told: [], failures: [] });
  // A fuzz of which nothing gets through looks at the door only.
  expect(statuses.get(200)).toBeGreaterThan(runs(75, 500) / 10);
  expect((await board.call('task_count')).status).toBe(200);
});

function queryOf(input: unknown, random: Random): string {
  if (random.next() < 0.3) return `input=${encodeURIComponent(wellFormed(JSON.stringify(input) ?? ''))}`;
  const words = Object.entries(Object(input)).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map(
      (one) => `${name}=${encodeURIComponent(wellFormed(String(Object(one) === one ? '{}' : one)))}`,
    ),
  );
  return words.join('&');
}

/** Half a pair of surrogates cannot be sent in an address. */
const wellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, '?');

const LINES = ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS', 'TRACE', 'CONNECT', 'get', 'M-SEARCH'];
const PATHS = [
  ...[
    '/',
    '/api',
    '/api/v1',
    '/api/v1/',
    '/api/v1/session',
    '/api/v1/workspaces',
    '/api/v1/UUID',
    '/api/v1/UUID/',
    '/api/v1/UUID/events?after=x',
  ],
  ...[
    '/api/v1/UUID/task_list',
    '/api/v1/UUID/task_list?input={',
    '/api/v1/UUID/task_list?filter=%',
    '/api/v1/UUID/task_list?filter=%ff%fe',
    '/api/v1/UUID/__proto__',
  ],
  ...[
    '/api/v1/%2e%2e/task_list',
    '/api/v1/%00/task_list',
    '/api/v1/UUID/task_list/more',
    '//api/v1/session',
    '/api/v1//task_list',
    '/%',
    '/login',
    '/login?key=%',
    '/api/v1/login',
  ],
  ...[
    '*',
    'http://127.0.0.1/',
    'x',
    '/api/v1/hello?nonce=%',
    `/${'a'.repeat(20_000)}`,
    '/api/v1/UUID/task_list?'.padEnd(9_000, 'a=1&'),
  ],
];
const HEADERS = [
  ...[
    'Cookie: COOKIE',
    'Backlog-Key: KEY',
    'Cookie: ;;;=',
    'Authorization: Bearer',
    'Authorization: Bearer \u0001',
    'Content-Type: application/json',
    'X-Backlog: 1',
  ],
  ...[
    'Last-Event-ID: x',
    'Last-Event-ID: 99999999999999999999',
    'Content-Length: -1',
    'Content-Length: 5',
    'Transfer-Encoding: chunked',
    'Expect: 100-continue',
  ],
  ...[
    'If-None-Match: *',
    'Accept-Encoding: br;q=x',
    'Origin: http://127.0.0.1:PORT',
    'Sec-Fetch-Site: same-origin',
    'Range: bytes=0-1',
    'Upgrade: h2c',
    ': x',
    'X\u0000: 1',
  ],
];
const BODIES = ['', '{}', '{', '5\r\n{"a":\r\n0\r\n\r\n', 'zz\r\n', '{"__proto__":{"x":1}}', '\u0000\u0001'];

test(`${runs(50, 200)} requests that no client would send are answered or ended, none by a defect`, async () => {
  const board = await served();
  const random = seeded(2);
  const told: string[] = [];
  const filled = (text: string) =>
    text
      .replace('UUID', board.uuid)
      .replace('COOKIE', board.shown.cookie)
      .replace('KEY', board.shown['backlog-key'])
      .replace('PORT', String(board.port));
  for (let n = 0; n < runs(50, 200); n++) {
    const headers = Array.from({ length: random.int(6) }, () => filled(random.pick(HEADERS)));
    const host = random.next() < 0.9 ? [`Host: 127.0.0.1:${board.port}`] : [];
    const lines = [`${random.pick(LINES)} ${filled(random.pick(PATHS))} HTTP/1.1`, ...host, ...headers];
    const { status } = await raw(board.port, lines, random.pick(BODIES), { patience: 300 });
    if (status >= 500) told.push(`${status}: ${lines.join(' | ').slice(0, 400)}`);
  }
  expect({ told, failures: board.failures.map(String) }).toEqual({ told: [], failures: [] });
  expect((await board.call('task_count')).status).toBe(200);
});
