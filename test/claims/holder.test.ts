import { expect, test } from 'vitest';
import { dispatchHolder, holderLabel, isDispatch, isWithin } from '../../src/claims/index.ts';

test.each([
  ['s', 's', true],
  ['s/a', 's', true],
  ['s/a/b', 's', true],
  ['s', 's/a', false],
  ['s2', 's', false],
  ['s/ab', 's/a', false],
  ['run:7', 'run:7', true],
  ['run:71', 'run:7', false],
  ['s', '', false],
])('%s is within %s: %s', (holder, ancestor, expected) => {
  expect(isWithin(holder, ancestor)).toBe(expected);
});

test.each([
  ['1a2b3c4d-0000-4000-8000-000000000000', 'session 1a2b3c4d'],
  ['1a2b3c4d-0000-4000-8000-000000000000/a46032', 'subagent a46032 of session 1a2b3c4d'],
  ['s/a/b', 'subagent b of session s'],
  ['run:7', 'run 7'],
  ['human:ada', 'ada'],
  ['system:backup', 'backup'],
  [dispatchHolder('s', 'token'), 'a starting subagent of session s'],
  ['run:0c1d2e3f-aaaa/a1', 'subagent a1 of run 0c1d2e3f'],
])('%s is shown as %s', (holder, label) => {
  expect(holderLabel(holder)).toBe(label);
});

test('the holder of a dispatch is known by its name and belongs to the session', () => {
  const holder = dispatchHolder('s', 'token');
  expect([isDispatch(holder), isWithin(holder, 's'), isDispatch('s'), isDispatch('s/a')]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
