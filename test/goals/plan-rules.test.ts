import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { documentInScope } from '../../src/domain/goals/document.ts';
import { GOAL_KINDS } from '../../src/domain/goals/words.ts';
import type { Goal } from '../../src/domain/records.ts';
import { chainOf } from '../../src/goals/chain.ts';
import { healthOf } from '../../src/goals/health.ts';
import { linksFrom } from '../../src/goals/links.ts';
import { inRun } from '../support/runs.ts';
import { ADA, agent, NOON, type TestWorkspace, testWorkspace } from '../support/workspace.ts';
import { filledIn, LIMITS, planOfWork, wholePlan } from './plan.ts';

const records = (work: TestWorkspace) =>
  Object.fromEntries(
    GOAL_KINDS.flatMap((kind) =>
      planOfWork(work)
        .all(kind)
        .map((one) => [one.id, one]),
    ),
  );
const title = (work: TestWorkspace, id: string) => planOfWork(work).find(id)?.title;

test('only a document that a person named counts as in scope, whoever names it again', async () => {
  const work = await testWorkspace();
  const counts = () => {
    const [[, goal]] = [...work.opened.store.state.all('goal')] as [[string, Goal]];
    return documentInScope(goal);
  };
  await work.run('goal_add', { title: 'Be fast', document: 'CMakeLists.txt' }, agent('session-1'));
  expect(counts()).toBeUndefined();
  await work.run('goal_modify', { id: 'I-1', document: 'docs/speed.md' });
  expect(counts()).toBe('docs/speed.md');
  await work.run('goal_modify', { id: 'I-1', document: 'docs/speed.md' }, agent('session-1'));
  expect(counts()).toBe('docs/speed.md');
  await work.run('goal_modify', { id: 'I-1', document: 'CMakeLists.txt' }, agent('session-1'));
  expect(counts()).toBeUndefined();
});

test('a run may not choose the document of a goal, which it may edit out of its scope', async () => {
  const work = await testWorkspace();
  await work.run('goal_add', { title: 'Be fast', document: 'docs/speed.md' });
  const save = (more: object) => ({ records: [{ id: 'I-1', ...more }] });
  for (const [command, input] of [
    ['goal_save', save({ document: 'AGENTS.md' })],
    ['goal_add', { title: 'Another', document: 'AGENTS.md' }],
  ] as const)
    expect(await work.refused(command, input, inRun('r1'))).toMatchObject({ code: 'forbidden' });
  await work.run('goal_save', save({ title: 'Be faster' }), inRun('r1'));
  await work.run('goal_save', save({ document: 'docs/other.md' }));
});

describe('what a save refuses, with the limit and the count', () => {
  test('a sixth pillar, an eleventh outcome, a sixth bet in now, a second vision', async () => {
    const work = await testWorkspace();
    const many = (kind: string, count: number, more: object = {}) =>
      work.run('goal_save', {
        records: Array.from({ length: count }, (_, i) => ({ kind, title: `${kind} ${i}`, ...more })),
      });
    await many('pillar', 5);
    await many('outcome', 10);
    await many('bet', 5, { state: 'now' });
    await many('vision', 1);
    const refusals = await Promise.all(
      ['pillar', 'outcome', 'bet', 'vision'].map((kind) =>
        work.refused('goal_add', { kind, title: 'More', ...(kind === 'bet' ? { state: 'now' } : {}) }),
      ),
    );
    expect(refusals.map(({ message }) => message)).toEqual([
      'at most 5 pillars, and this would be 6',
      'at most 10 outcomes, and this would be 11',
      'at most 5 bets in now, and this would be 6',
      'at most 1 vision, and this would be 2',
    ]);
    // At the cap, a rename, a move and a bet after another one was closed work.
    await work.run('goal_modify', { id: 'P-5', title: 'Renamed' });
    await work.run('goal_rank', { id: 'B-5', to: 'top' });
    await work.run('goal_close', { id: 'B-1', learned: 'Too early', state: 'lost' });
    await work.run('goal_add', { kind: 'bet', title: 'The sixth', state: 'now' });
    expect(title(work, 'P-5')).toBe('Renamed');
  });

  test('names that another live record of the kind has, in any case; too long texts; a close without a lesson', async () => {
    const work = await testWorkspace();
    await work.run('goal_add', { title: 'Search' });
    expect((await work.refused('goal_add', { title: ' SEARCH ' })).message).toContain('I-1 is a goal with this name');
    expect((await work.refused('goal_add', { title: 'x'.repeat(121) })).message).toContain('at most 120 characters');
    expect(await work.refused('goal_modify', { id: 1, state: 'won' })).toMatchObject({
      message: 'learned: I-1 becomes won without a lesson',
      hint: 'Say in a sentence what was learned: `learned: "…"`',
    });
    await work.run('goal_archive', { ids: '1' });
    await work.run('goal_add', { title: 'Search' });
    expect((await work.refused('goal_archive', { ids: '1', restore: true })).message).toContain('I-2 is a goal');
  });

  test('a primary persona swaps, and stays when others change', async () => {
    const work = await testWorkspace();
    await work.run('goal_add', { kind: 'persona', title: 'Sam', primary: true });
    await work.run('goal_add', { kind: 'persona', title: 'Kim', primary: true });
    await work.run('goal_modify', { id: 'U-2', note: 'Works alone' });
    expect(
      planOfWork(work)
        .all('persona')
        .map(({ primary }) => primary),
    ).toEqual([undefined, true]);
  });
});

