import { expect, test } from 'vitest';
import { duePass, type PassFacts, type PassTimes } from '../../src/scheduler/loop/start-pass.ts';

const HOUR = 3_600_000;
const facts = (more: Partial<PassFacts> = {}): PassFacts => ({
  ...{ id: more.name ?? 'gaps', name: 'gaps', repository: 'web', when: 'when idle', isAgent: false },
  ...{ isPaused: false, isActive: false, today: 0, ...more },
});
const times = (more: Partial<PassTimes> = {}): PassTimes => ({
  ...{ now: 100 * HOUR, merged: new Map(), isIdle: true, perDay: 4, hasBudget: true, ...more },
});

test.each<[why: string, pass: Partial<PassFacts>, times: Partial<PassTimes>, starts: boolean]>([
  ['idle, never run', {}, {}, true],
  ['not idle', {}, { isIdle: false }, false],
  ['idle, run 5 hours ago', { last: 95 * HOUR }, {}, false],
  ['idle, run 6 hours ago', { last: 94 * HOUR }, {}, true],
  ['at its cap of the day', { today: 4 }, {}, false],
  ['the cap is 0', {}, { perDay: 0 }, false],
  ['it pauses itself', { isPaused: true }, {}, false],
  ['it runs now', { isActive: true }, {}, false],
  ['an agent without budget', { isAgent: true }, { hasBudget: false }, false],
  ['a program without budget', {}, { hasBudget: false }, true],
  ['only by hand', { when: 'by hand' }, {}, false],
  ['after a merge, never run', { when: 'after merges' }, { merged: new Map([['web', 1]]) }, true],
  ['after a merge elsewhere', { when: 'after merges' }, { merged: new Map([['api', 1]]) }, false],
  ['no merge since', { when: 'after merges', last: 2 }, { merged: new Map([['web', 1]]) }, false],
  [
    'a merge since, while runs work',
    { when: 'after merges', last: 1 },
    { merged: new Map([['web', 2]]), isIdle: false },
    true,
  ],
])('a pass: %s', (_, pass, more, starts) => {
  expect(duePass([facts(pass)], times(more)) !== undefined).toBe(starts);
});

test('one pass starts at a time, the one that waited longest', () => {
  const [a, b, c] = [facts({ name: 'a', last: 2 }), facts({ name: 'b', last: 1 }), facts({ name: 'c', last: 1 })];
  expect(duePass([a, b, c], times())?.name).toBe('b');
  expect(duePass([a, b, facts({ name: 'd', isActive: true })], times())).toBeUndefined();
});
