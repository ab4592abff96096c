import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isLive } from '../../src/domain/runs/run-states.ts';
import type { OrchestratorStatus } from '../../src/scheduler/answers.ts';
import { shellAgent } from '../runs/support/acting.ts';
import { type Field, field } from '../runs/support/field.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { until } from './support/until.ts';

const plugin = builtPlugin();

const status = (place: Field) => place.run<OrchestratorStatus>('orchestrator_status');

/** Reports a dollar more every quarter of a second, up to 400, while the file `spend` exists. Writes a file first. */
const spender = (spend: string) => `
mkdir -p "\${BACKLOG_SCOPE%/\\*\\*}"; echo work > "\${BACKLOG_SCOPE%/\\*\\*}/work.txt"
usd=0
while [ $usd -lt 400 ]; do
  [ -e '${spend}' ] && usd=$((usd + 1))
  echo "{\\"backlog\\":\\"usage\\",\\"input\\":1000,\\"output\\":100,\\"cached\\":0,\\"costUsd\\":$usd}"
  sleep 0.25
done
`;

/** Tasks in folders of their own, whose agents report costs as soon as the file `spend` exists. */
async function spenders(count: number) {
  const place = await field({ supervisor: plugin.supervisor });
  const spend = join(place.root, 'spend');
  await shellAgent(place, 'spender', spender(spend));
  await place.run('setting_set', { name: 'runs.agent', value: 'spender' });
  for (let n = 0; n < count; n++) await place.task({ description: `Work ${n}`, scope: `part${n}/**` });
  return { ...place, begin: () => writeFileSync(spend, ''), end: () => rmSync(spend) };
}

const allStates = (place: Field) => place.all().then((all) => all.map(({ state }) => state).join());

soak(
  'at the end of the budget, active runs of the orchestrator are stopped, keep their work and can be resumed',
  async () => {
    const place = await spenders(3);
    await place.run('orchestrator_start', { agents: 3, budget: 6, per: 'all' });
    await until(
      () => allStates(place),
      (all) => all === 'running,running,running',
    );
    place.begin();
    await until(
      () => allStates(place),
      (all) => all === 'stopped,stopped,stopped',
    );
    const runs = await place.all();
    for (const run of runs) {
      expect(run.reason).toMatchObject({ code: 'budget' });
      expect(run.reason?.text).toMatch(/^\$\d+\.00 of the \$6\.00 budget are spent$/);
      expect(run.stop?.by).toBe('system:scheduler');
      expect(run.result?.paths).toHaveLength(1);
      expect(place.processes(`BACKLOG_RUN=${run.id}`)).toEqual([]);
    }
    const told = await status(place);
    expect(told).toMatchObject({ wish: 'running', failed: 0, budget: { level: 'spent', atBudget: 'stop' } });
    // Each agent can report a few dollars between two looks and until its processes have ended.
    expect(told.spentUsd).toBeLessThan(6 + 3 * 8);
    const text = await place.text('orchestrator_status');
    expect(text).toContain(told.budget!.text);
    const { notices } = await place.run<{ notices: { what: string; title: string }[] }>('notice_take');
    expect(notices.filter(({ what }) => what === 'budget')).toHaveLength(1);
    place.end();
    await place.run('run_resume', { run: 'r1' });
    await place.becomes('r1', 'running');
    // A person's resumption is a decision: the spent budget doesn't stop the run again.
    place.begin();
    await until(
      () => status(place),
      ({ spentUsd = 0 }) => spentUsd > told.spentUsd! + 2,
    );
    expect((await place.now('r1')).state).toBe('running');
    // With a new budget, the orchestrator continues the others itself.
    await place.run('orchestrator_start', { budget: 1000, per: 'all' });
    await until(
      () => allStates(place),
      (all) => all === 'running,running,running',
    );
    for (const { rounds } of await place.all()) expect(rounds?.map(({ why }) => why)).toEqual(['start', 'resume']);
    await place.run('orchestrator_stop', { runs: true });
  },
);

test('a result whose checks fail gets no other round after the end of the budget, and keeps its work', async () => {
  const place = await field({ supervisor: plugin.supervisor });
  const line = 'mkdir -p part; echo work > part/work.txt; echo \'{"backlog":"usage","costUsd":12}\'';
  await shellAgent(place, 'once', line);
  await place.run('setting_set', { name: 'runs.agent', value: 'once' });
  await place.run('setting_set', { name: 'checks.red', value: 'exit 1' });
  await place.task({ description: 'Work', scope: 'part/**' });
  await place.task({ description: 'More work', scope: 'part/**' });
  await place.run('orchestrator_start', { agents: 3, budget: 10, per: 'all' });
  await until(
    () => allStates(place),
    (all) => all === 'stopped',
  );
  const run = await place.now('r1');
  expect(run.reason).toEqual({ code: 'budget', text: '$12.00 of the $10.00 budget are spent' });
  expect(run.rounds).toHaveLength(1);
  expect(run.result?.paths).toEqual(['part/work.txt']);
  expect(await place.all()).toHaveLength(1);
});

soak('a loop that was killed is replaced, and holds runs that it did not start', async () => {
  const place = await spenders(2);
  await place.run('orchestrator_start', { agents: 2, budget: 4, per: 'all' });
  await until(
    () => allStates(place),
    (all) => all === 'running,running',
  );
  const { leader } = await status(place);
  await place.run('orchestrator_pause');
  process.kill(leader!.pid, 'SIGKILL');
  place.begin();
  // Nobody calls a command that writes: the supervisors of the runs start the loop again.
  await until(
    () => allStates(place),
    (all) => all === 'stopped,stopped',
  );
  expect((await place.all()).map(({ reason }) => reason?.code)).toEqual(['budget', 'budget']);
});

soak('with the setting starts, active runs continue and nothing starts', async () => {
  const place = await spenders(2);
  await place.run('setting_set', { name: 'orchestrator.atBudget', value: 'starts' });
  await place.run('orchestrator_start', { agents: 1, budget: 2, per: 'all' });
  await until(
    () => allStates(place),
    (all) => all === 'running',
  );
  place.begin();
  await until(
    () => status(place),
    ({ spentUsd = 0 }) => spentUsd > 6,
  );
  expect(await allStates(place)).toBe('running');
  expect((await status(place)).budget).toMatchObject({ level: 'spent', atBudget: 'starts' });
  expect(existsSync(place.store)).toBe(true);
  expect((await place.all()).filter(({ state }) => isLive(state))).toHaveLength(1);
  await place.run('orchestrator_stop', { runs: true });
});
