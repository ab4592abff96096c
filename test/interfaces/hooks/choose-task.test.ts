import { describe, expect, test } from 'vitest';
import { createFacts } from '../../../src/domain/queue/facts.ts';
import { createQueue } from '../../../src/domain/queue/queue.ts';
import { chooseTask } from '../../../src/interfaces/hooks/subagents/dispatch.ts';

const UUID = '11111111-1111-4111-8111-111111111111';

describe('the task of a subagent', () => {
  const at = '2026-07-30T14:30:00Z' as const;
  const blank = { status: 'pending' as const, entry: at, modified: at };
  const uuid = (n: number) => UUID.replace(/1$/, String(n));
  const queue = createQueue([
    { ...blank, uuid: uuid(1), id: 12, description: 'Fix' },
    { ...blank, uuid: uuid(2), id: 13, description: 'Done', status: 'completed' },
    { ...blank, uuid: uuid(3), id: 14, description: 'Mine', agent: 'reviewer' },
    { ...blank, uuid: uuid(4), id: 15, description: 'Mine and urgent', agent: 'reviewer', priority: 'H' },
    { ...blank, uuid: uuid(6), id: 17, description: 'Assigned', agent: 'Explore' },
  ]);
  const facts = createFacts({ queue, now: Date.parse(at) + 1000, zone: 'UTC' });
  const cases: [string, string, string, string][] = [
    ['is named as a task', 'Do task 12 now', 'reviewer', 'named 12'],
    ['is named with a hash', 'Work on #12.', 'reviewer', 'named 12'],
    ['is named by its uuid', `Do ${uuid(1).toUpperCase()}`, 'reviewer', 'named 12'],
    ['is the clearest name, not the first', 'After #14 is done, implement Task 12', 'reviewer', 'named 12'],
    ['is an open one before a closed one', 'After task 13, do task 12', 'reviewer', 'named 12'],
    ['may be closed, which the agent is told', 'Do task 13', 'reviewer', 'named 13'],
    ['is not a closed one that is only mentioned', 'See #13', 'idle', 'assigned'],
    ['may not exist, which the agent is told', 'Do task 99', 'reviewer', 'unknown 99'],
    ['is no number of something else', 'See issue#12, /#12, PR 12 and #99', 'idle', 'assigned'],
    ['is the most urgent one assigned to its type', 'Go on', 'reviewer', 'assigned 15 14'],
    ['is called with a colon', 'Task: 12', 'reviewer', 'named 12'],
    ['is called by its id', 'Implement Task ID 12', 'reviewer', 'named 12'],
    ['is called with a dash', 'Please do task-12', 'reviewer', 'named 12'],
    ['is the first of several, and the others are known', 'Do tasks 14 and 12, then 15', 'reviewer', 'named 14 12 15'],
    ['is the first of several in a list', 'Do tasks #12, #14 & 15.', 'reviewer', 'named 12 14 15'],
    ['is one of those that are open', 'Do tasks 13, 12', 'reviewer', 'named 12'],
    ['is no issue', 'Fix issue #12 from GitHub', 'idle', 'assigned'],
    ['is no pull request', 'In PR #12, and pull request #14', 'idle', 'assigned'],
    ['is no commit, nor one of several issues', 'See commit #12. Issues #14, #15 and #12', 'idle', 'assigned'],
    ['is the one beside an issue', 'Fix issue #15 as #12 says', 'idle', 'named 12'],
    ['is no number that follows', 'Do task 12, 100 times in 2 minutes', 'reviewer', 'named 12'],
    ['is none for a built-in type', 'Look around', 'Explore', 'assigned'],
    ['is the named one for a built-in type', 'Do task 12', 'general-purpose', 'named 12'],
  ];
  test.each(cases)('%s', (_, prompt, type, expected) => {
    const choice = chooseTask(prompt, type, facts);
    const ids =
      choice.why === 'named'
        ? [choice.task, ...choice.others].map(({ id }) => id)
        : choice.why === 'unknown'
          ? [choice.id]
          : choice.tasks.map(({ id }) => id);
    expect([choice.why, ...ids].join(' ')).toBe(expected);
  });
});
