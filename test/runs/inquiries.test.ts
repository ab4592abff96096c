import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { DAY_MS } from '../../src/base/day.ts';
import { toInstant } from '../../src/domain/instant.ts';
import { leftOfBudget } from '../../src/runs/budget/asked-limit.ts';
import type { Payer } from '../../src/runs/budget/inquiry-files.ts';
import { spendingOf } from '../../src/runs/budget/spent.ts';
import { bundle } from '../support/bundle.ts';
import { startChild } from '../support/child.ts';
import { runIn } from '../support/runs.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { ADA } from '../support/workspace.ts';
import { agree } from './passes/placed.ts';
import { clientAgent } from './support/client-agent.ts';
import { type Field, field } from './support/field.ts';

const AT_TERMINAL = { ...ADA, door: 'cli' as const };
const PASS = '---\nagent: scout\nminutes: 5\n---\nFind functions without a test.\n';
const SLEEP = 'await new Promise((done) => setTimeout(done, 600_000));';

/** A client that says what it cost, and then works on; and one that only says what it read. */
const COST = `say({ type: 'result', subtype: 'success', is_error: false, result: 'NONE', num_turns: 1, usage: {}, total_cost_usd: 0.07 });`;
const PRINTED = `(await import('node:fs')).writeFileSync(new URL('printed', import.meta.url), '');`;
const READ = `say({ type: 'assistant', message: { id: 'm1', role: 'assistant', content: [], usage: { input_tokens: 1000, output_tokens: 5 } } });`;

async function scouted(source: string, pass = PASS): Promise<Field> {
  const place = await field({ supervisor: '', files: { 'src/a.txt': 'a\n', '.backlog/passes/scout.md': pass } });
  await clientAgent(place, 'scout', source);
  await agree(place);
  return place;
}

/** What counts towards a budget, as the orchestrator and nights read it. */
async function spent(place: Field) {
  await place.opened.store.refresh();
  return spendingOf(place.opened.context(ADA), { usd: 1, per: 'all', since: '2020-01-01T00:00:00.000Z' });
}

const ofPasses = (place: Field) =>
  Array.from(place.opened.store.state.all('pass'), ([id, { spent: costs = [] }]) => [id, costs.map(({ usd }) => usd)]);

/** Each kind of agent that Backlog asks, what it says, and what budgets count. Runs and judges have tests of their own. */
test.each<[who: string, how: 'pass' | 'setup']>([
  ['a pass', 'pass'],
  ['the setup', 'setup'],
])('what is counted of %s', async (_, how) => {
  const place = await scouted(`tell('NONE');`);
  const asks = { pass: ['pass_run', { name: 'scout' }], setup: ['backlog_setup', { agentic: 'scout', dry_run: true }] };
  const [name, input] = asks[how] as [string, object];
  await place.run(name, input, AT_TERMINAL);
  expect(await spent(place)).toEqual({ usd: 0.02, unpriced: [] });
  expect(readdirSync(join(place.store, 'runs', 'inquiries'))).toEqual([]);
});

test.each<[how: string, source: string, usd: number, unpriced: string[]]>([
  ['by what it has printed', COST, 0.07, []],
  ['whose cost is unknown', READ, 0, ['the pass scout']],
])('what is counted of a pass that takes too long, %s', async (_, source, usd, unpriced) => {
  // A busy machine may need longer than a second until the pass has printed.
  for (const minutes of [0.02, 0.2, 2]) {
    const place = await scouted(source + PRINTED + SLEEP, PASS.replace('5', String(minutes)));
    await place.run('pass_run', { name: 'scout' }, AT_TERMINAL);
    if (!existsSync(join(place.root, 'client-scout/printed'))) continue;
    expect(await spent(place)).toEqual({ usd, unpriced });
    expect(readdirSync(join(place.store, 'runs', 'inquiries'))).toEqual([]);
    return;
  }
  expect.unreachable('it printed nothing within two minutes');
});

