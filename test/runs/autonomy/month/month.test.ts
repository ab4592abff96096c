import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { toInstant } from '../../../../src/domain/instant.ts';
import type { Run } from '../../../../src/domain/records.ts';
import { isOver } from '../../../../src/domain/runs/run-states.ts';
import { bundle } from '../../../support/bundle.ts';
import { type Child, startChild } from '../../../support/child.ts';
import { git } from '../../../support/git.ts';
import { seeded } from '../../../support/random.ts';
import { gitProject, runWithResult } from '../../../support/runs.ts';
import { IS_SOAK, runs } from '../../../support/seed.ts';
import { soak } from '../../../support/soak-test.ts';
import { ADA, NOON, type TestWorkspace, testWorkspace } from '../../../support/workspace.ts';
import { PROJECT, type Work, workOf } from './agents.ts';

const DAYS = runs(1, 30);
/** Results that agents hand in on a day, and the most that may wait for a person. */
const [PER_DAY, UNREVIEWED] = [5, 4];
const DAY_MS = 86_400_000;

const RULES = {
  'docs.then': 'land',
  'docs.path': 'docs/**',
  'code.then': 'land',
  'code.path': 'src/**, test/**',
  'code.lines': '20',
  // No test of these agents failed before: nothing shows what their code does.
  'code.risk': 'unknown',
  'law.then': 'ask',
  'law.path': 'docs/law/**',
};

/** The kinds of work that a rule may land. Everything else needs a person. */
const HARMLESS = ['text', 'text reworded', 'code with test', 'lies about a revert'];

interface Month {
  work: TestWorkspace;
  queue: string;
  /** The clock of the month. */
  now: number;
  made: Map<string, Work>;
  kills: number;
}

const runsOf = ({ work }: Month) => Array.from(work.opened.store.state.all('run'), ([, run]) => run as Run);
const main = ({ work }: Month, ...args: string[]) => git(join(work.folder, 'project'), ...args);

/** Leads the merge queue in a process of its own, and kills it after some milliseconds. Undefined lets it end. */
async function lead(month: Month, killMs?: number): Promise<void> {
  const { work, queue, now } = month;
  const child: Child = startChild(queue, [join(work.folder, 'project'), join(work.folder, 'store'), String(now)]);
  if (killMs !== undefined) {
    while (child.lines.length === 0 && child.process.exitCode === null) await wait(5);
    await wait(killMs);
    if (child.process.exitCode === null) month.kills++;
    child.process.kill('SIGKILL');
  }
  const { code, errors } = await child.ended;
  if (killMs === undefined) expect([code, errors]).toEqual([0, '']);
  await work.opened.store.refresh();
}

/** Hands in the result of an agent, as its supervisor leaves it: in review, with the outcome of its check. */
async function handIn(month: Month, what: Work): Promise<void> {
  const { work, made } = month;
  const { id: number } = await work.run<{ id: number }>('task_add', { description: `Work: ${what.kind}` });
  const rounds = [
    {
      n: 1,
      at: toInstant(month.now),
      why: 'start' as const,
      summary: what.summary ?? 'Done',
    },
  ];
  const run = await runWithResult(work, what.files, { number, rounds });
  const check = { name: 'unit', ok: what.passes, why: what.passes ? 'exited with 0' : 'exited with 1', ms: 1 };
  const checks = [{ ...check, output: '', commit: run.result!.commit }];
  await work.opened.context(ADA).write('given', (tx) => tx.put('run', run.id, { ...run, checks }));
  made.set(run.id, what);
}

/** Is each commit of the branch since another one green, as the check of the target says? */
function checkGreen(month: Month, since: string): void {
  const place = join(month.work.folder, 'green');
  for (const commit of main(month, 'rev-list', '--reverse', `${since}..main`).split('\n').filter(Boolean)) {
    if (!existsSync(place)) main(month, 'worktree', 'add', '-q', '--detach', place, commit);
    else git(place, 'checkout', '-q', '--detach', commit);
    const said = execFileSync(process.execPath, ['check.mjs'], { cwd: place, encoding: 'utf8' });
    expect([commit, /^[1-9]\d* passed/.test(said)]).toEqual([commit, true]);
  }
}

/** A person decides about some of the results in review. @param share how many of them, from 0 to 1 */
async function review(month: Month, random: ReturnType<typeof seeded>, share: number): Promise<void> {
  const { work } = month;
  for (const { id, state } of runsOf(month)) {
    if (state !== 'review' || random.next() > share) continue;
    // Nobody approves what breaks the check: the person of this month looks.
    const approves = HARMLESS.includes(month.made.get(id)!.kind) && random.next() < 0.5;
    if (approves) await work.run('run_approve', { run: id }).catch(() => undefined);
    else await work.run('run_discard', { run: id });
  }
}

