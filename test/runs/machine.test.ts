import { describe, expect, test } from 'vitest';
import { KINDS } from '../../src/domain/kinds/table.ts';
import { isLive, isOver, occupies, RUN_STATE_NAMES, type RunState } from '../../src/domain/runs/run-states.ts';
import { moved, wrongState } from '../../src/runs/lifecycle/apply-transition.ts';
import { may, TRANSITIONS, type Verb, verbsOf } from '../../src/runs/lifecycle/transitions.ts';

const VERB_NAMES = Object.keys(TRANSITIONS) as Verb[];
const run = (state: RunState) => ({ id: 'r7', state }) as never;

describe.each(RUN_STATE_NAMES)('a run that is %s', (state) => {
  test.each(VERB_NAMES)('%s: moves as the table says, or is refused naming state and what fits', (verb) => {
    if (may(verb, state)) {
      expect(moved(run(state), verb, '2026-07-30T14:30:00Z')).toMatchObject({
        state: TRANSITIONS[verb].to,
        since: '2026-07-30T14:30:00Z',
      });
      return;
    }
    const refused = wrongState(run(state), verb)!;
    expect(refused).toMatchObject({ code: 'conflict', data: { run: 'r7', state, verb } });
    expect(() => moved(run(state), verb, '2026-07-30T14:30:00Z')).toThrow(refused.message);
  });

  test('can be reached from queued, and has a way on unless it is over', () => {
    const reached = new Set<RunState>(['queued']);
    for (const from of reached) for (const verb of verbsOf(from)) reached.add(TRANSITIONS[verb].to);
    expect(reached).toContain(state);
    expect(verbsOf(state).length > 0).toBe(!isOver(state));
  });
});

test('what is live can fail, be stopped and lose its supervisor; nothing else can lose one', () => {
  for (const state of RUN_STATE_NAMES)
    expect([may('fail', state), may('lose', state)]).toEqual([isLive(state), isLive(state)]);
  for (const state of RUN_STATE_NAMES.filter(isLive)) expect(may('stop', state)).toBe(true);
});

test('only what was reviewed is approved, only what was approved is merged, only what is merging lands', () => {
  expect([TRANSITIONS.approve.from, TRANSITIONS.merge.from, TRANSITIONS.land.from]).toEqual([
    ['review'],
    ['approved'],
    ['merging'],
  ]);
  expect(VERB_NAMES.filter((verb) => TRANSITIONS[verb].to === 'merged')).toEqual(['land', 'find']);
  expect(VERB_NAMES.filter((verb) => TRANSITIONS[verb].to === 'review')).toEqual(['submit', 'withdraw', 'bounce']);
});

test('a task is in the hands of every run between its start and its end', () => {
  expect(RUN_STATE_NAMES.filter((state) => !occupies(state))).toEqual([
    'failed',
    'stopped',
    'interrupted',
    'merged',
    'discarded',
    'handed_off',
  ]);
});

test('undo takes back no commit that changed a run: what a run did outside of the store cannot be taken back by a commit', () => {
  expect(KINDS.run.undo).toBe('refused');
});

test('each end of an attempt is kept; one that failed before another round began leaves the end of the last round', () => {
  const AT = '2026-07-30T14:30:00Z';
  const reason = { code: 'git_failed', text: 'no space' } as const;
  const running = { id: 'r7', state: 'running', rounds: [{ n: 1, why: 'start', at: AT }] } as never;
  const parked = moved(running, 'fail', AT, { reason });
  expect(parked).toMatchObject({ rounds: [{ until: AT }], ends: [{ at: AT, code: 'git_failed' }] });
  const LATER = '2026-07-30T14:40:00Z';
  const again = moved({ ...parked, state: 'preparing' }, 'fail', LATER, { reason });
  expect(again).toMatchObject({ rounds: [{ until: AT }], ends: [{ at: AT }, { at: LATER, code: 'git_failed' }] });
  expect(moved({ ...parked, state: 'checking', reason: undefined } as never, 'submit', LATER).ends?.at(-1)).toEqual({
    at: LATER,
  });
});
