import { expect, test } from 'vitest';
import { callOf, inDoorWords } from '../../src/domain/calls/door.ts';

test('a model is sent to the one tool that has all verbs of runs, a person to the command', () => {
  expect(callOf('mcp', 'run_approve', 'r7')).toBe('run_control r7 with verb approve');
  expect(callOf('cli', 'run_approve', 'r7')).toBe('backlog approve r7');
  const text = 'run_diff r7, then run_request_changes r7 or agent_check';
  expect(inDoorWords(undefined, text)).toBe(
    'run_diff r7, then run_control r7 with verb request_changes or agent_check',
  );
  expect(inDoorWords('mcp', 'run_answer r7 --note "…", or `task_purge 1 --force`')).toBe(
    'run_control r7 with verb answer, note "…", or `task_purge 1 with force: true`',
  );
  expect(inDoorWords('cli', text)).toBe('backlog diff r7, then backlog request-changes r7 or backlog agent check');
});

test.each([
  ['run_start 3 --scope src/login.ts, then wait', 'run_start 3 with scope src/login.ts, then wait'],
  ['task_modify 3 --scope src/** --due friday.', 'task_modify 3 with scope src/**, due friday.'],
  ['See task_split 3 --budget 2.5.', 'See task_split 3 with budget 2.5.'],
  ['(agent_add 1 --binary ./fix.sh --mode default)', '(agent_add 1 with binary ./fix.sh, mode default)'],
])('a value without quotes is whole: %s', (text, meant) => {
  expect(inDoorWords(undefined, text)).toBe(meant);
  // A model without this tool reads the whole line in backticks.
  expect(inDoorWords({ offers: () => false }, text)).toMatch(/`backlog [^`]*`[,.)]/);
});