soak(
  `${DAYS} days of agents that work, fail, lie, reword and weaken tests, with queues that are killed: only what rules ask for lands`,
  async () => {
    const random = seeded(20_261_127);
    const work = await testWorkspace();
    const month: Month = {
      ...{ work, queue: await bundle(new URL('./queue.child.ts', import.meta.url)) },
      ...{ now: NOON, made: new Map(), kills: 0 },
    };
    const first = await gitProject(work, PROJECT);
    const before = main(month, 'rev-parse', 'main^{tree}');
    await work.run('setting_set', { name: 'checks.unit', value: `"${process.execPath}" check.mjs` });
    for (const [name, value] of Object.entries(RULES))
      await work.run('setting_set', { name: `autonomy.${name}`, value });
    let tip = first;
    for (let day = 0; day < DAYS; day++) {
      for (let n = 0; n < PER_DAY; n++) {
        // The orchestrator's own number decides whether one more may start.
        const { limits } = await work.run<{ limits: { unreviewed?: number } }>('orchestrator_start', {
          unreviewed: UNREVIEWED,
        });
        const waiting = runsOf(month).filter(({ state }) => state === 'review').length;
        if (waiting >= limits.unreviewed!) await review(month, random, 0.7);
        if (runsOf(month).filter(({ state }) => state === 'review').length >= limits.unreviewed!) continue;
        const merged = runsOf(month).flatMap((run) => run.merged?.commit ?? []);
        await handIn(month, workOf(random, day, merged));
        const kills = random.next() < 0.5 ? random.int(3) : 0;
        for (let kill = 0; kill < kills; kill++) await lead(month, random.int(500));
        await lead(month);
        expect(runsOf(month).filter(({ state }) => state === 'review').length).toBeLessThanOrEqual(UNREVIEWED);
        checkGreen(month, tip);
        tip = main(month, 'rev-parse', 'main');
        month.now += 3_600_000;
        work.pass(3_600_000);
      }
      if (random.next() < 0.3) await stopAndGoOn(month, random, day);
      await review(month, random, 0.3);
      await lead(month);
      month.now += DAY_MS - PER_DAY * 3_600_000;
      work.pass(DAY_MS - PER_DAY * 3_600_000);
    }

    const all = runsOf(month);
    const landed = all.filter(({ verdict, merged }) => verdict?.rule && merged);
    const kinds = (some: readonly Run[]) => [...new Set(some.map(({ id }) => month.made.get(id)!.kind))].sort();
    expect(kinds(landed).filter((kind) => !HARMLESS.includes(kind))).toEqual([]);
    expect(landed.length).toBeGreaterThan(DAYS);
    for (const run of landed) checkLanding(month, run);
    for (const run of all) expect(run).not.toHaveProperty('reverted');

    await replayIsTrue(month);

    // Each landing, the newest first, is taken back by one command.
    const merged = all.filter((run) => run.merged).sort((a, b) => Number(b.id.slice(1)) - Number(a.id.slice(1)));
    const order = main(month, 'rev-list', 'main').split('\n');
    merged.sort((a, b) => order.indexOf(a.merged!.commit) - order.indexOf(b.merged!.commit));
    for (const { id } of merged) {
      await work.run('run_revert', { run: id });
      if (random.next() < 0.3) await lead(month, random.int(300));
      await lead(month);
      expect([id, (work.opened.store.state.get('run', id) as Run).reverted?.commit]).toEqual([
        id,
        main(month, 'rev-parse', 'main'),
      ]);
    }
    expect(main(month, 'rev-parse', 'main^{tree}')).toBe(before);
    expect(main(month, 'status', '--porcelain')).toBe('');
    expect(month.kills).toBeGreaterThan(0);
    if (IS_SOAK)
      console.log(
        `${all.length} results, ${landed.length} landed by rules, ${merged.length} merged, ${month.kills} kills`,
      );
  },
);

/** A person stops autonomy while results wait. Nothing lands until it continues. */
async function stopAndGoOn(month: Month, random: ReturnType<typeof seeded>, day: number): Promise<void> {
  const { work } = month;
  await work.run('autonomy_stop');
  const tip = main(month, 'rev-parse', 'main');
  if (runsOf(month).filter(({ state }) => state === 'review').length < UNREVIEWED) {
    await handIn(month, workOf(random, day, []));
    await lead(month);
    expect(main(month, 'rev-parse', 'main')).toBe(tip);
  }
  await work.run('autonomy_start');
  await lead(month);
}

/** Says anew, with git alone, what the rule that landed a result asks for. */
function checkLanding(month: Month, run: Run): void {
  const { name, facts } = run.verdict!.rule!;
  const paths = main(month, 'diff', '--name-only', '--no-renames', `${run.merged!.commit}^`, run.merged!.commit).split(
    '\n',
  );
  const folders = name === 'docs' ? /^docs\// : /^(src|test)\//;
  expect(paths.filter((path) => !folders.test(path) || path.startsWith('docs/law/'))).toEqual([]);
  expect(facts).toMatchObject({ risk: name === 'docs' ? 'low' : 'unknown', passed: ['unit'] });
  const numbers = main(month, 'diff', '--numstat', `${run.merged!.commit}^`, run.merged!.commit);
  const lines = [...numbers.matchAll(/^(\d+)\t(\d+)/gm)].reduce((sum, [, a, b]) => sum + Number(a) + Number(b), 0);
  if (name === 'code') expect(lines).toBeLessThanOrEqual(20);
  expect(main(month, 'log', '-1', '--format=%B', run.merged!.commit).match(/^Approved-By: .*$/gm)).toEqual([
    `Approved-By: system:rule/${name}`,
  ]);
}

/** The replay of all results says of each what the rules did, but for those about which a person was faster. */
async function replayIsTrue(month: Month): Promise<void> {
  const { results } = await month.work.run<{ results: { run: string; lands?: string }[] }>('autonomy_replay', {
    since: '60d',
  });
  const wrong = results.filter(({ run: id, lands }) => {
    const run = month.work.opened.store.state.get('run', id) as Run;
    const byPerson = run.verdict !== undefined && !run.verdict.rule;
    const decided = run.verdict?.rule?.name ?? (run.asks ? undefined : 'nobody');
    return !byPerson && decided !== 'nobody' && decided !== lands;
  });
  expect(wrong).toEqual([]);
  expect(results.length).toBe(runsOf(month).filter(({ state }) => isOver(state) || state === 'review').length);
}
