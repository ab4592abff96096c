import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { formatActor } from '../../../src/domain/actor.ts';
import type { Run } from '../../../src/domain/records.ts';
import type { Morning } from '../../../src/report/night/morning.ts';
import { shellAgent } from '../../runs/support/acting.ts';
import { type Field, field } from '../../runs/support/field.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { soak } from '../../support/soak-test.ts';
import { until } from '../support/until.ts';

const plugin = builtPlugin();

/** Asks in task 2, waits in task 9 until a file is gone, and otherwise writes into its scope. Each round costs a dollar. */
const WORK = (hold: string) => `
echo '{"backlog":"usage","costUsd":1}'
if [ "$BACKLOG_TASK_ID" = 2 ]; then backlog run ask "Which colour?"; exit 0; fi
if [ "$BACKLOG_TASK_ID" = 9 ]; then while [ -e '${hold}' ]; do sleep 0.05; done; fi
mkdir -p "d$BACKLOG_TASK_ID"; echo "$BACKLOG_RUN" > "d$BACKLOG_TASK_ID/$BACKLOG_RUN.md"
`;

/** What the log says about a run: each state with its author, the merge and its revert. */
interface Past {
  states: { state: Run['state']; by: string }[];
  isMerged: boolean;
  isReverted: boolean;
}

async function pastOf({ opened }: Field): Promise<Map<string, Past>> {
  await opened.ready();
  const all = new Map<string, Past>();
  for await (const { actor, changes } of opened.store.history({ kind: 'run' }))
    for (const { kind, id, after } of changes) {
      if (kind !== 'run' || after === null) continue;
      const past = all.get(id) ?? { states: [], isMerged: false, isReverted: false };
      all.set(id, past);
      if (after.state !== undefined) past.states.push({ state: after.state as Run['state'], by: formatActor(actor) });
      if (after.merged) past.isMerged = true;
      if (after.reverted) past.isReverted = true;
    }
  return all;
}

soak('each line of the page of a night in which everything happened is what the log says', async () => {
  const place = await field(plugin);
  const { run, task, becomes, root } = place;
  const [hold, red] = [join(root, 'hold'), join(root, 'red')];
  for (const name of ['worker', 'other']) await shellAgent(place, name, WORK(hold));
  for (const [name, value] of Object.entries({
    'runs.agent': 'worker',
    'runs.stack': 'true',
    'runs.setup': `[ ! -e ${red} ]`,
    'autonomy.land.then': 'land',
    'autonomy.land.task': '+land',
  }))
    await run('setting_set', { name, value });
  for (const file of [hold, red]) writeFileSync(file, '');
  const add = (n: number, more: object = {}) => task({ description: `Task ${n}`, scope: `d${n}/**`, ...more });
  await add(1);
  await run('night_start', { agents: 3, until: '2h', failures: 9 });
  await until(
    () => place.all(),
    ([one]) => one?.reason?.code === 'setup_failed',
  );
  rmSync(red);
  for (const n of [2, 3, 4, 5]) await add(n, n === 4 || n === 5 ? { tags: ['land'] } : {});
  await add(6, { wait: '2099-01-01' });
  await add(7);
  await add(8, { depends: '7' });
  await add(9);
  const runOf = async (n: number, holds: (one: Run) => boolean) => {
    const uuid = Array.from(place.opened.store.state.all('task')).find(([, one]) => one.id === n)![0];
    const all = await until(
      () => place.all(),
      (runs) => runs.some((one) => one.task === uuid && holds(one)),
    );
    return all.find((one) => one.task === uuid && holds(one))!;
  };
  const is = (state: Run['state']) => (one: Run) => one.state === state;
  await runOf(2, is('asking'));
  await run('run_discard', { run: (await runOf(3, is('review'))).id, note: 'Not like this' });
  await runOf(4, is('merged'));
  const reverted = await runOf(5, is('merged'));
  await run('run_revert', { run: reverted.id });
  await run('run_start', { filter: '6', agents: 'worker,other' });
  const one = await runOf(6, (each) => each.state === 'review' && each.agent === 'worker');
  await runOf(6, (each) => each.state === 'review' && each.agent === 'other');
  await run('run_approve', { run: one.id });
  await becomes(one.id, 'merged');
  await runOf(8, is('review'));
  await run('run_discard', { run: (await runOf(7, is('review'))).id, note: 'Wrong ground' });
  const killed = await runOf(9, is('running'));
  process.kill(killed.supervisor!.pid, 'SIGKILL');
  await runOf(9, ({ state, rounds = [] }) => state === 'running' && rounds.length > 1);
  await run('night_stop');
  const page = await until(
    () => run<Morning>('night_report'),
    ({ state }) => state === 'over',
  );

  const [past, runs] = [await pastOf(place), await place.all()];
  const had = (state: Run['state']) => [...past].filter(([, { states }]) => states.at(-1)?.state === state);
  const ids = (rows: readonly { run?: string | undefined }[]) => rows.map(({ run: id }) => id).sort();
  expect(page.runs).toBe(runs.length);
  expect(page.states.reduce((sum, { runs: count }) => sum + count, 0)).toBe(page.runs);
  expect(ids(page.landed)).toEqual([...past].flatMap(([id, { isMerged }]) => (isMerged ? [id] : [])).sort());
  for (const { run: id, later } of page.landed)
    expect([id, later !== undefined]).toEqual([id, past.get(id)!.isReverted]);
  expect(page.landed.map(({ rule }) => rule)).toEqual(['land', 'land', undefined]);
  expect(ids(page.discarded)).toEqual(
    had('discarded')
      .map(([id]) => id)
      .sort(),
  );
  for (const { run: id, why } of page.discarded) {
    const settled = runs.find((each) => each.id === id)!.settled?.run;
    expect([id, why]).toEqual([id, settled ? `run ${settled} was kept` : past.get(id)!.states.at(-1)!.by]);
  }
  expect(ids(page.parked)).toEqual([killed.id]);
  expect(had('stopped').map(([id]) => id)).toEqual([killed.id]);
  expect(ids(page.failed)).toEqual([...had('failed'), ...had('interrupted')].map(([id]) => id).sort());
  const waits = [...had('review'), ...had('asking')].map(([id]) => id).sort();
  expect(ids(page.waiting).filter(Boolean)).toEqual(waits);
  const costs = runs.flatMap(({ rounds = [] }) => rounds.map(({ usage }) => usage?.costUsd ?? 0));
  expect(page.spentUsd).toBeCloseTo(costs.reduce((sum, usd) => sum + usd, 0));
  const { notices } = await until(
    () => run<{ notices: { title: string; text: string }[] }>('notice_take'),
    // The page is over before the process that holds the night has recorded that.
    (taken) => taken.notices.some(({ title }) => title.startsWith('Night n1')),
  );
  const { text } = notices.find(({ title }) => title.startsWith('Night n1'))!;
  for (const { word, runs: count } of page.states) expect(text).toContain(`${count} ${word}`);
  expect(text).toContain(`$${page.spentUsd.toFixed(2)}`);
  const [shown, markdown] = [await place.text('night_report'), await place.text('night_report', { markdown: true })];
  for (const { run: id } of [...page.landed, ...page.discarded, ...page.parked, ...page.failed])
    for (const each of [shown, markdown]) expect(each).toContain(id);
});
