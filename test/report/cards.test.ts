import { describe, expect, test } from 'vitest';
import type { Instant } from '../../src/domain/instant.ts';
import { createFacts, type FactsInput } from '../../src/domain/queue/facts.ts';
import { createQueue } from '../../src/domain/queue/queue.ts';
import type { Claim } from '../../src/domain/records.ts';
import { RUN_STATE_NAMES, type RunState } from '../../src/domain/runs/run-states.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { DEFAULT_COEFFICIENTS } from '../../src/domain/urgency/coefficients.ts';
import { cardOf, columnOf, inCardOrder } from '../../src/report/cards.ts';

const AT = '2026-07-30T14:30:00Z' as const;
const EARLIER = '2026-07-30T14:00:00Z' as const;
const LATER = '2026-07-30T15:00:00Z' as const;

const task = (id: number, more: Partial<Task> = {}): Task => ({
  ...{ uuid: `u${id}`, id, description: `Task ${id}`, status: 'pending', entry: AT, modified: AT },
  ...more,
});

const factsOf = (all: Task[], known: Partial<FactsInput> = {}) =>
  createFacts({ queue: createQueue(all), now: Date.parse(AT), zone: 'UTC', ...known });

const cardIn = ([one, ...others]: [Task, ...Task[]], known: Partial<FactsInput> = {}) =>
  cardOf(one, factsOf([one, ...others], known), DEFAULT_COEFFICIENTS);

const withRun = (state: RunState): Partial<FactsInput> => ({ latestRun: () => ({ id: 'r1', state }) });

const heldBy = (holder: string, expires: Instant = LATER): Partial<FactsInput> => {
  const claim: Claim = { id: 'c', holder, task: 'u1', scope: [], since: EARLIER, expires, fence: 1 };
  return { claimsOf: (uuid) => (uuid === 'u1' ? [claim] : []) };
};

const OPEN = task(1);
const STARTED = task(1, { start: EARLIER });
const DONE = task(1, { status: 'completed', end: EARLIER });

describe('the column of a card', () => {
  const IN_REVIEW: readonly RunState[] = ['review', 'approved', 'merging'];

  test.each(RUN_STATE_NAMES)(
    'with a run that is %s: in review as long as its result is there to be judged',
    (state) => {
      const column = (one: Task) => columnOf(one, factsOf([one], withRun(state)));
      const isInReview = IN_REVIEW.includes(state);
      expect([OPEN, STARTED, DONE].map(column)).toEqual([
        isInReview ? 'review' : 'todo',
        isInReview ? 'review' : 'progress',
        'done',
      ]);
    },
  );

  test('is none for what was deleted, and for a template', () => {
    for (const status of ['deleted', 'recurring'] as const) {
      expect(columnOf(task(1, { status }), factsOf([]))).toBeUndefined();
    }
  });
});

describe('the run on a card', () => {
  const PARKED: readonly RunState[] = ['failed', 'stopped', 'interrupted'];

  test.each(RUN_STATE_NAMES)(
    '%s is shown while it is at work, and on what is to do only when it went no further',
    (state) => {
      const shows = (one: Task) => cardIn([one], withRun(state)).run !== undefined;
      const isInReview = ['review', 'approved', 'merging'].includes(state);
      expect([OPEN, STARTED, DONE].map(shows)).toEqual([PARKED.includes(state) || isInReview, true, false]);
    },
  );
});

describe('a card', () => {
  test('of a bare task has nothing but what every card has', () => {
    const { version, urgency, order, ...card } = cardIn([OPEN]);
    expect(card).toEqual({ uuid: 'u1', id: 1, description: 'Task 1', column: 'todo', state: 'ready' });
    expect([typeof version, typeof urgency, typeof order]).toEqual(['string', 'number', 'number']);
  });

  test('leaves out lists without elements', () => {
    expect(Object.keys(cardIn([task(1, { tags: [], acceptance: [], depends: [] })]))).toEqual(
      Object.keys(cardIn([OPEN])),
    );
  });

  test('counts criteria with evidence that still counts', () => {
    const proof = { at: AT, by: { kind: 'human', name: 'ada' }, text: 'passed' } as const;
    const acceptance = [
      { id: '1', text: 'proven', met: proof },
      { id: '2', text: 'proven before', met: { ...proof, outdated: 'before a commit' } },
      { id: '3', text: 'not proven' },
    ] as unknown as NonNullable<Task['acceptance']>;
    expect(cardIn([task(1, { acceptance })]).met).toEqual([1, 3]);
  });

  test('says which open tasks it waits for, and how many wait for it through others', () => {
    const chain = [task(3, { depends: ['u2'] }), task(2, { depends: ['u1'] }), OPEN];
    const [last, middle, first] = [chain, [chain[1]!, chain[0]!, OPEN], [OPEN, ...chain.slice(0, 2)]].map((all) =>
      cardIn(all as [Task, ...Task[]]),
    );
    expect([first, middle, last].map((card) => [card!.waitsFor, card!.holdsUp, card!.state])).toEqual([
      [undefined, 2, 'ready'],
      [[1], 1, 'blocked'],
      [[2], undefined, 'blocked'],
    ]);
  });

  test('waits for nobody who is done, and holds up nobody who is', () => {
    const done = task(2, { status: 'completed', end: EARLIER, depends: ['u1'] });
    expect(cardIn([OPEN, done])).not.toHaveProperty('holdsUp');
    expect(cardIn([task(1, { depends: ['u2'] }), task(2, { status: 'completed', end: EARLIER })])).not.toHaveProperty(
      'waitsFor',
    );
  });

  test('takes how many it holds up from what was counted for all, where that is given', () => {
    const facts = factsOf([OPEN, task(2, { depends: ['u1'] })]);
    expect(cardOf(OPEN, facts, DEFAULT_COEFFICIENTS, new Map([['u1', 7]])).holdsUp).toBe(7);
    expect(cardOf(OPEN, facts, DEFAULT_COEFFICIENTS, new Map())).not.toHaveProperty('holdsUp');
  });

  test('names who holds the task while the claim holds and the task is open', () => {
    expect(cardIn([OPEN], heldBy('human:ada')).by).toBe('ada');
    expect(cardIn([OPEN], heldBy('human:ada', EARLIER))).not.toHaveProperty('by');
    expect(cardIn([DONE], heldBy('human:ada'))).not.toHaveProperty('by');
  });
});

describe('cards of a column', () => {
  const order = (all: Task[]) => inCardOrder(all, factsOf(all), DEFAULT_COEFFICIENTS).map(({ task: { id } }) => id);

  test('stand by the rank that somebody gave them, then by urgency, then by age', () => {
    const all = [task(1), task(2), task(3, { priority: 'H' }), task(4, { rank: 2 }), task(5, { rank: 1 })];
    expect(order(all)).toEqual([5, 4, 3, 1, 2]);
    expect(order(all.toReversed())).toEqual([5, 4, 3, 1, 2]);
  });

  test('that are closed stand the last closed first', () => {
    const closed = (id: number, end: Instant) => task(id, { status: 'completed', end });
    expect(order([closed(1, EARLIER), closed(2, LATER), closed(3, AT), closed(4, AT)])).toEqual([2, 3, 4, 1]);
  });
});
