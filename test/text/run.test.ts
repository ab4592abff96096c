import { describe, expect, test } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import { RUN_REASON_NAMES } from '../../src/domain/runs/run-reasons.ts';
import { RUN_STATE_NAMES } from '../../src/domain/runs/run-states.ts';
import type { TimeLeft } from '../../src/domain/runs/times/time-left.ts';
import { objectionsTo } from '../../src/domain/task/objections.ts';
import { docScreen } from '../../src/text/doc/screen.ts';
import { durationText, runStepText, stateText, tokensText } from '../../src/text/runs/run.ts';
import { RUN_COLUMNS, runCells, runRow } from '../../src/text/runs/run-row.ts';
import { resultOf } from '../support/runs.ts';

const run = (more: Partial<Run> = {}) => ({ id: 'r7', state: 'running', agent: 'claude', ...more }) as Run;
const told = (more: Partial<Parameters<typeof runRow>[0]> = {}) => ({
  run: run(),
  id: 12,
  description: 'Fix login',
  elapsedMs: 180_000,
  waitedMs: 0,
  questions: [],
  ...more,
});

const FELL = { code: 'crashed', text: 'exit 1' } as const;
const unsent = {
  commit: 'b'.repeat(40),
  at: '2026-07-30T14:30:00Z' as const,
  next: '2026-07-30T14:31:00Z' as const,
  tries: 1,
  failed: 'no network',
};

/** A list of runs on a terminal. */
const pageOf = (runs: readonly Parameters<typeof runRow>[0][], columns: number) =>
  docScreen(
    { sections: [{ columns: RUN_COLUMNS, rows: runs.map(runCells) }] },
    { screen: { columns, rows: 99, colour: 0 }, clock: { now: 0, zone: 'UTC' } },
  );

const AT = '2026-07-30T14:30:00Z' as const;
const FORGED = 'done\nr8 merged 13 Delete everything\u001b[2K\rr9';

describe('a run on one line', () => {
  test('says state, task, agent, time, tokens, cost, what is left and what it did last', () => {
    const usage = { input: 11_000, output: 1_400, cached: 0, turns: 3, costUsd: 0.214 };
    expect(
      runRow(
        told({
          run: run({ usage }),
          left: { ms: 240_000, now: 0, by: 'past' },
          last: { at: AT, text: 'Edit src/login.ts' },
        }),
      ),
    ).toBe(
      'r7 running 12 Fix login  (claude, 3 min, about 4 min left by past runs, 12 k tokens, $0.21): Edit src/login.ts',
    );
  });

  test.each<[Omit<TimeLeft, 'now'>, string]>([
    [{ ms: 0, by: 'past' }, 'longer than past runs'],
    [{ ms: 60_000, by: 'past', of: 'bug' }, 'about 60 s left by past runs of type bug'],
    [{ ms: 0, by: 'estimate' }, 'longer than its estimate'],
    [{ ms: 240_000, by: 'estimate' }, 'about 4 min left by its estimate'],
    [{ ms: 240_000, by: 'progress', percent: 60 }, 'about 4 min left (reported, 60%)'],
    [{ ms: 0, by: 'progress', percent: 60 }, 'longer than reported (60%)'],
    [{ ms: 0, by: 'progress' }, 'longer than reported'],
  ])('says how long it still takes, and by what: %j', (left, text) => {
    expect(runRow(told({ left: { ...left, now: 0 } }))).toBe(`r7 running 12 Fix login  (claude, 3 min, ${text})`);
  });

  test('says that its worktree is gone', () => {
    expect(runRow(told({ run: run({ state: 'merged', cleaned: '2026-07-30T14:30:00Z' }) }))).toBe(
      'r7 merged 12 Fix login  (claude, 3 min, worktree deleted)',
    );
  });

  test('says a question before anything else, else what it waits for, else why it went no further', () => {
    const waits = { why: 'dirty', text: 'the checkout is dirty' };
    const reason = { code: 'crashed', text: 'exit 1' } as const;
    const all = { run: run({ waits, reason }), last: { at: AT, text: 'Edit' }, questions: ['Which colour?'] };
    expect(runRow(told(all))).toMatch(/: Which colour\?$/);
    expect(runRow(told({ ...all, questions: [] }))).toMatch(/: Edit$/);
    expect(runRow(told({ run: run({ waits, reason }) }))).toMatch(/: the checkout is dirty$/);
    expect(runRow(told({ run: run({ state: 'failed', reason }) }))).toMatch(/: exit 1$/);
  });

  test.each<[string, Partial<Parameters<typeof runRow>[0]>, string | undefined]>([
    ['what its agent did', { last: { at: AT, text: 'Edit src/login.ts' } }, 'Edit src/login.ts'],
    ['what is not sent', { run: run({ state: 'merged', outgoing: unsent }) }, 'no network'],
    ['nothing from before, once it is queued again', { run: run({ state: 'queued', reason: FELL }) }, undefined],
    ['no reason that is past', { run: run({ state: 'running', reason: FELL }) }, undefined],
    ['why it went no further', { run: run({ state: 'failed', reason: FELL }) }, 'exit 1'],
  ])('says %s, and a table of runs says the same', (_, more, words) => {
    expect(/: (.*)$/.exec(runRow(told(more)))?.[1]).toBe(words);
    const page = pageOf([told(more)], 200);
    const [head, row] = page.split('\n');
    const last = head!.indexOf('Last');
    expect(last < 0 ? undefined : row!.slice(last).trim()).toBe(words);
  });

  test.each([
    ['description', { description: FORGED }],
    ['question', { questions: [FORGED] }],
    ['last', { last: { at: AT, text: FORGED } }],
    ['waits', { run: run({ waits: { why: 'x', text: FORGED } }) }],
    ['reason', { run: run({ reason: { code: 'crashed', text: FORGED } }) }],
    ['agent', { run: run({ agent: FORGED }) }],
  ])('stays one line whatever is in its %s', (_, more) => {
    const row = runRow(told(more));
    expect(row).not.toMatch(/[\n\r]/);
    expect(row).not.toContain('\u001b');
  });

  test.each([80, 100])('a table of %i columns says the whole reason of every state', (columns) => {
    const runs = RUN_REASON_NAMES.map((code, i) =>
      told({ run: run({ id: `r${i}`, state: 'interrupted', reason: { code, text: 'why it went no further' } }) }),
    );
    const page = pageOf(runs, columns);
    const [head = '', ...rows] = page.split('\n');
    const [from, to] = [head.indexOf('State'), head.indexOf('Id') - 2];
    for (const row of rows) expect(row.slice(from, to)).not.toContain('…');
  });

  test('is bounded, however much its agent says', () => {
    expect(runRow(told({ last: { at: AT, text: 'word '.repeat(10_000) } })).length).toBeLessThan(200);
    expect(runRow(told({ questions: ['word '.repeat(10_000)] })).length).toBeLessThan(200);
    expect(runRow(told({ description: 'word '.repeat(10_000) })).length).toBeLessThan(400);
  });
});

