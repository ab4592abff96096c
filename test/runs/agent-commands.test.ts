import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { gradingOf } from '../../src/domain/task/grade.ts';
import { commandOf, commandsOfResult } from '../../src/runs/view/agent-commands.ts';
import { tempFolder } from '../support/folder.ts';

const filesOf = (tree: string, ...changed: string[]) => ({ tree, changed, all: async () => changed });

/** The lines that are exactly `npm test`, and those that are not, whatever their exit code is. */
const ALONE = [
  'npm test',
  ' npm test ',
  "bash -lc 'npm test'",
  '/bin/bash -lc "npm test"',
  "/bin/zsh -lc 'cd app && npm test'",
  "/usr/bin/bash -lc 'npm test'",
  'cd app && npm test',
  "cd 'app' && npm test",
  'cd TREE && npm test',
  'cd "TREE/app" && npm test',
];
const NOT_ALONE = [
  ...["/tmp/evil/bash -lc 'npm test'", "/home/a/bin/sh -c 'npm test'", "/usr/local/bin/bash -lc 'npm test'"],
  ...["./bash -lc 'npm test'", "/bin/../tmp/bash -lc 'npm test'"],
  ...['exit 0 && npm test', 'true && npm test', 'npm run build && npm test', 'npm test && true', 'npm test || true'],
  ...[
    'npm test; true',
    'true; npm test',
    'npm test | tail -5',
    'npm test | cat',
    '! npm test',
    'npm test &',
    'npm test > log',
  ],
  ...[
    'npm test 2>&1',
    'npm test # ok',
    '# npm test',
    'npm test\ntrue',
    'exit 0\nnpm test',
    '(npm test)',
    '{ npm test; }',
  ],
  ...[
    '$(npm test)',
    'echo $(npm test)',
    'echo "$(npm test)"',
    '`npm test`',
    'if npm test; then :; fi',
    'false && npm test || true',
  ],
  ...[
    'CI=1 npm test',
    'env npm test',
    'time npm test',
    'alias npm=true; npm test',
    'npm() { :; }; npm test',
    'command npm test',
  ],
  ...[
    'npm test -- --passWithNoTests',
    'npm test --if-present',
    'npm  test',
    'NPM TEST',
    'npm test …',
    "echo 'npm test'",
  ],
  ...["bash -lc 'npm test; true'", 'bash -lc npm test', "bash -lc 'npm test' || true", "bash -lc 'npm test' 'true'"],
  ...['set +e; npm test', 'trap "exit 0" EXIT; npm test', 'exec true && npm test', 'eval npm test', 'nohup npm test'],
  ...[
    'cd .. && npm test',
    'cd /tmp && npm test',
    'cd TREE/.. && npm test',
    'cd out && npm test',
    'cd none && npm test',
  ],
  ...['cd - && npm test', 'cd ~ && npm test', 'cd $HOME && npm test', 'cd "$PWD" && npm test', 'cd app; npm test'],
  ...[
    'cd app && cd .. && npm test',
    'cd app || npm test',
    'cd && npm test',
    'pushd app && npm test',
    'cd app & npm test',
  ],
];

test('a line vouches for a command only if it is the command alone, in a folder of the worktree', () => {
  const tree = tempFolder('tree');
  mkdirSync(join(tree, 'app'));
  symlinkSync(tempFolder('outside'), join(tree, 'out'));
  const isAlone = (line: string) => commandOf(line.replaceAll('TREE', tree), tree) === 'npm test';
  expect(ALONE.filter((line) => !isAlone(line))).toEqual([]);
  expect(NOT_ALONE.filter(isAlone)).toEqual([]);
});

test('evidence that mentions a command names no line with more in it, and no command whose check failed', async () => {
  const evidence = 'npm test passed, and so did exit 0 && npm run all';
  const folder = tempFolder('commands');
  const file = join(folder, 'events.ndjson');
  const lines = ['npm test', 'exit 0 && npm run all', 'npm test passed'];
  const events = lines.flatMap((summary, id) => [
    { type: 'tool', id: String(id), name: 'Bash', summary },
    { type: 'tool_end', id: String(id), ok: true, summary: '', exit: 0 },
  ]);
  writeFileSync(
    file,
    events
      .map((event) => JSON.stringify({ at: '2099-01-01T00:00:00.123Z', ...event }))
      .join('\n')
      .concat('\n'),
  );
  const met = { at: '2026-07-30T14:00:00Z', actor: 'ai:x', evidence, run: 'r1', commit: 'c' } as const;
  const criterion = { id: 'a', text: 'it works', met };
  const { commands = [] } = await commandsOfResult(file, filesOf(folder), { acceptance: [criterion] });
  expect(commands.map(({ command }) => command)).toEqual(['npm test', 'npm test passed']);
  const check = { name: 'unit', command: 'npm test', why: 'it exited with 1', ms: 1, output: '', commit: 'c' };
  const graded = (...checks: (typeof check & { ok: boolean })[]) =>
    gradingOf({
      criterion,
      run: { id: 'r1', base: 'b', state: 'review', result: { ...RESULT, commands: commands.slice(0, 1) }, checks },
    }).grade;
  expect(graded()).toBe('ran');
  expect(graded({ ...check, ok: true })).toBe('ran');
  expect(graded({ ...check, ok: false })).toBe('claimed');
  expect(graded({ ...check, ok: true }, { ...check, name: 'other', ok: false })).toBe('claimed');
});