test('omitted keeps, null clears, [] empties; a save without effect says so; a stale save is refused', async () => {
  const work = await testWorkspace();
  await wholePlan(work);
  await work.run('goal_modify', { id: 'I-1', bet: null, problems: ['X-1'] });
  const { bet, problems, why } = planOfWork(work).get('goal', 'I-1')!;
  expect([bet, problems, why]).toEqual([undefined, ['X-1'], 'People wait']);
  await work.run('goal_modify', { id: 'I-1', problems: [] });
  expect(planOfWork(work).get('goal', 'I-1')!.problems).toBeUndefined();
  const before = work.opened.store.state.seq;
  expect(await work.text('goal_modify', { id: 'I-1', why: 'People wait' })).toBe('Unchanged: I-1 Instant search');
  expect(work.opened.store.state.seq).toBe(before);
  const { goal } = await work.run<{ goal: { version: string } }>('goal_info', { id: 1 });
  await work.run('goal_modify', { id: 1, target: 4, seen: goal.version });
  expect((await work.refused('goal_modify', { id: 1, target: 5, seen: goal.version })).code).toBe('conflict');
});

test('a save of many is one change, all or nothing, and a dry run leaves no trace, not even an id', async () => {
  const work = await testWorkspace();
  const before = work.opened.store.state.seq;
  await work.refused('goal_save', { records: [{ title: 'Good' }, { title: 'Bad', bet: 'B-9' }] });
  expect([work.opened.store.state.seq, records(work)]).toEqual([before, {}]);
  await work.run('goal_save', { records: [{ title: 'Good' }], dry_run: true });
  await wholePlan(work);
  expect([work.opened.store.state.seq, Object.keys(records(work))]).toEqual([
    before + 1,
    ['V-1', 'P-1', 'U-1', 'X-1', 'O-1', 'B-1', 'I-1'],
  ]);
});

test('a lesson and readings stay; the bar moves with a reading; an undo takes the close back', async () => {
  const work = await testWorkspace();
  await wholePlan(work);
  await work.run('goal_modify', { id: 'O-1', reading: 50 });
  expect(await work.run('goal_info', { id: 'O-1' })).toMatchObject({ moved: 50 });
  await work.run('goal_close', { id: 'B-1', state: 'lost', learned: 'Nobody searched' });
  work.pass(366 * 86_400_000);
  expect(await work.text('goal_info', { id: 'B-1' })).toMatch(/state: lost[\s\S]*learned: Nobody searched/);
  expect(await work.text('task_history', {})).toContain('B-1');
  await work.run('task_undo');
  expect(planOfWork(work).get('bet', 'B-1')).toMatchObject({ state: 'now' });
  expect(planOfWork(work).get('bet', 'B-1')!.learned).toBeUndefined();
  await work.run('task_redo');
  expect(planOfWork(work).get('bet', 'B-1')).toMatchObject({ state: 'lost' });
});

test('a deleted record leaves no link, its id is never used again, and an undo brings it back', async () => {
  const work = await testWorkspace();
  await wholePlan(work);
  await work.run('task_add', { description: 'Cache', goal: 1 });
  expect((await work.refused('goal_archive', { ids: 'I-1', hard: true })).message).toBe('1 refers to I-1');
  const before = records(work);
  await work.run('goal_archive', { ids: 'I-1,O-1', hard: true, detach: true });
  const { queue } = work.opened.context(ADA);
  expect(queue.byId(1)!.goal).toBeUndefined();
  await work.run('goal_add', { title: 'New' });
  expect(Object.keys(records(work))).toContain('I-2');
  await work.run('task_undo');
  await work.run('task_undo');
  const unstamped = (all: object) => JSON.parse(JSON.stringify(all, (key, value) => (key === 'modified' ? 0 : value)));
  expect(unstamped(records(work))).toEqual(unstamped(before));
  expect(queue.byId(1)!.goal).toBe('I-1');
});