/** Judges have a row in test/runs/judging-agents.test.ts. A budget holds only what the orchestrator starts. */
test('a pass is stopped at its cost limit, also without a limit of its program', async () => {
  const place = await scouted(COST + SLEEP, PASS.replace('minutes: 5', 'dollars: 0.05'));
  const { run } = await place.run<{ run: { why?: string } }>('pass_run', { name: 'scout' }, AT_TERMINAL);
  expect(run.why).toContain('scout: it reached its cost limit (dollars of the pass is $0.05)');
  expect(await spent(place)).toEqual({ usd: 0.07, unpriced: [] });
});

test("what the budget leaves limits the judges of the orchestrator's runs, and not what a person starts", async () => {
  const place = await field({ supervisor: '' });
  await place.run('task_add', { description: 'Count' });
  await place.run('orchestrator_start', { budget: 5, per: 'all', filter: 'project:none' });
  for (const by of ['system:scheduler', 'human:ada']) await runIn(place, 'review', { number: 1, by });
  const left = (payer: Payer) => leftOfBudget(place.opened.context(ADA), payer);
  expect(left({ run: 'r1' })).toEqual({ usd: 5, says: '$5.00 are left of the budget' });
  expect([left({ run: 'r2' }), left({ pass: 'scout' })]).toEqual([undefined, undefined]);
  await place.run('setting_set', { name: 'orchestrator.atBudget', value: 'starts' });
  expect(left({ run: 'r1' })).toBeUndefined();
});

soak('a pass counts while its agent works, and once after a kill', async () => {
  const place = await scouted(COST + SLEEP);
  const child = startChild(await bundle(new URL('./passes/pass.child.ts', import.meta.url)), [
    ...[place.store, place.user, 'scout'],
  ]);
  await vi.waitFor(async () => expect((await spent(place)).usd).toBe(0.07), { timeout: DEADLINE_MS, interval: 100 });
  child.process.kill('SIGKILL');
  await child.ended;
  expect(await spent(place)).toEqual({ usd: 0.07, unpriced: [] });
  expect(ofPasses(place)).toEqual([['scout', []]]);
  await place.run('pass_log');
  await place.opened.store.refresh();
  expect(ofPasses(place)).toEqual([['scout', [0.07]]]);
  expect(await spent(place)).toEqual({ usd: 0.07, unpriced: [] });
  expect(readdirSync(join(place.store, 'runs', 'inquiries'))).toEqual([]);
});

/** Files of a later version, of another program, and of an asker on a machine that no longer exists. */
soak('a file that nobody can read stops no command, counts nothing and is deleted after a week', async () => {
  const place = await field({ supervisor: '' });
  await place.run('task_add', { description: 'Count' });
  const folder = join(place.store, 'runs', 'inquiries');
  mkdirSync(folder, { recursive: true });
  const at = toInstant(Date.now() - 2 * DAY_MS);
  const gone = { host: 'gone', machine: 'gone', boot: 'gone', pid: 1, start: '1' };
  const asked = { payer: { pass: 'scout' }, agent: 'a', provider: 'claude', at, process: gone, output: '/nowhere' };
  const files = {
    'later.json': { ...asked, provider: 'next' },
    'forged.json': { ...asked, ended: { at, usd: -5 } },
    'half.json': { ...asked, process: undefined },
    'draft.json.1.ab': 'x',
    'gone.json': asked,
    'ended.json': { ...asked, ended: { at, usd: 0.5 } },
  };
  for (const [name, file] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(file));
  expect(await spent(place)).toEqual({ usd: 0.5, unpriced: [] });
  await place.run('pass_log');
  await place.opened.store.refresh();
  expect(ofPasses(place)).toEqual([['scout', [0.5]]]);
  expect(readdirSync(folder).sort()).toEqual(['draft.json.1.ab', 'forged.json', 'half.json', 'later.json']);
  const old = new Date(Date.now() - 8 * DAY_MS);
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), old, old);
  await place.run('pass_log');
  expect(readdirSync(folder)).toEqual([]);
});
