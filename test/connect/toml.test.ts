import fc from 'fast-check';
import { stringify } from 'smol-toml';
import { expect, test } from 'vitest';
import { changeBetween, undone } from '../../src/connect/connections.ts';
import { toml } from '../../src/connect/formats/toml.ts';
import { runs, SEED } from '../support/seed.ts';

const SPOT = ['mcp_servers', 'backlog'] as const;
const ENTRY = { command: 'backlog', args: ['mcp'], env: { BACKLOG_HOME: '/a "b"\\c' } };
const OURS = `[mcp_servers.backlog]
command = "backlog"
args = ["mcp"]
env = { BACKLOG_HOME = "/a \\"b\\"\\\\c" }
`;
const OTHERS = `# my settings
model = "gpt-5" # the good one

[mcp_servers.docs]
command = "docs"

[mcp_servers.docs.env]
KEY = """
[mcp_servers.backlog]
"""
`;

test.each([
  ['an empty file', '', OURS],
  ['other settings', OTHERS, `${OTHERS}\n${OURS}`],
  ['a file without an end of line', 'a = 1', `a = 1\n\n${OURS}`],
  ['line ends of Windows', 'a = 1\r\n', `a = 1\r\n\r\n${OURS.replaceAll('\n', '\r\n')}`],
  [
    'an older entry with tables of its own',
    `[mcp_servers.backlog]\ncommand = "old"\n\n# next\n[a]\nb = 1\n\n[mcp_servers."backlog".env]\nX = "1"\n`,
    `${OURS}\n# next\n[a]\nb = 1\n\n`,
  ],
])('the entry is put into %s', (_, before, after) => {
  expect(toml.put(before, SPOT, ENTRY)).toBe(after);
  expect(toml.read(after)).toMatchObject({ mcp_servers: { backlog: ENTRY } });
});

test('taking it out leaves the comments of what comes next', () => {
  expect(toml.take(`a = 1\n\n${OURS}\n# of b\n[b] # here\nc = [1,\n 2]\n`, SPOT)).toBe(
    'a = 1\n\n\n# of b\n[b] # here\nc = [1,\n 2]\n',
  );
});

test('what cannot be read names its line', () => {
  expect(() => toml.read('a = 1\nb = \n')).toThrow(expect.objectContaining({ name: 'Unreadable', line: 2 }));
});

test('whatever the settings are: put, then undone, is the same text, and nothing else means anything else', () => {
  const key = fc.constantFrom('a', 'b c', 'mcp_servers', 'é', 'x.y');
  const value = fc.oneof(
    fc.string(),
    fc.integer({ max: 2 ** 40 }),
    fc.boolean(),
    fc.array(fc.string(), { maxLength: 2 }),
  );
  const table = fc.dictionary(
    key.filter((name) => name !== 'mcp_servers'),
    value,
    { maxKeys: 3 },
  );
  const settings = fc.dictionary(key, fc.dictionary(fc.constantFrom('docs', 'my server'), table, { maxKeys: 2 }));
  fc.assert(
    fc.property(settings, fc.constantFrom('', '# the end', '\n\n'), (given, end) => {
      const before = `# begin\n${stringify(given)}${end}`;
      const meant = toml.read(before) as Record<string, object>;
      const after = toml.put(before, SPOT, ENTRY);
      expect(toml.read(after)).toEqual({ ...meant, mcp_servers: { ...meant.mcp_servers, backlog: ENTRY } });
      expect(undone(after, changeBetween(before, after))).toBe(before);
      expect(toml.take(after, SPOT).trimEnd()).toBe(before.trimEnd());
    }),
    { seed: SEED, numRuns: runs(80, 300) },
  );
});
