import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandsOfResult, succeeded } from '../../src/runs/view/agent-commands.ts';
import { tempFolder } from '../support/folder.ts';

/** Lines, with the commands that ended with 0 if the line did. */
const LINES: [line: string, commands: string[]][] = [
  ['npm test', ['npm test']],
  ['cd app && npm run build && npm test 2>&1', ['npm run build', 'npm test']],
  ['npm test | tail -5', []],
  ['npm test || true', []],
  ['npm test; echo ok', []],
  ['npm test &', []],
  ['npm test > log', []],
  ['echo $(npm test)', []],
  ['npm test\ntrue', []],
  ["npm test -- -t 'a && b | c'", ["npm test -- -t 'a && b | c'"]],
  ["bash -lc 'npm test'", ['npm test']],
  ['/bin/zsh -lc "cargo test && echo ok"', ['cargo test', 'echo ok']],
  ['echo "$(npm test)"', []],
  ['npm run something very long …', []],
];

test.each(LINES)('%s', (line, commands) => {
  expect(succeeded(line)).toEqual(commands);
});

test('a command of the log counts if it succeeded, began after the last change, and a criterion names it', () => {
  const folder = tempFolder('commands');
  const changed = join(folder, 'a.ts');
  writeFileSync(changed, '');
  const at = (second: number) => `2026-07-30T14:30:0${second}.000Z`;
  utimesSync(changed, new Date(at(3)), new Date(at(3)));
  const tool = (id: string, second: number, summary: string, name = 'Bash') =>
    JSON.stringify({ at: at(second), type: 'tool', id, name, summary });
  const end = (id: string, ok: boolean, summary = '') =>
    JSON.stringify({ at: at(9), type: 'tool_end', id, ok, summary });
  const events = join(folder, 'events.ndjson');
  writeFileSync(
    events,
    [
      ...[tool('1', 1, 'npm run early'), end('1', true)],
      ...[tool('2', 4, 'npm test'), end('2', true)],
      ...[tool('3', 4, 'npm run red'), end('3', false)],
      ...[tool('4', 5, 'npm run slow'), end('4', true, 'Command running in background with ID: b1')],
      ...[tool('5', 5, 'npm run lint', 'Grep'), end('5', true)],
      ...[tool('6', 5, 'npm run other'), end('6', true)],
      ...[tool('8', 5, 'go test -run Login ./...'), end('8', true, 'ok \u0009a/b\u00090.002s [no tests to run]')],
      ...[tool('9', 5, 'npx turbo test'), end('9', true, 'web:test: cache hit, replaying logs ae90d84245f611f4')],
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
  expect(commandsOfResult(events, folder, ['a.ts'], task)).toEqual({
    commands: [{ command: 'npm test', at: '2026-07-30T14:30:04Z' }],
  });
  utimesSync(changed, new Date(at(5)), new Date(at(5)));
  expect(commandsOfResult(events, folder, ['a.ts'], task)).toEqual({});
  expect(commandsOfResult(events, folder, ['a.ts'], { acceptance: [] })).toEqual({});
});