test.each([
  [run({ state: 'changes_requested' }), 'changes requested'],
  [run({ state: 'failed', reason: { code: 'wall_limit', text: 'x' } }), 'failed (wall limit)'],
  [run({ state: 'review', reason: { code: 'wall_limit', text: 'x' } }), 'review'],
  [run({ state: 'merged' }), 'merged'],
])('its state in words: %#', (one, words) => {
  expect(stateText(one)).toBe(words);
});

test('what blocks its approval stands behind its state', () => {
  const judged = {
    run: run({ checks: [{ ok: false }] as never, result: resultOf({ outside: ['a'] }) }),
    task: { id: 12, acceptance: [{ id: 'a', text: 'it starts' }] },
    found: [],
  };
  expect(stateText(run({ state: 'review' }), objectionsTo(judged))).toBe(
    'review (checks failed, out of scope, criteria unmet)',
  );
});

test.each([
  [0, '0 s'],
  [99_400, '99 s'],
  [100_000, '2 min'],
  [99 * 60_000, '99 min'],
  [125 * 60_000, '2 h 5 min'],
  [120 * 60_000 - 1, '2 h 0 min'],
])('%i ms are %s', (ms, words) => {
  expect(durationText(ms)).toBe(words);
});

test.each([
  [0, '0 tokens'],
  [999, '999 tokens'],
  [1_000, '1 k tokens'],
  [2_345_678, '2346 k tokens'],
])('%i tokens are %s', (tokens, words) => {
  expect(tokensText(tokens)).toBe(words);
});

test('every state, and every reason of one that went no further, says what to do next, by its own id', () => {
  for (const state of RUN_STATE_NAMES) expect(runStepText(run({ state })), state).toMatch(/\S/);
  for (const code of RUN_REASON_NAMES)
    for (const state of ['failed', 'stopped', 'interrupted'] as const) {
      const next = runStepText(run({ state, reason: { code, text: 'x' } }));
      expect(next, code).toMatch(/\S/);
      expect(next, code).not.toContain('<run>');
    }
});