test('an undo never leaves a hole', async () => {
  const work = await testWorkspace();
  await work.run('goal_add', { title: 'Search' });
  const seq = work.opened.store.state.seq;
  await work.run('task_add', { description: 'Cache', goal: 1 });
  expect((await work.refused('task_undo', { commit: seq })).message).toBe(
    'undoing this would remove I-1, which 1 names',
  );
});

/** Random steps over a small plan. What is refused changes nothing. */
const step = fc.record({
  kind: fc.constantFrom(...GOAL_KINDS),
  at: fc.nat({ max: 3 }),
  to: fc.nat({ max: 3 }),
  act: fc.constantFrom('add', 'link', 'archive', 'restore', 'delete', 'close', 'task'),
});

const LINKS: Readonly<Record<string, (n: number) => object>> = {
  problem: (n) => ({ hurts: [`U-${n}`] }),
  outcome: (n) => ({ pillars: [`P-${n}`] }),
  bet: (n) => ({ outcomes: [`O-${n}`], problems: [`X-${n}`] }),
  goal: (n) => ({ bet: `B-${n}`, outcome: `O-${n}` }),
};
const LETTER = { vision: 'V', pillar: 'P', persona: 'U', problem: 'X', outcome: 'O', bet: 'B', goal: 'I' } as const;

async function play(
  work: TestWorkspace,
  steps: readonly (typeof step extends fc.Arbitrary<infer One> ? One : never)[],
) {
  for (const [i, { kind, at, to, act }] of steps.entries()) {
    const id = `${LETTER[kind]}-${at + 1}`;
    const calls = {
      add: ['goal_add', { kind, title: `${kind} ${i}` }],
      link: ['goal_modify', { id, ...LINKS[kind]?.(to + 1) }],
      archive: ['goal_archive', { ids: id }],
      restore: ['goal_archive', { ids: id, restore: true }],
      delete: ['goal_archive', { ids: id, hard: true, detach: to > 1 }],
      close: ['goal_close', { id, learned: 'A lesson' }],
      task: ['task_add', { description: `Task ${i}`, goal: `I-${to + 1}` }],
    } as const;
    const [name, input] = calls[act];
    await work.run(name, input).catch((error) => expect(error.code, JSON.stringify(input)).toBeTypeOf('string'));
  }
}

test('over random plans: no unknown id, no archived record in a chain, and health is empty after its own fixes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 25 }), async (steps) => {
      const work = await testWorkspace();
      await play(work, steps);
      const plan = planOfWork(work);
      const { queue } = work.opened.context(ADA);
      for (const record of Object.values(records(work)))
        for (const { to } of linksFrom(record)) expect(plan.find(to), `${record.id} -> ${to}`).toBeDefined();
      for (const task of queue.all()) {
        const { goal, bet, outcomes, pillars, problems, personas, vision } = chainOf(task, queue, plan);
        const shown = [goal, bet, ...outcomes, ...pillars, ...problems, ...personas.map((one) => one.persona), vision];
        expect(shown.filter((one) => one?.archived !== undefined)).toEqual([]);
        if (task.goal !== undefined) expect(plan.get('goal', task.goal)).toBeDefined();
      }
      for (let left = 80; left >= 0; left--) {
        const [first] = healthOf(planOfWork(work), work.opened.context(ADA).queue, NOON, LIMITS);
        if (!first) return;
        expect(left, `still: ${JSON.stringify(first)}`).toBeGreaterThan(0);
        const { command, words, flags = {} } = filledIn(first.fix);
        await work.run(command, { ...words, ...flags });
      }
    }),
    { numRuns: 12, seed: 20261123 },
  );
});

test('over random plans: any change is undone exactly', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 15 }), step, async (steps, last) => {
      const work = await testWorkspace();
      await play(work, steps);
      const [before, seq] = [records(work), work.opened.store.state.seq];
      await play(work, [last]);
      if (work.opened.store.state.seq === seq || last.act === 'task') return;
      await work.run('task_undo');
      const unstamped = (all: object) =>
        JSON.parse(JSON.stringify(all, (key, value) => (key === 'modified' ? 0 : value)));
      expect(unstamped(records(work))).toEqual(unstamped(before));
    }),
    { numRuns: 15, seed: 20261123 },
  );
});