const RESULT = { commit: 'c', tree: 't', files: 1, added: 1, deleted: 0, paths: [], outside: [], nested: [] };

test('a command of the log counts if it succeeded, began after the last change, and a criterion names it', async () => {
  const folder = tempFolder('commands');
  const changed = join(folder, 'a.ts');
  writeFileSync(changed, '');
  // A file's change (ctime) is now, which is before these events.
  const at = (second: number) => `2099-07-30T14:30:0${second}.000Z`;
  utimesSync(changed, new Date(at(3)), new Date(at(3)));
  const tool = (id: string, second: number, summary: string, name = 'Bash') =>
    JSON.stringify({ at: at(second), type: 'tool', id, name, summary });
  const end = (id: string, exit?: number, summary = '', ok = true) =>
    JSON.stringify({ at: at(9), type: 'tool_end', id, ok, summary, exit });
  const events = join(folder, 'events.ndjson');
  writeFileSync(
    events,
    [
      ...[tool('1', 1, 'npm run early'), end('1', 0)],
      ...[tool('2', 4, 'npm test'), end('2', 0)],
      ...[tool('3', 4, 'npm run red'), end('3', 1)],
      ...[tool('4', 5, 'npm run slow'), end('4', undefined, 'Command running in background with ID: b1')],
      ...[tool('5', 5, 'npm run lint', 'Grep'), end('5', 0)],
      ...[tool('6', 5, 'npm run other'), end('6', 0)],
      ...[tool('8', 5, 'go test -run Login ./...'), end('8', 0, 'ok \u0009a/b\u00090.002s [no tests to run]')],
      ...[tool('9', 5, 'npx turbo test'), end('9', 0, 'web:test: cache hit, replaying logs ae90d84245f611f4')],
      tool('7', 6, 'npm run open'),
      'not JSON',
    ].join('\n'),
  );
  const evidence =
    'npm run early, npm run red, npm run slow, npm run lint, npm run open, go test -run Login ./..., npx turbo test: passed';
  const acceptance = [
    { id: 'a', text: 'it works', by: 'npm test' },
    { id: 'b', text: 'it is fast', met: { at: '', actor: 'ai:x', evidence } },
  ];
  const task = { acceptance } as never;
  expect(await commandsOfResult(events, filesOf(folder, 'a.ts'), task)).toEqual({
    commands: [{ command: 'npm test', at: '2099-07-30T14:30:04Z' }],
  });
  utimesSync(changed, new Date(at(5)), new Date(at(5)));
  expect(await commandsOfResult(events, filesOf(folder, 'a.ts'), task)).toEqual({});
  expect(await commandsOfResult(events, filesOf(folder, 'a.ts'), { acceptance: [] })).toEqual({});
});

const AT = '2099-01-01T00:00:00.123Z';
const called = (id: string, summary: string, more: object = {}) => ({
  type: 'tool',
  id,
  name: 'Bash',
  summary,
  ...more,
});
const ended = (id: string) => ({ type: 'tool_end', id, ok: true, summary: '', exit: 0 });

/** Events of a run, the command of the criterion, and whether they are evidence for it. */
const VOUCHING: readonly [what: string, events: readonly object[], by: string, vouches: boolean][] = [
  ['the command', [called('1', 'npm test'), ended('1')], 'npm test', true],
  ['a command with its folder', [called('1', 'cd app && npm test'), ended('1')], 'cd app && npm test', true],
  ['the same in a shell', [called('1', "bash -lc 'cd app && npm test'"), ended('1')], 'cd app && npm test', true],
  ['a command in another folder', [called('1', 'npm test'), ended('1')], 'cd app && npm test', false],
  ['a command of Codex', [called('1', 'npm test', { name: 'command_execution' }), ended('1')], 'npm test', true],
  ['a call id of two calls', [called('1', 'echo'), called('1', 'npm test'), ended('1'), ended('1')], 'npm test', false],
  [
    'a call id of an earlier call',
    [called('1', 'echo'), ended('1'), called('1', 'npm test'), ended('1')],
    'npm test',
    true,
  ],
  [
    'a call id of a process that was killed',
    [called('1', 'npm test'), { type: 'started', session: 's' }, called('1', 'npm test'), ended('1')],
    'npm test',
    true,
  ],
  ['a call without an id', [called('', 'npm test'), ended('')], 'npm test', false],
  [
    'a subagent, which may have its own worktree',
    [called('1', 'npm test', { agent: 'a' }), ended('1')],
    'npm test',
    false,
  ],
  [
    'a change of the file afterwards that keeps its time',
    [called('1', 'npm test', { at: '2026-07-30T14:30:00Z' }), ended('1')],
    'npm test',
    false,
  ],
];

