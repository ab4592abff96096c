import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { SCOPES } from '../../src/connect/client.ts';
import { CLIENTS } from '../../src/connect/known-clients.ts';
import { planConnect } from '../../src/connect/plan.ts';
import { ground } from './ground.ts';

/** Clients whose makers publish what their file may hold. */
const WITH_SCHEMA = ['codex', 'vscode', 'gemini', 'opencode'];
/**
 * For the others no schema is to be had: Cursor and Windsurf publish none, Zed makes its own at run time, and Claude Code is tried for real. These are the
 * servers that their documentation shows (the page is `source` of the client).
 */
const EXAMPLES: Readonly<Record<string, Record<string, unknown>>> = {
  claude: { type: 'stdio', command: '/path/to/server', args: [], env: {} },
  cursor: { type: 'stdio', command: 'npx', args: ['-y', 'mcp-server'], env: { API_KEY: 'value' }, envFile: '.env' },
  windsurf: { command: 'npx', args: ['-y', 'mcp-server'], env: { KEY: 'value' } },
  zed: { source: 'custom', command: 'some-command', args: ['arg-1'], env: {} },
};

const named = (names: readonly string[]) => CLIENTS.filter(({ name }) => names.includes(name));

/** Everything that is written for a client: both scopes, with and without an environment and a choice of tools. */
async function written(client: (typeof CLIENTS)[number]): Promise<Record<string, Record<string, unknown>>[]> {
  const { json } = await import('../../src/connect/formats/json.ts');
  const { toml } = await import('../../src/connect/formats/toml.ts');
  const texts: string[] = [];
  for (const scope of SCOPES.filter((one) => one === 'user' || client.files.project))
    for (const toolsets of [undefined, 'core'])
      for (const env of [{}, { BACKLOG_HOME: '' }]) {
        const { after } = await planConnect({ client, scope, toolsets }, ground({}, env));
        texts.push(after!);
      }
  return texts.map(
    (text) => (client.format === 'json' ? json : toml).read(text) as Record<string, Record<string, unknown>>,
  );
}

test('every client is held to a schema or to an example', () => {
  expect([...WITH_SCHEMA, ...Object.keys(EXAMPLES)].sort()).toEqual(CLIENTS.map(({ name }) => name).sort());
});

describe.each(named(WITH_SCHEMA).map((client) => [client.name, client] as const))('%s', (name, client) => {
  const file = new URL(`../fixtures/clients/${name}.schema.json`, import.meta.url);
  const valid = new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(readFileSync(file, 'utf8')));

  test('what is written is what its schema allows', async () => {
    for (const value of await written(client)) {
      expect(value[client.servers]).toHaveProperty('backlog');
      expect(valid(value), JSON.stringify(valid.errors)).toBe(true);
    }
  });

  test('the schema would notice a field that there is not, and one of another type', () => {
    expect(valid({ [client.servers]: { backlog: { ...client.entry(LAUNCH), enviroment: {} } } })).toBe(false);
    expect(valid({ [client.servers]: { backlog: { ...client.entry(LAUNCH), command: 1 } } })).toBe(false);
  });
});

const LAUNCH = { command: 'backlog', args: ['mcp'], env: {} };

test.each(named(Object.keys(EXAMPLES)).map((client) => [client.name, client] as const))(
  '%s, of which no schema is published: what is written has the fields of the documented example, of the same types',
  async (name, client) => {
    const example = EXAMPLES[name]!;
    for (const value of await written(client)) {
      const entry = (value[client.servers] as Record<string, Record<string, unknown>>).backlog!;
      expect(Object.keys(example)).toEqual(expect.arrayContaining(Object.keys(entry)));
      for (const [key, one] of Object.entries(entry))
        expect([key, Array.isArray(one), typeof one]).toEqual([key, Array.isArray(example[key]), typeof example[key]]);
    }
  },
);
