import { expect, test } from 'vitest';
import { toInstant } from '../../src/domain/instant.ts';
import type { Claim } from '../../src/domain/records.ts';
import { claimsInTheWay } from '../../src/interfaces/git-hook/held-files.ts';
import { NOON } from '../support/workspace.ts';

const AROUND = { now: NOON, alive: () => undefined, processesOf: () => [] };

function claim(holder: string, more: Partial<Claim> = {}): Claim {
  const [since, expires] = [toInstant(NOON - 60_000), toInstant(NOON + 60_000)];
  return { id: holder, holder, scope: [{ glob: 'src/**' }], since, expires, fence: 1, ...more };
}

test.each<[string, Claim, string, boolean]>([
  ['another session', claim('s1'), 's2', true],
  ['an agent of another session', claim('s1/a1'), 's2', true],
  ['a person', claim('human:ada'), 's2', true],
  ['a run', claim('run:r1'), 'human:ada', true],
  ['the committer', claim('s1'), 's1', false],
  ["an agent of the committer's session, whose shell says the session only", claim('s1/a1'), 's1', false],
  ['the session of an agent that commits', claim('s1'), 's1/a1', false],
  ['a sibling of an agent that commits', claim('s1/a2'), 's1/a1', true],
  ['a session whose name begins alike', claim('s10'), 's1', true],
  ['a task without files', claim('s1', { scope: [] }), 's2', false],
  ['a lease that ran out long ago', claim('s1', { expires: toInstant(NOON - 3_600_000) }), 's2', false],
])('what is held by %s', (_, held, holder, inTheWay) => {
  expect(claimsInTheWay([held], { holders: [holder], ancestors: [] }, AROUND)).toEqual(inTheWay ? [held] : []);
});

test.each<[string, string, boolean]>([
  ['a process that the commit came from', 'cli-ada@4711-88', false],
  ['its agent', 'cursor@4711-88/a1', false],
  ['another process of that number', 'cli-ada@4711-99', true],
  ['a process with a longer number', 'cli-ada@14711-88', true],
])('what %s holds', (_, holder, inTheWay) => {
  const ancestors = [{ host: 'here', boot: 'b', pid: 4711, start: '88' }];
  const held = claim(holder);
  expect(claimsInTheWay([held], { holders: ['human:ada'], ancestors }, AROUND)).toEqual(inTheWay ? [held] : []);
});
