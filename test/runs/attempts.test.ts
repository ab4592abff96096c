import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import type { Task } from '../../src/domain/task/task.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { type Field, field } from './support/field.ts';

const plugin = builtPlugin();

/** Writes a file of some lines, after a gate opens if one is named. */
const writer = (lines: number, gate?: string) => `
import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
${gate === undefined ? '' : `while (!existsSync(${JSON.stringify(gate)})) await wait(20);`}
writeFileSync('src/made.txt', 'line of round ' + process.env.BACKLOG_ROUND + '\\n'.padEnd(${lines}, 'x\\n'));
`;

/** The agent of a run as a caller. */
const agentOf = (run: string): Caller => ({ actor: { kind: 'ai', name: 'fast', run }, holder: `run:${run}` });

async function place(): Promise<Field & { gate: string }> {
  const made = await field({ supervisor: plugin.supervisor });
  const gate = join(made.root, 'gate');
  await made.agent('short', writer(2));
  await made.agent('long', writer(60));
  await made.agent('waits', writer(4, gate));
  await made.task({ description: 'Make it', scope: 'src/**', acceptance: ['it is made'] });
  return Object.assign(made, { gate });
}

const states = (runs: readonly Run[]) => runs.map(({ id, state }) => `${id} ${state}`);
async function taskOf({ opened }: Field): Promise<Task> {
  await opened.ready();
  return Array.from(opened.store.state.values('task'))[0]!;
}
const claims = ({ opened }: Field) => Array.from(opened.store.state.all('claim'), ([, claim]) => claim);

test('several attempts share one claim, are compared, and the approval of one discards the others, also one at work', async () => {
  const made = await place();
  const { run, text, refused, becomes, settled, all, gate, user } = made;
  const unknown = await refused('run_start', { filter: '1', agents: 'short,nobody' });
  expect(unknown.message).toContain('nobody');
  expect(await all()).toEqual([]);
  await run('run_start', { filter: '1', agents: 'long,short,waits' });
  expect(states(await all()).map((one) => one.split(' ')[0])).toEqual(['r1', 'r2', 'r3']);
  expect(claims(made)).toMatchObject([{ holder: 'run:r1', number: 1 }]);
  await Promise.all(['r1', 'r2'].map((id) => becomes(id, 'review')));
  const third = await made.until('r3', ({ state }) => state === 'running');
  expect(third).toMatchObject({ group: 'r1' });
  // Attempts in review release nothing that one at work needs.
  expect(claims(made)).toMatchObject([{ holder: 'run:r1' }]);
  expect(await text('task_list', { filter: '1' })).toContain('running');
  // Evidence of an attempt is its own.
  await run('task_annotate', { id: '1', criterion: '1', text: 'npm test: passed' }, agentOf('r2'));
  expect((await taskOf(made)).acceptance![0]!.met).toBeUndefined();
  const shown = await text('run_compare', { run: '1' });
  expect(shown).toContain('r2');
  expect(shown).toContain('1 of 1 criterion met');
  expect(shown).toMatch(/Best by the fixed order: r2 \(fewer unmet criteria\)/);
  expect((await refused('run_approve', { run: '1' })).hint).toContain('run_compare 1');
  expect((await refused('run_start', { filter: '1' })).message).toContain('task 1 is claimed by run r');
  await run('run_approve', { run: 'r2' });
  await becomes('r2', 'merged');
  expect(await settled('r3')).toMatchObject({
    state: 'discarded',
    settled: { run: 'r2' },
    reason: { code: 'settled', text: 'another attempt was kept: run r2' },
  });
  expect(states(await all())).toEqual(['r1 discarded', 'r2 merged', 'r3 discarded']);
  expect(claims(made)).toEqual([]);
  expect(existsSync(gate)).toBe(false);
  expect(git(user, 'log', '--format=%s', '-2').split('\n')).toEqual(['Make it', 'First']);
  expect((await refused('run_approve', { run: 'r1' })).message).toBe(
    "can't approve run r1: it was discarded, because another attempt was kept: run r2",
  );
  expect(await taskOf(made)).toMatchObject({ status: 'completed', acceptance: [{ met: { run: 'r2' } }] });
});

