import { describe, expect, test } from 'vitest';
import { FINDING_LEVELS, type GoalFinding } from '../../src/goals/finding.ts';
import { healthOf } from '../../src/goals/health.ts';
import { ADA, NOON, type TestWorkspace, testWorkspace, workspaces } from '../support/workspace.ts';
import { filledIn, LIMITS, planOfWork, wholePlan } from './plan.ts';

const DAY = 86_400_000;

/** A plan without any finding: every kind, and a task. */
const healthy = workspaces(async (work) => {
  await wholePlan(work);
  await work.run('task_add', { description: 'Cache the index', goal: 1 });
});

function findings({ opened }: TestWorkspace, now = NOON): GoalFinding[] {
  return healthOf(planOfWork({ opened } as TestWorkspace), opened.context(ADA).queue, now, LIMITS);
}

/** Puts fields into a record past every check, as a merge or an edited file could. */
async function put({ opened }: TestWorkspace, kind: string, id: string, fields: object): Promise<void> {
  await opened.context(ADA).write('given', (tx) => {
    const record = tx.get<string>(kind, id)!;
    tx.put<string>(kind, id, { ...record, ...fields });
  });
}

interface Case {
  code: string;
  level: GoalFinding['level'];
  ids: string[];
  /** Breaks the healthy plan. Returns the days after which it is looked at; 0 by default. */
  breaks(work: TestWorkspace): Promise<unknown>;
  days?: number;
}

const modify = (id: string, fields: object) => (work: TestWorkspace) => work.run('goal_modify', { id, ...fields });
const add = (fields: object) => (work: TestWorkspace) => work.run('goal_add', fields);

const CASES: readonly Case[] = [
  { code: 'vision.missing', level: 'error', ids: [], breaks: ({ run }) => run('goal_archive', { ids: 'V-1' }) },
  { code: 'task.orphan', level: 'error', ids: ['2'], breaks: ({ run }) => run('task_add', { description: 'No why' }) },
  { code: 'task.dangling', level: 'error', ids: ['1'], breaks: ({ run }) => run('goal_archive', { ids: 'I-1' }) },
  {
    ...{ code: 'task.closed_parent', level: 'warn', ids: ['1', 'I-1'] },
    breaks: ({ run }) => run('goal_close', { id: 1, learned: 'Enough' }),
  },
  { code: 'task.broken_why', level: 'warn', ids: ['1', 'I-1'], breaks: modify('O-1', { pillars: [] }) },
  { code: 'goal.no_tasks', level: 'warn', ids: ['I-2'], breaks: add({ title: 'Empty', bet: 1 }) },
  { code: 'goal.no_outcome', level: 'error', ids: ['I-2'], breaks: add({ title: 'Bare' }) },
  { code: 'goal.no_bet', level: 'info', ids: ['I-2'], breaks: add({ title: 'Bare', outcome: 1 }) },
  {
    code: 'goal.bet_closed',
    level: 'warn',
    ids: ['I-1', 'B-1'],
    breaks: modify('B-1', { state: 'lost', learned: 'No' }),
  },
  { code: 'goal.bet_not_now', level: 'warn', ids: ['I-1', 'B-1'], breaks: modify('B-1', { state: 'next' }) },
  { code: 'goal.no_problem', level: 'info', ids: ['I-1'], breaks: modify('B-1', { problems: [] }) },
  { code: 'goal.all_done', level: 'info', ids: ['I-1'], breaks: ({ run }) => run('task_done', { id: 1 }) },
  { code: 'goal.idle', level: 'warn', ids: ['I-1'], breaks: async () => {}, days: 15 },
  {
    ...{ code: 'goal.blocked_cycle', level: 'error', ids: ['I-1', 'I-2'] },
    async breaks(work) {
      await add({ title: 'Second', depends: 'I-1' })(work);
      await put(work, 'goal', 'I-1', { depends: ['I-2'] });
    },
  },
  { code: 'bet.no_outcome', level: 'error', ids: ['B-1'], breaks: modify('B-1', { outcomes: [] }) },
  { code: 'bet.no_work', level: 'warn', ids: ['B-1'], breaks: modify('I-1', { bet: null }) },
  { code: 'bet.overdue', level: 'warn', ids: ['B-1'], breaks: modify('B-1', { by: '2026-07-01' }) },
  {
    ...{ code: 'bet.too_many_now', level: 'warn', ids: ['B-1', 'B-2', 'B-3', 'B-4'] },
    async breaks(work) {
      for (const title of ['Two', 'Three', 'Four'])
        await add({ kind: 'bet', title, state: 'now', outcomes: 'O-1' })(work);
    },
  },
  { code: 'outcome.no_pillar', level: 'warn', ids: ['O-1'], breaks: modify('O-1', { pillars: [] }) },
  {
    code: 'outcome.no_bet',
    level: 'info',
    ids: ['O-2'],
    breaks: add({ kind: 'outcome', title: 'Other', pillars: 'P-1' }),
  },
  { code: 'outcome.unmeasured', level: 'warn', ids: ['O-1'], breaks: async () => {}, days: 31 },
  { code: 'outcome.reached', level: 'info', ids: ['O-1'], breaks: modify('O-1', { reading: 70 }) },
  {
    code: 'pillar.no_outcome',
    level: 'warn',
    ids: ['P-2'],
    breaks: add({ kind: 'pillar', title: 'Fast', wont: 'Wait' }),
  },
  { code: 'pillar.no_wont', level: 'info', ids: ['P-1'], breaks: modify('P-1', { wont: null }) },
  {
    ...{ code: 'problem.unaddressed', level: 'warn', ids: ['X-2'] },
    breaks: add({ kind: 'problem', title: 'Slow', severity: 4, hurts: 'U-1' }),
  },
  { code: 'problem.no_persona', level: 'info', ids: ['X-1'], breaks: modify('X-1', { hurts: [] }) },
  { code: 'persona.unserved', level: 'info', ids: ['U-2'], breaks: add({ kind: 'persona', title: 'Kim' }) },
  {
    code: 'link.unknown',
    level: 'error',
    ids: ['O-1', 'P-9'],
    breaks: (work) => put(work, 'outcome', 'O-1', { pillars: ['P-9'] }),
  },
  {
    ...{ code: 'dup.title', level: 'warn', ids: ['P-1', 'P-2'] },
    async breaks(work) {
      await add({ kind: 'pillar', title: 'Fast', wont: 'Wait' })(work);
      await put(work, 'pillar', 'P-2', { title: 'lives in the REPOSITORY' });
    },
  },
];

