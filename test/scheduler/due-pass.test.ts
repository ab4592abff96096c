import { expect, test } from 'vitest';
import type { Proposal } from '../../src/domain/records.ts';
import { duePass, type PassFacts, type PassTimes } from '../../src/scheduler/loop/start-pass.ts';
import { acceptedOf } from '../../src/work/passes/known-passes.ts';

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

test.each<[accepted: number, decided: number, by: string, paused: boolean]>([
  [2, 9, 'human:ada', false],
  [2, 10, 'human:ada', true],
  [3, 10, 'human:ada', false],
  [5, 19, 'human:ada', true],
  [6, 20, 'human:ada', false],
  // What a rule decided says nothing about people.
  [0, 20, 'system:rule', false],
])('a pass of which people accepted %i of %i, decided by %s: paused %s', (accepted, decided, by, paused) => {
  const proposals = Array.from({ length: decided }, (_, n): [string, Proposal] => {
    const state = n < accepted ? 'accepted' : 'rejected';
    const at = `2099-01-01T00:00:${String(n).padStart(2, '0')}Z`;
    return [`p${n}`, { id: `p${n}`, source: { kind: 'pass', name: 'gaps' }, state, decided: at, by } as Proposal];
  });
  expect(acceptedOf(proposals, 'gaps').paused).toBe(paused);
});

test('only the last 20 decisions about a pass count, and none about another pass', () => {
  const of = (name: string, n: number, state: string): [string, Proposal] => [
    `${name}${n}`,
    { source: { kind: 'pass', name }, state, decided: new Date(n * 1_000).toISOString(), by: 'human:ada' } as Proposal,
  ];
  const early = Array.from({ length: 20 }, (_, n) => of('gaps', n, 'rejected'));
  const late = Array.from({ length: 20 }, (_, n) => of('gaps', 20 + n, n < 6 ? 'accepted' : 'rejected'));
  const other = Array.from({ length: 20 }, (_, n) => of('todos', 60 + n, 'rejected'));
  expect(acceptedOf([...early, ...late, ...other], 'gaps')).toEqual({ accepted: 6, decided: 20, paused: false });
  expect(acceptedOf([...late, ...early], 'todos')).toEqual({ accepted: 0, decided: 0, paused: false });
});