soak(
  'after a kill of one supervisor, the other attempts keep the claim; a kept result that conflicts returns, goes on and lands',
  async () => {
    const made = await place();
    const { run, becomes, settled, until, all, gate, user, refused } = made;
    await run('run_start', { filter: '1', agents: 'short,waits,waits', attempts: 3 });
    const first = await becomes('r1', 'review');
    expect(first).toMatchObject({ group: 'r1' });
    const running = await Promise.all(['r2', 'r3'].map((id) => until(id, (one) => one.process !== undefined)));
    // The one that renewed the claim last, if it is still at work.
    const { renewer } = claims(made)[0]!;
    const victim = running.find(({ supervisor }) => supervisor!.pid === renewer?.pid) ?? running[1]!;
    process.kill(victim.supervisor!.pid, 'SIGKILL');
    // Upkeep before a command finds it.
    await vi.waitFor(
      async () => {
        await run('run_list');
        expect((await made.now(victim.id)).state).toBe('interrupted');
      },
      { timeout: DEADLINE_MS, interval: 100 },
    );
    expect(await made.now(victim.id)).toMatchObject({ state: 'interrupted', reason: { code: 'supervisor_died' } });
    expect(claims(made)).toMatchObject([{ holder: 'run:r1' }]);
    expect((await refused('task_start', { id: '1' })).message).toContain('task 1 is claimed by run r');
    const second = await made.task({ description: 'Use it', scope: 'src/made.txt' });
    const foreign: Caller = { actor: { kind: 'ai', name: 'other', session: 's1' }, holder: 's1' };
    expect((await refused('task_start', { id: String(second) }, foreign)).code).toBe('claimed');
    await run('run_resume', { run: victim.id });
    writeFileSync(gate, '');
    await Promise.all(['r2', 'r3'].map((id) => becomes(id, 'review')));
    expect(claims(made)).toEqual([]);
    // The person changes the file meanwhile, so that the kept result conflicts.
    writeFileSync(join(user, 'src/made.txt'), 'mine\n');
    git(user, 'add', '-A');
    git(user, 'commit', '-q', '-m', 'Mine');
    await run('run_approve', { run: 'r1', unmet: true });
    const back = await until('r1', ({ state, waits }) => state === 'review' && waits !== undefined);
    expect(back.waits).toMatchObject({ why: 'conflict' });
    expect(states(await all())).toEqual(['r1 review', 'r2 discarded', 'r3 discarded']);
    await run('run_request_changes', { run: 'r1', note: 'Merge it' });
    await until('r1', ({ state, rounds }) => state === 'review' && (rounds?.length ?? 0) > 1);
    await run('run_approve', { run: 'r1', unmet: true, override: 'markers are none' });
    await becomes('r1', 'merged');
    expect(await settled('r1')).toMatchObject({ state: 'merged' });
    expect(git(user, 'log', '--format=%s', '-2').split('\n')).toEqual(['Make it', 'Mine']);
  },
);

soak(
  'the orchestrator starts as many attempts as a setting says, none beside them after a kill, and goes on when one was kept',
  async () => {
    const made = await place();
    const { run, becomes, until, all, gate, processes } = made;
    await run('task_modify', { filter: '1', agent: 'waits', tags: 'risky' });
    await run('setting_set', { name: 'runs.attempts.tag.risky', value: '2' });
    await made.task({ description: 'Then', scope: 'docs/**', agent: 'short', depends: '1' });
    await run('orchestrator_start', { agents: 3 });
    await vi.waitFor(async () => expect(states(await all())).toHaveLength(2), { timeout: DEADLINE_MS, interval: 50 });
    await Promise.all(['r1', 'r2'].map((id) => until(id, ({ process: one }) => one !== undefined)));
    expect((await all()).map(({ group, by }) => [group, by])).toEqual(Array(2).fill(['r1', 'system:scheduler']));
    const supervisors = (await all()).map(({ supervisor }) => supervisor!.pid);
    const { holder } = made.opened.store.state.get('lease', 'schedule')!;
    expect(supervisors).not.toContain(holder!.pid);
    expect(processes()).toContain(holder!.pid);
    process.kill(holder!.pid, 'SIGKILL');
    writeFileSync(gate, '');
    await Promise.all(['r1', 'r2'].map((id) => becomes(id, 'review')));
    // A command's upkeep starts the loop again. It starts no third attempt.
    await run('run_list');
    await run('run_approve', { run: 'r2', unmet: true });
    await becomes('r2', 'merged');
    await vi.waitFor(
      async () => {
        await run('run_list');
        expect(
          states(await all())
            .slice(0, 3)
            .join(),
        ).toMatch(/^r1 discarded,r2 merged,r3 /);
      },
      { timeout: DEADLINE_MS, interval: 100 },
    );
    expect((await made.now('r3')).group).toBeUndefined();
  },
);
