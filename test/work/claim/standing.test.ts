import { expect, test } from 'vitest';
import type { Claim } from '../../../src/domain/records.ts';
import type { Task } from '../../../src/domain/task/task.ts';
import { ends, lossesOf, type Standing, takesWork } from '../../../src/work/claim/standing.ts';

const AT = '2026-07-30T14:30:00Z';
const task = { uuid: 't', id: 1, description: 'Login', status: 'pending', start: AT, entry: AT, modified: AT } as Task;
const claim = {
  id: 'c',
  holder: 's',
  task: 't',
  scope: [],
  since: AT,
  expires: '2026-07-30T14:40:00Z',
  fence: 1,
} as Claim;
const before: Standing = { task, claims: [claim], spec: 'a', document: 'a.md', subtasks: [], dependencies: [] };

const changed = (fields: Partial<Task>): Partial<Standing> => ({ task: { ...task, ...fields } });

test.each<[what: string, after: Partial<Standing>, takes: boolean]>([
  ['the record', { task: undefined }, true],
  ['the status', changed({ status: 'recurring' }), true],
  ['the start', { task: (({ start: _, ...rest }) => rest)(task) as Task }, true],
  ['the claim', { claims: [] }, true],
  ['the scope', changed({ scope: [{ glob: 'a' }] }), false],
  ['the acceptance criteria', changed({ acceptance: [{ id: 'a', text: 'x' }] }), false],
  ['the spec', { spec: 'b' }, false],
  ["the goal's document", { document: undefined }, false],
  ['the until date', changed({ until: '2026-08-01T00:00:00Z' }), false],
  ['the recurrence', changed({ recur: 'weekly' }), false],
  ['the parent', changed({ parent: 'p' }), false],
  ['the dependencies', { dependencies: ['d'] }, false],
  ['the subtasks', { subtasks: ['d'] }, false],
])('%s is a loss of its own', (what, after, takes) => {
  const now = { ...before, ...after };
  expect(lossesOf(before, now, AT).map((loss) => loss.what)).toEqual([what]);
  expect(takesWork(before, now, AT)).toBe(takes);
});

test.each([
  ['stays', claim, false],
  ['has a later end', { ...claim, expires: '2026-07-30T14:50:00Z' }, false],
  ['has an earlier end', { ...claim, expires: AT }, true],
  ['is of another task', { ...claim, task: 'u' }, true],
  ['is gone', undefined, true],
])('a claim that %s', (_, after, ended) => {
  expect(ends(claim, after ? [after] : [])).toBe(ended);
});
