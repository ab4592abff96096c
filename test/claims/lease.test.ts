import { expect, test } from 'vitest';
import { dispatchHolder, isWithin, leaseState, renewals } from '../../src/claims/index.ts';
import { claim, DEAD, ELSEWHERE, LIVE, NOW, surroundings, UNKNOWN } from './fixtures.ts';

test.each([
  ['a running lease', 1, undefined, 'held'],
  ['a running lease of a dead process', 1, DEAD, 'expired'],
  ['a running lease of a process that cannot be judged', 1, UNKNOWN, 'held'],
  ['a lease that ends this second', 0, undefined, 'expired'],
  ['an ended lease of nobody in particular', -1, undefined, 'expired'],
  ['an ended lease of a living process', -600, LIVE, 'held'],
  ['an ended lease of a dead process', -1, DEAD, 'expired'],
  ['an ended lease of another host, in the grace', -9, ELSEWHERE, 'held'],
  ['an ended lease of another host, after the grace', -10, ELSEWHERE, 'expired'],
  ['an ended lease of a process that cannot be judged, in the grace', -9, UNKNOWN, 'held'],
  ['an ended lease of a process that cannot be judged, after the grace', -10, UNKNOWN, 'expired'],
  ['a lease of a dead process, granted by a clock a year ahead', 525_600, DEAD, 'expired'],
  ['a lease of nobody in particular, granted by a clock a year ahead', 525_600, undefined, 'expired'],
  ['a lease of a living process, granted by a clock a year ahead', 525_600, LIVE, 'held'],
] as const)('%s', (_, minutes, renewer, expected) => {
  expect(leaseState(claim('s', [], { minutes, renewer }), surroundings)).toBe(expected);
});

test("an agent's claim lapses with its lease, though the client in which it ran lives on", () => {
  expect(leaseState(claim('s/a', [], { minutes: -1, renewer: LIVE }), surroundings)).toBe('expired');
  expect(leaseState(claim('s/a', [], { minutes: -9, renewer: ELSEWHERE }), surroundings)).toBe('held');
});

test('a dispatch lapses with its lease, whoever lives', () => {
  const dispatch = dispatchHolder('s', 'token');
  expect(leaseState(claim(dispatch, [], { minutes: -1, renewer: LIVE }), surroundings)).toBe('expired');
  expect(leaseState(claim(dispatch, [], { minutes: 1 }), surroundings)).toBe('held');
});

test('what is renewed: of those who live, with less than half of the lease left', () => {
  const held = [
    claim('s', ['fresh'], { minutes: 5 }),
    claim('s', ['due'], { minutes: 4 }),
    claim('s/a', ['below'], { minutes: 1 }),
    claim('s', ['lapsed'], { minutes: -3 }),
    claim('s2', ['other'], { minutes: 1 }),
    claim(dispatchHolder('s', 'token'), ['dispatch'], { minutes: 1 }),
  ];
  const ids = (holder: string): string[] =>
    renewals(held, (one) => isWithin(one, holder), { now: NOW }).map(({ id }) => id);
  expect(ids('s')).toEqual(['s due', 's/a below', 's lapsed']);
  expect(ids('s/a')).toEqual(['s/a below']);
});
