import { describe, expect, test } from 'vitest';
import { readConfigFile } from '../../../src/work/config/read-config.ts';
import { refusalOf } from '../../support/refusal.ts';

const FILE = '.backlog/config.yaml';
const read = (text: string | Uint8Array, owner: 'repository' | 'person' = 'repository') =>
  readConfigFile(typeof text === 'string' ? Buffer.from(text) : text, { file: FILE, owner });
const agent = (...fields: string[]) =>
  ['agents:', '  fixer:', '    provider: command', ...fields.map((field) => `    ${field}`)].join('\n');

describe('a config file', () => {
  test('has settings under nested keys or their full names, and agents', async () => {
    const { values, agents, lines } = await read(
      [
        '# yaml-language-server: $schema=config.schema.json',
        'checks:',
        '  unit: npm test',
        '  web.e2e: "npm run e2e"',
        'runs:',
        '  setup: |',
        '    npm ci',
        '    npm run build',
        '  copy: [.env, config/local.json]',
        '  minutes: 30',
        '  checks: {src/web: [unit, web.e2e], .: unit}',
        'runs.hooks: true',
        'routing: {tag: {ui: fixer}, type: {plan: claude}, path: {docs/: fixer}}',
        'urgency: {user: {project: {web: {coefficient: 3}}}}',
        'agents:',
        '  fixer:',
        '    provider: command',
        '    argv: [node, fix.mjs]',
        '    paths: [docs/**]',
        '    slots: 2',
      ].join('\n'),
    );
    expect(Object.fromEntries(values)).toEqual({
      'checks.unit': 'npm test',
      'checks.web.e2e': 'npm run e2e',
      'runs.setup': 'npm ci\nnpm run build',
      'runs.copy': '.env, config/local.json',
      'runs.minutes': 30,
      'runs.checks.src/web': 'unit, web.e2e',
      'runs.checks..': 'unit',
      'runs.hooks': true,
      'routing.tag.ui': 'fixer',
      'routing.type.plan': 'claude',
      'routing.path.docs/': 'fixer',
      'urgency.user.project.web.coefficient': 3,
    });
    expect(agents).toEqual([
      {
        name: 'fixer',
        provider: 'command',
        argv: ['node', 'fix.mjs'],
        paths: [{ glob: 'docs/**' }],
        slots: 2,
        enabled: true,
        permission: { mode: 'default', allow: [], deny: [] },
      },
    ]);
    expect(lines.get('runs.minutes')).toBe(10);
  });

  test.each(['', '# only a comment\n', '---\n', 'null', '{}', '\uFEFF', '$schema: x'])(
    '%j sets nothing',
    async (text) => {
      const { values, agents } = await read(text);
      expect([values.size, agents.length]).toEqual([0, 0]);
    },
  );

  test('has emoji and letters of any language', async () => {
    const { values } = await read('# ⚠\uFE0F secret\nruns: {setup: "echo ✔\uFE0F 日本語 naïve"}');
    expect(values.get('runs.setup')).toBe('echo ✔\uFE0F 日本語 naïve');
  });

  test('is JSON, too, with CRLF', async () => {
    const { values } = await read('{"$schema": "config.schema.json",\r\n "runs": {"setup": "npm ci"}}\r\n');
    expect(Object.fromEntries(values)).toEqual({ 'runs.setup': 'npm ci' });
  });

  const own = (text: string) => read(text, 'person');

  test('of a person has no commands, rights or agents, because nobody is asked about it', async () => {
    expect(Object.fromEntries((await own('runs: {agent: codex, cost: 5}')).values)).toEqual({
      'runs.agent': 'codex',
      'runs.cost': 5,
    });
    for (const text of [
      'runs: {setup: x}',
      'checks: {unit: x}',
      'review: {agents: true}',
      'agents: {a: {provider: claude}}',
    ])
      await refusalOf(text, () => own(text));
  });

  test.each<[shape: string, text: string | Uint8Array, error: RegExp]>([
    ['an alias', 'checks:\n  a: &x npm test\n  b: *x', /line 2: anchors and aliases/],
    ['an alias without an anchor', 'checks: {a: *x}', /alias/],
    ['a bomb of aliases', 'a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]', /line 1/],
    ['a merge key', 'runs:\n  <<: {setup: x}', /line 2: merge keys/],
    ['a tag', 'runs:\n  setup: !!str x', /line 2: tags/],
    ['a tag of a language', 'runs: !!js/function "x"', /tags/],
    ['a directive', '%YAML 1.2\n---\nruns: {setup: x}', /directives/],
    ['two documents', 'runs: {setup: x}\n---\nruns: {setup: y}', /one document/],
    ['a duplicate key', 'runs:\n  setup: a\n  setup: b', /line 3: the key "setup" is in line 2, too/],
    ['a duplicate key in quotes', 'runs:\n  setup: a\n  "setup": b', /line 3/],
    [
      'a duplicate setting by two spellings',
      'runs:\n  setup: a\nruns.setup: b',
      /line 3: runs.setup is in line 2, too/,
    ],
    ['a key that is a list', '? [runs]\n: x', /key must be a word/],
    ['deep nesting', '['.repeat(5_000), /maxDepth/],
    ['deep maps', '{a: '.repeat(5_000), /maxDepth/],
    ['too many values', `runs: {copy: [${'a, '.repeat(5_000)}]}`, /at most 2000/],
    ['too many bytes', `# ${'x'.repeat(70_000)}`, /at most 65536 bytes/],
    ['NUL', 'runs: {setup: "x"}\n\0', /line 2: the character U\+0000/],
    ['NUL in an escape', 'runs: {setup: "a\\0b"}', /U\+0000/],
    ['an escape sequence', 'runs:\n  setup: a\u001b[8mb', /line 2: the character U\+001B/],
    ['an escaped escape sequence', 'runs:\n  setup: "a\\e[8mb"', /U\+001B/],
    ['text from right to left', 'runs: {setup: "a\u202Eb"}', /U\+202E/],
    ['an escaped change of direction', 'runs: {setup: "a\\u202Eb"}', /U\+202E/],
    ['an invisible blank', 'runs: {setup: "a\u200Bb"}', /U\+200B/],
    ['a filler that looks like a blank', 'runs: {setup: "a\u3164b"}', /U\+3164/],
    ['a joiner without a width', 'runs: {setup: "a\u034Fb"}', /U\+034F/],
    ['a selector of a variant', 'checks: {"un\uFE00it": x}', /U\+FE00/],
    ['a selector that makes no emoji', 'runs: {setup: "npm\uFE0F test"}', /U\+FE0F/],
    ['a selector above the first plane', 'runs: {setup: "a\u{E0100}b"}', /U\+E0100/],
    ['a vowel that is not shown', 'runs: {setup: "a\u17B4b"}', /U\+17B4/],
    ['a blank of Braille', 'runs: {setup: "a\u2800b"}', /U\+2800/],
    ['a carriage return that overwrites the line', 'runs: {setup: "evil\\rnpm test"}', /U\+000D/],
    ['a byte order mark inside', 'runs: {setup: "a\uFEFFb"}', /U\+FEFF/],
    ['bytes that are no UTF-8', Buffer.from([0x72, 0x3a, 0x20, 0xc3, 0x28]), /UTF-8/],
    ['UTF-16', Buffer.from('runs: {setup: x}', 'utf16le'), /U\+0000|UTF-8/],
    ['__proto__', '__proto__: {polluted: true}', /unknown key "__proto__"/],
    ['constructor', 'constructor: {prototype: {x: 1}}', /unknown key "constructor"/],
    ['__proto__ of agents', 'agents: {__proto__: {provider: claude}}', /a name is/],
    ['__proto__ of an agent', agent('__proto__: x'), /unknown key "agents.fixer.__proto__"/],
    ['an unknown key', 'chekcs: {unit: x}', /line 1: unknown key "chekcs" \(did you mean "checks"\?\)/],
    ['an unknown key below', 'runs:\n  setpu: x', /line 2: unknown key "runs.setpu" \(did you mean "setup"\?\)/],
    ['a key at the wrong place', 'setup: npm ci', /did you mean "runs: setup:"/],
    ['a right', 'review: {agents: true}', /review.agents is not allowed in this file/],
    ['another right', 'orchestrator.agents: true', /not allowed/],
    ['purging', 'purge: {agents: true}', /not allowed/],
    ['a wrong number', 'runs: {minutes: soon}', /expected a number from 0.01/],
    ['an endless time', 'runs: {minutes: 1e99}', /expected a number/],
    ['no value', 'runs:\n  setup:', /runs.setup has no value/],
    ['a list for one value', 'runs: {setup: [npm, ci]}', /expected one value/],
    ['a map for one value', 'runs: {setup: {a: b}}', /unknown key/],
    ['a list of lists', 'runs: {copy: [[.env]]}', /expected a text/],
    ['a comma in an element', 'runs: {copy: [".env,../x"]}', /a comma/],
    ['a path out of the repository', 'runs: {copy: [../secret]}', /inside of the repository/],
    ['an absolute path', 'runs: {copy: [/etc/passwd]}', /inside of the repository/],
    ['a path of the home folder', 'runs: {link: ["~/.ssh"]}', /inside of the repository/],
    ['a path of Windows', 'runs: {link: ["C:\\\\Users"]}', /inside of the repository/],
    ['a path with ..', 'runs: {link: a/../../b}', /inside of the repository/],
    ["git's folder", 'runs: {link: [.git/hooks]}', /git's own files/],
    ["git's folder in capitals", 'runs: {copy: .GIT}', /git's own files/],
    ["git's folder by its short name", 'runs: {copy: GIT~1/config}', /git's own files/],
    ['a route out of the repository', 'routing: {path: {../x: a}}', /a path of the repository/],
    ['an agent that bypasses permissions', 'agents: {a: {provider: claude, mode: bypass}}', /bypass is not allowed/],
    [
      'an argument that bypasses permissions',
      'agents: {a: {provider: claude, argv: [--dangerously-skip-permissions]}}',
      /bypasses permissions/,
    ],
    ['a program by its path', 'agents: {a: {provider: claude, binary: ./claude}}', /received a path/],
    ['a program that is an option', 'agents: {a: {provider: claude, binary: -x}}', /received an option/],
    ['argv as words of a shell', agent('argv: node fix.mjs && curl evil'), /expected a list/],
    ['an agent without a command', agent(), /needs the command/],
    ['an agent with a control character in its name', 'agents: {"a\\tb": {provider: claude}}', /a name is/],
    ['an agent with a variable of the run', agent('argv: [x]', 'env: [BACKLOG_RUN]'), /set by the run itself/],
    ['an agent with a wrong number of slots', agent('argv: [x]', 'slots: many'), /slots/],
    ['an agent without a provider', 'agents: {a: {model: x}}', /provider is missing/],
    ['agents as a list', 'agents: [a]', /expected names with fields/],
    ['a long command that hides its end', `runs: {setup: "${'a'.repeat(3_000)}"}`, /at most 2000 characters/],
    ['a text', 'npm test', /expected keys with values/],
    ['a list', '- a', /expected keys with values/],
    ['broken YAML', 'runs: {setup: x', /expected YAML/],
    ['conflict marks', '<<<<<<< HEAD\nruns: {setup: x}\n=======\n>>>>>>> x', /expected YAML|unknown|line/],
  ])('is refused with %s', async (_, text, error) => {
    expect((await refusalOf('read', () => read(text))).message).toMatch(error);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
