import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toInstant } from '../../../src/domain/instant.ts';
import type { Night } from '../../../src/domain/records.ts';
import type { Morning } from '../../../src/report/night/morning.ts';
import type { OrchestratorStatus } from '../../../src/scheduler/answers.ts';
import { shellAgent } from '../../runs/support/acting.ts';
import { type Field, field } from '../../runs/support/field.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { git } from '../../support/git.ts';
import { soak } from '../../support/soak-test.ts';
import { ADA } from '../../support/workspace.ts';
import { until } from '../support/until.ts';

const plugin = builtPlugin();

const nightIn = async (place: Field) => (await place.run<{ night: Night }>('night_show')).night;
const over = (place: Field) =>
  until(
    () => nightIn(place),
    (night) => night.over !== undefined,
  );
const states = async (place: Field) =>
  (await place.all()).map(({ id, state, reason }) => `${id} ${state}${reason ? ` ${reason.code}` : ''}`);

/** Writes a file into its scope, and costs 3 dollars; waits as long as a file `hold` is there. */
const worker = (hold: string) => `
folder="\${BACKLOG_SCOPE%/\\*\\*}"; mkdir -p "$folder"; echo begun > "$folder/$BACKLOG_TASK_ID.txt"
echo '{"backlog":"usage","costUsd":3}'
while [ -e '${hold}' ]; do sleep 0.05; done
echo done > "$folder/$BACKLOG_TASK_ID.txt"
`;

async function yard(tasks: number, source?: (hold: string) => string) {
  const place = await field({ supervisor: plugin.supervisor });
  const hold = join(place.root, 'hold');
  await shellAgent(place, 'worker', (source ?? worker)(hold));
  await place.run('setting_set', { name: 'runs.agent', value: 'worker' });
  for (let n = 1; n <= tasks; n++)
    await place.task({ description: `Write in d${n}`, scope: `d${n}/**`, project: 'web' });
  return { ...place, hold };
}

/** The seconds until a deadline, as a date. */
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();

/** Moves the deadline of the night, so that no test depends on what a machine starts before it. */
const endsIn = async (place: Field, seconds: number) => {
  const { id } = await nightIn(place);
  await place.opened.context(ADA).write('given', (tx) => {
    const night = tx.get('night', id)!;
    tx.put('night', id, { ...night, terms: { ...night.terms, until: toInstant(Date.now() + seconds * 1_000) } });
  });
};

test('at the deadline nothing starts, agents at work stop with their work kept, and another night continues them', async () => {
  const place = await yard(3);
  writeFileSync(place.hold, '');
  await place.run('night_start', { filter: 'project:web', agents: 2, until: inSeconds(300) });
  await until(
    () => states(place),
    (all) => all.join() === 'r1 running,r2 running',
  );
  await until(
    () => place.run<Morning>('night_report'),
    ({ spentUsd }) => spentUsd === 6,
  );
  await endsIn(place, 1);
  const night = await over(place);
  expect(night.ended).toMatchObject({ why: 'deadline', by: 'system:scheduler' });
  expect(Date.parse(night.ended!.at)).toBeGreaterThanOrEqual(Date.parse(night.terms.until));
  expect(await states(place)).toEqual(['r1 stopped night', 'r2 stopped night']);
  expect(await place.run<OrchestratorStatus>('orchestrator_status')).toMatchObject({ wish: 'stopped', runs: [] });
  expect(git(place.user, 'status', '--porcelain')).toBe('');
  const page = await place.run<Morning>('night_report');
  expect(page).toMatchObject({ state: 'over', runs: 2, active: 0, spentUsd: 6, landed: [], failed: [], waiting: [] });
  expect(page.parked.map(({ run }) => run)).toEqual(['r1', 'r2']);
  expect(page.tomorrow).toEqual([{ text: 'Another night could start 3 tasks.' }]);
  rmSync(place.hold);
  await place.run('night_start', { agents: 3, until: inSeconds(300) });
  await until(
    () => states(place),
    (all) => all.join() === 'r1 review,r2 review,r3 review',
  );
  await place.run('night_stop');
  const next = await over(place);
  expect(next).toMatchObject({ id: 'n2', ended: { why: 'stopped' } });
  const morning = await place.run<Morning>('night_report');
  expect(morning.waiting.map(({ run }) => run).sort()).toEqual(['r1', 'r2', 'r3']);
  expect(morning).toMatchObject({ runs: 3, parked: [], failed: [], totals: { waiting: 3 } });
  // The work of the first night is there: each run has one worktree, which was continued.
  for (const n of [1, 2]) expect(existsSync(join(place.tree(`r${n}`), `d${n}`, `${n}.txt`))).toBe(true);
});

