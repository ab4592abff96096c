import { expect, test } from 'vitest';
import { findCommand } from '../../../src/commands/index.ts';
import { commandHelp } from '../../../src/interfaces/cli/help/help-on.ts';
import { ROWS } from '../../../src/interfaces/cli/machine/table.ts';
import { otherLines, resolveCommand } from '../../../src/interfaces/cli/words/resolve.ts';
import { respelledAtNoon } from './line.ts';

test.each([
  ['orchestrate', 'orchestrator_start'],
  ['orchestrate project:web', 'orchestrator_start'],
  ['orchestrate pause', 'orchestrator_pause'],
  ['orchestrate stop', 'orchestrator_stop'],
  ['orchestrate status', 'orchestrator_status'],
])('%s is no filter of tasks, but %s', (line, name) => {
  expect(resolveCommand(respelledAtNoon(line.split(' ')))?.command.name).toBe(name);
});

test('help names the words that a flag takes, and which line shows how it goes', async () => {
  expect(await commandHelp(findCommand('usage')!)).toMatch(
    /--by WORD +.*one of task, agent, model, project, type, day, week/,
  );
});

test('help names a number where a command counts changes, and a date where it compares days', async () => {
  expect(await commandHelp(findCommand('report_board')!)).toMatch(/--since NUMBER +Number of a change/);
  expect(await commandHelp(findCommand('usage')!)).toMatch(/--since DATE /);
});

test('the name of a command before the ids of tasks is never read as words of another program', () => {
  const ofTasks = ROWS.filter(({ cli }) => ['id', 'filter'].includes(cli?.positional?.[0] ?? ''));
  const lines = ofTasks
    .flatMap(otherLines)
    .filter((name) => !name.includes(' '))
    .flatMap((name) => [
      [name, '12'],
      [name, '12,13'],
    ]);
  expect(lines.length).toBeGreaterThan(40);
  expect(lines.filter((line) => respelledAtNoon(line).join(' ') !== line.join(' '))).toEqual([]);
});
