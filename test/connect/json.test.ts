import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeBetween, undone } from '../../src/connect/connections.ts';
import { json } from '../../src/connect/formats/json.ts';
import { runs, SEED } from '../support/seed.ts';

const SPOT = ['servers', 'backlog'] as const;
const ENTRY = { command: 'backlog', args: ['mcp'] };
const OURS = `"backlog": {
      "command": "backlog",
      "args": [
        "mcp"
      ]
    }`;

test.each([
  ['an empty file', '', `{\n  "servers": {\n    ${OURS}\n  }\n}\n`],
  ['an empty object', '{}', `{\n  "servers": {\n    ${OURS}\n  }\n}`],
  [
    'other settings, with their comments and no comma at the end',
    '{\n  // mine\n  "theme": "dark" // as ever\n  /* more */\n}\n',
    `{\n  // mine\n  "theme": "dark", // as ever\n  /* more */\n  "servers": {\n    ${OURS}\n  }\n}\n`,
  ],
  [
    'other servers and trailing commas',
    '{\n  "servers": {\n    "a": { "command": "a" }, // first\n  },\n}\n',
    `{\n  "servers": {\n    "a": { "command": "a" }, // first\n    ${OURS},\n  },\n}\n`,
  ],
  ['an empty table of servers', '{\n  "servers": {}\n}\n', `{\n  "servers": {\n    ${OURS}\n  }\n}\n`],
  [
    'an empty table with a comment',
    '{\n  "servers": {\n    // none yet\n  }\n}\n',
    `{\n  "servers": {\n    // none yet\n    ${OURS}\n  }\n}\n`,
  ],
  [
    'one line',
    '{"a":1,"servers":{"b":{}}}',
    '{"a":1,"servers":{"b":{},"backlog":{"command":"backlog","args":["mcp"]}}}',
  ],
  [
    'tabs and line ends of Windows',
    '{\r\n\t"servers": {\r\n\t\t"b": {}\r\n\t}\r\n}\r\n',
    '{\r\n\t"servers": {\r\n\t\t"b": {},\r\n\t\t"backlog": {\r\n\t\t\t"command": "backlog",\r\n\t\t\t"args": [\r\n\t\t\t\t"mcp"\r\n\t\t\t]\r\n\t\t}\r\n\t}\r\n}\r\n',
  ],
  ['a byte order mark', '\ufeff{\n  "a": 1\n}', `\ufeff{\n  "a": 1,\n  "servers": {\n    ${OURS}\n  }\n}`],
  [
    'the place of an older entry',
    '{\n  "servers": {\n    "backlog": 1, // old\n    "b": 2\n  }\n}',
    `{\n  "servers": {\n    ${OURS}, // old\n    "b": 2\n  }\n}`,
  ],
])('the entry is put into %s', (_, before, after) => {
  expect(json.put(before, SPOT, ENTRY)).toBe(after);
});

test.each([
  [
    'the last one',
    '{\n  "servers": {\n    "a": 1, // first\n    "backlog": {} // ours\n    // end\n  }\n}',
    '{\n  "servers": {\n    "a": 1 // first\n     // ours\n    // end\n  }\n}',
  ],
  ['the first one', '{ "servers": { "backlog": {}, "a": 1 } }', '{ "servers": {  "a": 1 } }'],
  [
    'one between others',
    '{\n  "servers": {\n    "a": 1,\n    "backlog": {\n      "x": 1\n    },\n    "b": 2\n  }\n}',
    '{\n  "servers": {\n    "a": 1,\n    "b": 2\n  }\n}',
  ],
  ['the only one', '{\n  "servers": {\n    "backlog": {}\n  }\n}', '{\n  "servers": {\n  }\n}'],
  ['none', '{ "servers": {} }', '{ "servers": {} }'],
])('taking out %s leaves every other byte', (_, before, after) => {
  expect(json.take(before, SPOT)).toBe(after);
});

test.each([
  ['{\n  "a": 1\n  "b": 2\n}', 3, /comma expected/],
  ['{\n  "a": \n', 3, /expected/],
  ['[1]', 1, /expected an object/],
  ['no json', 1, /invalid symbol/],
])('%j cannot be read, and line %i is named', (text, line, message) => {
  expect(() => json.read(text)).toThrow(expect.objectContaining({ line, message: expect.stringMatching(message) }));
});

/** What may stand between any two tokens. */
const between = fc.constantFrom('', '', ' ', '\n', '\r\n', '\t', '  ', '// note, with "quotes" {\n', '/* block, } */');
const TOKENS = /"(?:\\.|[^"\\])*"|[^\s"{}[\],:]+|[{}[\],:]/g;

/** Settings as people write them: comments and blanks anywhere, trailing commas. */
const written = fc
  .tuple(
    fc.dictionary(fc.constantFrom('a', 'b "c"', 'servers2', '__x'), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }),
    fc.option(fc.dictionary(fc.constantFrom('x', 'y', '/* z'), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 })),
    fc.constantFrom<[string | undefined, string]>([undefined, ''], ['  ', '\n'], ['\t', '\r\n'], ['    ', '\n']),
    fc.boolean(),
    fc.option(fc.array(between, { minLength: 1, maxLength: 30 })),
  )
  .map(([settings, servers, [indent, eol], trailing, trivia]) => {
    const text = JSON.stringify(servers ? { ...settings, servers } : settings, null, indent).replaceAll('\n', eol);
    const loose = trailing ? text.replace(/([\]}"\w])(\s*[\]}])$/, '$1,$2') : text;
    if (!trivia) return loose;
    return loose
      .match(TOKENS)!
      .map((token, k) => trivia[k % trivia.length] + token)
      .join('');
  });

test('whatever the settings look like: put, then undone, is the same text, and nothing else means anything else', () => {
  fc.assert(
    fc.property(written, (before) => {
      const meant = json.read(before) as Record<string, Record<string, unknown>>;
      const after = json.put(before, SPOT, ENTRY);
      expect(json.read(after)).toEqual({ ...meant, servers: { ...meant.servers, backlog: ENTRY } });
      expect(undone(after, changeBetween(before, after))).toBe(before);
      const taken = json.take(after, SPOT);
      expect(json.read(taken)).toEqual({ ...meant, servers: meant.servers ?? {} });
      expect(commentsOf(taken)).toEqual(commentsOf(before));
    }),
    { seed: SEED, numRuns: runs(60, 500) },
  );
});

function commentsOf(text: string): string[] {
  return text.match(/\/\/ note, with "quotes" \{|\/\* block, \} \*\//g) ?? [];
}