soak('its money is held while agents work: at its end they stop, and the night ends', async () => {
  const place = await yard(3);
  writeFileSync(place.hold, '');
  await place.run('night_start', { agents: 3, until: inSeconds(300), budget: 5 });
  const night = await over(place);
  expect(night.ended).toMatchObject({ why: 'budget' });
  const all = await place.all();
  expect(all.map(({ state }) => state)).toEqual(all.map(() => 'stopped'));
  const { spentUsd } = night.over!;
  // Each agent reports 3 dollars at once; all three may have reported before the first look.
  expect(spentUsd).toBeGreaterThanOrEqual(5);
  expect(spentUsd).toBeLessThanOrEqual(9);
  expect(await place.run<Morning>('night_report')).toMatchObject({ spentUsd, failed: [] });
  expect(await place.text('night_report')).toContain(`$${spentUsd}.00 of $5.00`);
});

soak('failures in a row end it; the page says which and why', async () => {
  const place = await yard(4, () => 'sleep 1.1; echo broken >&2; exit 3');
  await place.run('night_start', { agents: 1, until: inSeconds(300), failures: 2 });
  const night = await over(place);
  expect(night.ended).toMatchObject({ why: 'failures', text: '2 failures in a row, the last was r2' });
  const page = await place.run<Morning>('night_report');
  expect(page).toMatchObject({ runs: 2, landed: [], parked: [] });
  expect(page.failed.map(({ run, why }) => `${run} ${why.includes('broken')}`).sort()).toEqual(['r1 true', 'r2 true']);
});

soak('finished results are checked to the end within the grace, although the deadline is over', async () => {
  const place = await yard(1);
  const go = join(place.root, 'go');
  await place.run('setting_set', { name: 'checks.slow', value: `while [ ! -e ${go} ]; do sleep 0.05; done` });
  await place.run('task_modify', { filter: '1', checks: 'slow' });
  await place.run('night_start', { agents: 1, until: inSeconds(300) });
  await until(
    () => states(place),
    (all) => all.join() === 'r1 checking',
  );
  await endsIn(place, 1);
  const ended = await until(
    () => nightIn(place),
    (night) => night.ended !== undefined,
  );
  expect(ended.over).toBeUndefined();
  expect(await states(place)).toEqual(['r1 checking']);
  expect((await place.refused('orchestrator_start')).message).toContain('its last runs come to rest');
  writeFileSync(go, '');
  await over(place);
  expect(await states(place)).toEqual(['r1 review']);
});

soak('a killed orchestrator goes on with the same terms, and ends at the same deadline', async () => {
  const place = await yard(2);
  writeFileSync(place.hold, '');
  const deadline = inSeconds(20);
  await place.run('night_start', { agents: 1, until: deadline, budget: 50, unreviewed: 4, risk: 'medium' });
  const first = await nightIn(place);
  await until(
    () => states(place),
    ([one]) => one === 'r1 running',
  );
  const { leader } = await place.run<OrchestratorStatus>('orchestrator_status');
  process.kill(leader!.pid, 'SIGKILL');
  await until(
    () => place.run<OrchestratorStatus>('orchestrator_status'),
    (seen) => seen.leader?.pid !== leader!.pid,
  );
  const again = await until(
    async () => {
      await place.run('task_annotate', { id: 2, text: 'a write' });
      return place.run<OrchestratorStatus>('orchestrator_status');
    },
    (seen) => seen.leader !== undefined && seen.leader.pid !== leader!.pid,
  );
  expect(again).toMatchObject({
    wish: 'running',
    limits: { agents: 1, unreviewed: 4, budget: { usd: 50, per: 'all' } },
  });
  expect(await nightIn(place)).toEqual(first);
  const { ended, over: _, ...rest } = await over(place);
  expect(rest).toEqual(first);
  expect(ended).toMatchObject({ why: 'deadline' });
  expect(Date.parse(ended!.at)).toBeGreaterThanOrEqual(Date.parse(first.terms.until));
  expect(await states(place)).toEqual(['r1 stopped night']);
});

soak('a deadline that passed while nothing ran ends the night at the next change, without a start', async () => {
  const place = await yard(1);
  writeFileSync(place.hold, '');
  await place.run('night_start', { agents: 1, until: inSeconds(300) });
  await until(
    () => states(place),
    ([one]) => one === 'r1 running',
  );
  const { leader } = await place.run<OrchestratorStatus>('orchestrator_status');
  process.kill(leader!.pid, 'SIGKILL');
  const [run] = await place.all();
  process.kill(-run!.supervisor!.pid, 'SIGKILL');
  await endsIn(place, -1);
  await place.run('task_add', { description: 'Late', scope: 'late/**' });
  const night = await over(place);
  expect(night.ended).toMatchObject({ why: 'deadline' });
  expect((await place.all()).map(({ id }) => id)).toEqual(['r1']);
});
