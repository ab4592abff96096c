import { expect, test } from 'vitest';
import {
  isInReview,
  isLive,
  isOver,
  isParked,
  isUnderWay,
  needsPerson,
  RUN_STATE_NAMES,
} from '../../src/domain/runs/run-states.ts';

test.each(RUN_STATE_NAMES)(
  'a run that is %s is under way, waits for a person, is parked or is over: one of these',
  (state) => {
    expect([isUnderWay, needsPerson, isParked, isOver].filter((is) => is(state))).toHaveLength(1);
  },
);

test('what goes on by itself has a supervisor, or is in the merge queue', () => {
  const without = RUN_STATE_NAMES.filter((state) => isUnderWay(state) && !isLive(state));
  expect(without).toEqual(['approved', 'merging']);
  expect(RUN_STATE_NAMES.filter(isInReview)).toEqual(['review', ...without]);
});
