import { expect, test } from 'vitest';
import { claimRefusal, decideClaim, decideEdit, editMessage, parseScope } from '../../src/claims/index.ts';
import type { Claim } from '../../src/domain/records.ts';
import { claim, ELSEWHERE, LIVE, NOW, surroundings } from './fixtures.ts';

function refusal(held: readonly Claim[], holder: string, scope: readonly string[], task?: string) {
  const decision = decideClaim({ held, request: { holder, task, scope: parseScope(scope) }, ...surroundings });
  if (decision.grant) throw new Error('granted');
  return claimRefusal(decision.blockers, AROUND);
}

const AROUND = { now: NOW, repositories: [] };

const label = '#12 Fix login';
const session = '1a2b3c4d-0000-4000-8000-000000000000';

test('a refused scope names the holder, the task, where they overlap, and until when', () => {
  const { message, hint, data } = refusal([claim(`${session}/a46032`, ['src/web/**'], { label })], 's', [
    'src/**/*.ts',
  ]);
  expect(message).toBe(
    'src/web/** is claimed by subagent a46032 of session 1a2b3c4d for #12 Fix login; the claim expires in 8 min unless renewed. Your src/**/*.ts overlaps it, for example in src/web/x.ts.',
  );
  expect(hint).toBe('Work on something else, wait until it is released, or ask a person to end the claim.');
  expect(data).toEqual({
    blockers: [
      {
        claim: `${session}/a46032 src/web/**`,
        holder: `${session}/a46032`,
        task: undefined,
        label,
        fence: 7,
        why: 'scope',
        relation: 'other',
        until: '2026-07-30T14:38:00Z',
        mine: 'src/**/*.ts',
        theirs: 'src/web/**',
        witness: 'src/web/x.ts',
      },
    ],
  });
});

test.each([
  [
    'task',
    [claim('run:7', [], { task: 't', label })],
    [],
    't',
    '#12 Fix login is claimed by run 7; the claim expires in 8 min unless renewed.',
  ],
  [
    'task without a label',
    [claim('o', [], { task: 't', minutes: 0.5 })],
    [],
    't',
    'The task is claimed by session o; the claim expires in 1 min unless renewed.',
  ],
  [
    'living process',
    [claim('o', ['a'], { minutes: -60, renewer: LIVE })],
    ['a'],
    undefined,
    'a is claimed by session o; the claim lasts until its process ends. Your a overlaps it, for example in a.',
  ],
  [
    'grace',
    [claim('o', ['a'], { minutes: -4, renewer: ELSEWHERE })],
    ['a'],
    undefined,
    'a is claimed by session o; the claim expires in 6 min unless renewed. Your a overlaps it, for example in a.',
  ],
  [
    'starting subagent',
    [claim('other/dispatch:1', ['a'])],
    ['a'],
    undefined,
    'a is claimed by a starting subagent of session other; the claim expires in 8 min, or later once that subagent works on it. Your a overlaps it, for example in a.',
  ],
  [
    'child',
    [claim('s/x', ['a'])],
    ['a'],
    undefined,
    'a is claimed by your own subagent x of session s; the claim expires in 8 min unless renewed. Your a overlaps it, for example in a.',
  ],
] as const)('a refusal because of a %s', (_, held, scope, task, message) => {
  expect(refusal(held, 's', scope, task).message).toBe(message);
});

test('a refusal because of a subagent of the reader that is about to start', () => {
  const held = claim('s/dispatch:1', [], { task: 't', label });
  const { message } = claimRefusal([{ claim: held, why: 'task', relation: 'below', until: held.expires }], AROUND);
  expect(message).toMatch(/^#12 Fix login is claimed by your own starting subagent; the claim expires in/);
});

test('several conflicting claims are counted and all listed', () => {
  const { message, data } = refusal([claim('o', ['a']), claim('p', ['b'])], 's', ['a', 'b']);
  expect(message).toMatch(/ 1 more claim conflicts\.$/);
  expect(data.blockers).toHaveLength(2);
});

test.each([
  [
    'held-by-other',
    [claim('o', ['src'], { label })],
    's',
    {},
    'src/a is claimed by session o for #12 Fix login; the claim expires in 8 min unless renewed.',
  ],
  [
    'fence-lost',
    [claim('o', ['src'], { label })],
    's',
    { fence: 3 },
    'your claim on src/a expired, and session o for #12 Fix login claimed it; the claim expires in 8 min unless renewed.',
  ],
  [
    'carved-out',
    [claim('s/x', ['src'])],
    's',
    {},
    'src/a is claimed by your own subagent x of session s; the claim expires in 8 min unless renewed.',
  ],
  [
    'outside-own-scope',
    [claim('s', ['a', 'b', 'c', 'd'], { label })],
    's',
    {},
    'src/a is out of the scope of #12 Fix login (a, b, c, …).',
  ],
] as const)('an edit that is %s', (reason, held, holder, more, message) => {
  const decision = decideEdit({
    held,
    holder,
    files: [{ path: 'src/a' }],
    outsideScope: 'warn',
    ...surroundings,
    ...more,
  });
  expect(editMessage('src/a', decision, AROUND)).toMatchObject({ message, data: { reason, path: 'src/a' } });
});

test('an allowed edit needs no words', () => {
  expect(editMessage('a', { verdict: 'allow' }, AROUND)).toBeUndefined();
});

test('an agent, which has somebody to report to, is told to; and whoever reads may be told of holders in other words', () => {
  const held = [claim('o', ['src/a'], { label })];
  const decision = decideEdit({
    held,
    holder: 's/a',
    files: [{ path: 'src/a' }],
    outsideScope: 'warn',
    ...surroundings,
  });
  const who = () => 'another Claude Code session here (since 23:39, session o)';
  const words = editMessage('src/a', decision, { ...AROUND, toAgent: true, who });
  expect(words?.message).toBe(
    'src/a is claimed by another Claude Code session here (since 23:39, session o) for #12 Fix login; the claim expires in 8 min unless renewed.',
  );
  expect(words?.hint).toBe(
    'Work on something else, wait until it is released, or ask a person to end the claim. If you have no other task, report this back.',
  );
});

test.each([
  [
    'the conversation that this one was forked from',
    { origin: 'o' },
    {},
    /forked from that one\. To go on here: task_start 12 takes over the claim/,
  ],
  [
    'the same, without a task',
    { origin: 'o' },
    { label: undefined, number: undefined },
    /claim_acquire with these files takes over the claim/,
  ],
])('a claim of %s says how to take it over', (_, asked, more, expected) => {
  const held = [claim('o', ['src/a'], { label, number: 12, ...more })];
  const input = {
    held,
    holder: 's',
    files: [{ path: 'src/a' }],
    outsideScope: 'warn' as const,
    ...surroundings,
    ...asked,
  };
  expect(editMessage('src/a', decideEdit(input), AROUND)?.hint).toMatch(expected);
});
