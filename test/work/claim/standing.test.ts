import { describe, expect, test } from 'vitest';
import type { Claim } from '../../../src/domain/records.ts';
import type { Task } from '../../../src/domain/task/task.ts';
import { ends, lossesOf, takesWork, type WorkStanding } from '../../../src/work/claim/standing.ts';

const AT = '2026-07-30T14:30:00Z' as const;
const LATER = '2026-08-01T00:00:00Z' as const;
const OBSTACLE = { reason: 'Legal', at: AT, actor: 'human:ada' } as unknown as Task['obstacle'];
const task = { uuid: 't', id: 1, description: 'Login', status: 'pending', start: AT, entry: AT, modified: AT } as Task;
const claim = {
  id: 'c',
  holder: 's',
  task: 't',
  scope: [],
  since: AT,
  expires: '2026-07-30T14:40:00Z' as const,
  fence: 1,
} as Claim;
const before: WorkStanding = { task, claims: [claim], spec: 'a', document: 'a.md', subtasks: [], dependencies: [] };

const changed = (fields: Partial<Task>): Partial<WorkStanding> => ({ task: { ...task, ...fields } });

test.each<[what: string, after: Partial<WorkStanding>, takes: boolean]>([
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
  ['the wait date', changed({ wait: LATER }), false],
  ['the scheduled date', changed({ scheduled: LATER }), false],
  ['the description', changed({ description: 'Logout' }), false],
  ['the assignee', changed({ agent: 'codex' }), false],
  ['the checks', changed({ checks: ['word'] }), false],
  ['the block', changed({ obstacle: OBSTACLE }), false],
  ['the dependencies', { dependencies: ['d'] }, false],
  ['the subtasks', { subtasks: ['d'] }, false],
])('%s is a loss of its own', (what, after, takes) => {
  const now = { ...before, ...after };
  expect(lossesOf(before, now, AT).map((loss) => loss.what)).toEqual([what]);
  expect(takesWork(before, now, AT)).toBe(takes);
});

test.each([
  ['stays', claim, false],
  ['has a later end', { ...claim, expires: '2026-07-30T14:50:00Z' as const }, false],
  ['has an earlier end', { ...claim, expires: AT }, true],
  ['is of another task', { ...claim, task: 'u' }, true],
  ['has another holder', { ...claim, holder: 'other' }, true],
  ['is gone', undefined, true],
])('a claim that %s', (_, after, ended) => {
  expect(ends(claim, after ? [after] : [])).toBe(ended);
});

describe.each(['wait', 'scheduled'] as const)('a %s date', (field) => {
  const [past, soon, day] = ['2026-07-29T00:00:00Z', '2026-07-30T14:30:01Z', '2026-07-30'];
  test.each<[what: string, was: string | undefined, is: string | undefined, delays: boolean]>([
    ['is set to later', undefined, soon, true],
    ['is set to the time of the call', undefined, AT, true],
    ['is set to the past', undefined, past, false],
    ['is set to today, which is not over everywhere', undefined, day, true],
    ['becomes later', soon, LATER, true],
    ['becomes earlier', LATER, soon, false],
    ['stays', LATER, LATER, false],
    ['is removed', LATER, undefined, false],
  ])('that %s', (_, was, is, delays) => {
    const at = (date: string | undefined) => ({ ...before, ...changed(date === undefined ? {} : { [field]: date }) });
    expect(lossesOf(at(was), at(is), AT).map(({ what }) => what)).toEqual(delays ? [`the ${field} date`] : []);
    expect(takesWork(at(was), at(is), AT)).toBe(false);
  });
});

describe('the work is taken, without a loss for agents,', () => {
  const scoped = { ...task, scope: [{ glob: 'a/**' }] } as Task;
  const held = { ...before, task: scoped };
  test.each<[what: string, was: WorkStanding, is: Partial<WorkStanding>, takes: boolean]>([
    ['by new subtasks that get its files', held, { task, subtasks: ['s'] }, true],
    ['not by new subtasks beside its files', held, { subtasks: ['s'] }, false],
    ['not by the removal of its files', held, { task }, false],
    ['not if its subtasks stay', { ...held, subtasks: ['s'] }, { task, subtasks: ['s'] }, false],
    ['not by new subtasks of a task without files', before, { subtasks: ['s'] }, false],
  ])('%s', (_, was, is, takes) => {
    expect(takesWork(was, { ...was, ...is }, AT)).toBe(takes);
  });

  const note = (id: string, progress?: object) => ({
    id,
    at: AT,
    actor: 'human:ada',
    text: 'x',
    ...(progress && { progress }),
  });
  const noted = (...annotations: object[]) => ({ ...before, task: { ...task, annotations } as unknown as Task });
  const half = { percent: 50 };
  test.each<[what: string, was: WorkStanding, is: WorkStanding, takes: boolean]>([
    ['by a report of its progress', before, noted(note('n', half)), true],
    ['by another report', noted(note('n', half)), noted(note('n', half), note('m', half)), true],
    ['not by a note', before, noted(note('n')), false],
    ['not by a note beside an earlier report', noted(note('n', half)), noted(note('n', half), note('m')), false],
    ['not by the removal of a report', noted(note('n', half)), before, false],
  ])('%s', (_, was, is, takes) => {
    expect(takesWork(was, is, AT)).toBe(takes);
  });
});

test('a task that was not there has nothing to lose', () => {
  expect(lossesOf({ ...before, task: undefined }, before, AT)).toEqual([]);
});

test.each<[what: string, now: Partial<Task>]>([
  ['a block that stays', { obstacle: OBSTACLE }],
  ['the end of a block', {}],
])('%s is no loss', (_, now) => {
  const was = { ...before, ...changed({ obstacle: OBSTACLE }) };
  expect(lossesOf(was, { ...before, ...changed(now) }, AT)).toEqual([]);
});