test('there are 29 codes, and a healthy plan has no finding', async () => {
  expect(new Set(CASES.map(({ code }) => code)).size).toBe(29);
  expect(findings(await healthy())).toEqual([]);
});

describe.each(CASES)('$code', ({ code, level, ids, breaks, days = 0 }) => {
  test('is found with its level and records, and its fix removes it', async () => {
    const work = await healthy();
    await breaks(work);
    work.pass(days * DAY);
    const now = NOON + days * DAY;
    const found = findings(work, now).find((each) => each.code === code && String(each.ids) === String(ids));
    expect(found, JSON.stringify(findings(work, now))).toMatchObject({ code, level, ids });
    const { command, words, flags = {} } = filledIn(found!.fix);
    await work.run(command, { ...words, ...flags });
    expect(findings(work, now).filter((each) => each.code === code && String(each.ids) === String(ids))).toEqual([]);
  });
});

test('a queue without goals has none, and says so; levels come worst first', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'First' });
  expect(await work.run('goal_health')).toMatchObject({ total: 0, findings: [] });
  await work.run('goal_add', { title: 'Search' });
  const { findings: found } = await work.run<{ findings: GoalFinding[] }>('goal_health');
  expect(found.map((each) => each.code)).toEqual(['task.orphan', 'goal.no_tasks']);
  const levels = found.map(({ level }) => FINDING_LEVELS.indexOf(level));
  expect(levels).toEqual([...levels].sort());
  expect(await work.run('goal_health', { id: 1 })).toMatchObject({ total: 1 });
  expect(await work.run('goal_health', { level: 'error' })).toMatchObject({ total: 1, failed: false });
});

test('the limits are settings: days of an idle goal, days of a reading, bets in now', async () => {
  const work = await healthy();
  work.pass(3 * DAY);
  const codes = async () =>
    (await work.run<{ findings: GoalFinding[] }>('goal_health', { limit: 100 })).findings.map(({ code }) => code);
  expect(await codes()).toEqual([]);
  for (const [name, value] of Object.entries({ idleDays: 2, readingDays: 2, betsNow: 1 }))
    await work.run('setting_set', { name: `goals.${name}`, value });
  expect(await codes()).toEqual(['goal.idle', 'outcome.unmeasured']);
  const { notes } = await work.run<{ notes: string[] }>('goal_add', {
    ...{ kind: 'bet', title: 'Second', state: 'now', outcomes: 'O-1' },
  });
  expect(notes.join()).toContain('2 bets are in now; more than 1 rarely all move');
  expect(await work.run('report_goals')).toMatchObject({ betsNow: 1 });
});

test('archived records raise nothing but through links to them', async () => {
  const work = await healthy();
  await work.run('goal_archive', { ids: 'P-1' });
  expect(findings(work).map(({ code }) => code)).toEqual(['link.unknown']);
});

test('doctor names links that lead nowhere, with the line that fixes them', async () => {
  const work = await healthy();
  expect(await work.text('doctor')).not.toContain('I-1');
  await put(work, 'goal', 'I-1', { bet: 'B-9' });
  expect(await work.text('doctor')).toContain(
    "I-1 Instant search names B-9 in bet, which doesn't exist. Fix: `backlog goal modify I-1 --bet ''`",
  );
});
