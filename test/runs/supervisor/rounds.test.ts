import { expect, test } from 'vitest';
import type { Run } from '../../../src/domain/records.ts';
import { Halt } from '../../../src/runs/supervisor/halt.ts';
import { newNotes } from '../../../src/runs/supervisor/round/prompts.ts';
import { beginRound, endRound, mayRework, withReceived } from '../../../src/runs/supervisor/round/rounds.ts';
import { notesPrompt } from '../../../src/text/runs/run-prompt.ts';

type Why = NonNullable<Run['rounds']>[number]['why'];

const AT = '2026-07-30T14:30:00Z';
const LATER = '2026-07-30T14:40:00Z';
const limits = { wallMs: 1, idleMs: 1, checkRounds: 2 };
const run = (...whys: Why[]) =>
  ({ id: 'r7', limits, rounds: whys.map((why, i) => ({ n: i + 1, why, at: AT })) }) as unknown as Run;

const end = (input: number, more: object = {}) =>
  ({
    outcome: { kind: 'done', text: '', lastText: 'Did it' },
    usage: { tokens: { input, output: 1, cached: 0 }, turns: 1, costUsd: 0.5 },
    remembered: undefined,
    session: 's1',
    halt: undefined,
    ...more,
  }) as never;
const counts = (usage: 'process' | 'conversation') => ({ usage }) as never;

test('rounds are numbered from 1', () => {
  const first = beginRound({ id: 'r7', limits } as never, { why: 'start' }, AT);
  expect(beginRound(first, { why: 'checks' }, LATER).rounds).toEqual([
    { n: 1, why: 'start', at: AT },
    { n: 2, why: 'checks', at: LATER },
  ]);
});

test('a round counts the notes that its agent has received, in order; one that came while its prompt was made is still to be sent', () => {
  const notes = ['a', 'b', 'c'].map((id) => ({ id, at: AT, actor: 'human:ada', text: id }));
  const first = withReceived(beginRound({ id: 'r7', limits, notes } as never, { why: 'start' }, AT), new Set(['a']));
  expect(first.rounds?.[0]?.notes).toBe(1);
  const second = withReceived(beginRound(first, { why: 'checks' }, LATER), new Set(['b']));
  expect(second.rounds?.map((round) => round.notes)).toEqual([1, 2]);
  const told = { run: () => second, delivered: new Set<string>() };
  expect(newNotes(told).map(({ id }) => id)).toEqual(['c']);
});

test('of many new notes a prompt gets the oldest; the others stay new', () => {
  const notes = Array.from({ length: 25 }, (_, i) => ({ id: `n${i}`, at: AT, actor: 'human:ada', text: `${i}.` }));
  const now = beginRound({ id: 'r7', limits, notes } as never, { why: 'changes' }, AT);
  const told = { run: () => now, delivered: new Set<string>() };
  const first = newNotes(told);
  for (const { id, text } of first) {
    expect(notesPrompt(first)).toContain(text);
    told.delivered.add(id);
  }
  expect(first).toEqual(notes.slice(0, 20));
  expect(newNotes(told)).toEqual(notes.slice(20));
});

test('a round that ended keeps how, what its agent said last and what it used; the run what all used, and the conversation', () => {
  const ended = endRound(run('start'), end(10), LATER, counts('process'));
  const used = { input: 10, output: 1, cached: 0, turns: 1, costUsd: 0.5 };
  expect(ended).toMatchObject({ session: 's1', usage: used });
  expect(ended.rounds).toEqual([
    { n: 1, why: 'start', at: AT, ended: LATER, outcome: 'done', summary: 'Did it', usage: used },
  ]);
});

test('a round that was ended from outside keeps why, not how its agent took it', () => {
  const killed = end(10, {
    outcome: { kind: 'crashed', text: 'SIGTERM' },
    halt: new Halt('asked', 'stopped by human:ada'),
  });
  expect(endRound(run('start'), killed, LATER, counts('process')).rounds?.[0]?.outcome).toBe('asked');
});

test.each([
  ['process', [10, 25], 35],
  ['conversation', [10, 15], 25],
] as const)('the usage of a client that counts the %s is that of each round, and of all', (how, each, all) => {
  const first = endRound(run('start'), end(10), LATER, counts(how));
  const second = endRound(beginRound(first, { why: 'checks' }, LATER), end(25), LATER, counts(how));
  expect(second.rounds?.map(({ usage }) => usage?.input)).toEqual(each);
  expect(second.usage).toMatchObject({ input: all, costUsd: 1, turns: 2 });
});

test('a round without words, cost and conversation keeps none, and the run its own', () => {
  const silent = end(10, {
    outcome: { kind: 'crashed', text: 'exit 1' },
    usage: { tokens: { input: 0, output: 0, cached: 0 }, turns: 0 },
    session: undefined,
  });
  const ended = endRound({ ...run('start'), session: 's0' }, silent, LATER, counts('process'));
  expect(ended.session).toBe('s0');
  expect(ended.rounds?.[0]).toEqual({
    n: 1,
    why: 'start',
    at: AT,
    ended: LATER,
    outcome: 'crashed',
    usage: { input: 0, output: 0, cached: 0, turns: 0 },
  });
});

test.each<[Why[], number, boolean]>([
  [['start'], 2, true],
  [['start', 'checks'], 2, true],
  [['start', 'checks', 'checks'], 2, false],
  [['start', 'checks', 'checks', 'changes'], 2, true],
  [['start', 'checks', 'checks', 'changes', 'checks', 'checks'], 2, false],
  [['start', 'checks', 'resume', 'checks'], 2, true],
  [['start'], 0, false],
  [['start', 'checks'], 1, false],
])('after %j, with %i rounds for failed checks, they go back to the agent: %s', (whys, checkRounds, may) => {
  expect(mayRework({ ...run(...whys), limits: { ...limits, checkRounds } })).toBe(may);
});