test.each(VOUCHING)('%s', async (_, events, by, vouches) => {
  const folder = tempFolder('vouching');
  mkdirSync(join(folder, 'app'));
  writeFileSync(join(folder, 'a.ts'), '');
  utimesSync(join(folder, 'a.ts'), 1_000, 1_000);
  const file = join(folder, 'events.ndjson');
  const lines = events.map((event) => `${JSON.stringify({ at: AT, ...event })}\n`.replaceAll('TREE', folder));
  writeFileSync(file, lines.join(''));
  const acceptance = [{ id: 'a', text: 'it works', by }];
  const { commands } = await commandsOfResult(file, filesOf(folder, 'a.ts'), { acceptance });
  expect(commands?.map(({ command }) => command)).toEqual(vouches ? [by] : undefined);
});

interface Changed {
  tree: string;
  outside: string;
}

/** What happens in the worktree after the command, the changed paths of the result, and whether the command still counts. */
const CHANGES: readonly (readonly [what: string, act: (at: Changed) => void, changed: string[], counts: boolean])[] = [
  ['nothing', () => undefined, ['src/a.ts'], true],
  ['a file that the result lacks', ({ tree }) => writeFileSync(join(tree, 'coverage'), ''), ['src/a.ts'], true],
  ['a new text', ({ tree }) => writeFileSync(join(tree, 'src/a.ts'), 'x'), ['src/a.ts'], false],
  ['a file of the start commit, put back', ({ tree }) => writeFileSync(join(tree, 'same.ts'), ''), ['src/a.ts'], false],
  ['a deleted file', ({ tree }) => rmSync(join(tree, 'gone.ts')), ['gone.ts'], false],
  ['a deleted folder', ({ tree }) => rmSync(join(tree, 'old'), { recursive: true }), ['old/deep/gone.ts'], false],
  ['a folder moved here', moveHere, ['moved/deep/b.ts'], false],
  ['a cache beside the files', ({ tree }) => writeFileSync(join(tree, 'src/cache'), ''), ['src/a.ts'], true],
  ['a folder moved within', ({ tree }) => renameSync(join(tree, 'src'), join(tree, 'lib')), ['lib/a.ts'], false],
  ['a folder that is a link now', linked, ['src/a.ts'], false],
  ['a submodule, in which nobody looks', () => undefined, ['src'], false],
];

function moveHere({ tree, outside }: Changed): void {
  renameSync(join(outside, 'moved'), join(tree, 'moved'));
}

function linked({ tree, outside }: Changed): void {
  renameSync(join(tree, 'src'), join(outside, 'src'));
  symlinkSync(join(outside, 'src'), join(tree, 'src'));
}

test.each(CHANGES)('after the command: %s', async (_, act, changed, counts) => {
  const [tree, outside, log] = [tempFolder('tree'), tempFolder('outside'), tempFolder('log')];
  for (const path of ['src/a.ts', 'same.ts', 'gone.ts', 'old/deep/gone.ts']) writeTree(join(tree, path));
  writeTree(join(outside, 'moved/deep/b.ts'));
  const ms = await laterThan(Date.now() + 20);
  await laterThan(ms + 20);
  act({ tree, outside });
  const file = join(log, 'events.ndjson');
  const at = new Date(ms).toISOString();
  writeFileSync(
    file,
    [called('1', 'npm test', { at }), { at, ...ended('1') }].map((one) => `${JSON.stringify(one)}\n`).join(''),
  );
  const all = async () => [...changed, 'same.ts'];
  const acceptance = [{ id: 'a', text: 'it works', by: 'npm test' }];
  const { commands } = await commandsOfResult(file, { tree, changed, all }, { acceptance });
  expect(commands?.length ?? 0).toBe(counts ? 1 : 0);
});

function writeTree(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
}

/** Waits until the clock shows a later time. Times of files can be some milliseconds behind it. */
async function laterThan(ms: number): Promise<number> {
  while (Date.now() <= ms) await wait(1);
  return Date.now();
}
