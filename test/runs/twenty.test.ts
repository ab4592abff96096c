import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { untouched } from '../support/checkout-mark.ts';
import { tempFolder } from '../support/folder.ts';
import { git } from '../support/git.ts';
import { soak } from '../support/soak-test.ts';
import { ADA, agent } from '../support/workspace.ts';
import { gatedRun, shellAgent } from './support/acting.ts';
import { claimsOver } from './support/claims-over.ts';
import { type Field, field } from './support/field.ts';

const plugin = builtPlugin();

/** Scopes that overlap in many ways; each task has its folder in its own, and needs some attempts until one is approved. */
const TASKS = [
  { scope: 'src/**', folder: 'src', attempts: 3 },
  { scope: 'src/a/**', folder: 'src/a', attempts: 3 },
  { scope: 'src/b/** src/a/x/**', folder: 'src/b', attempts: 3 },
  { scope: '**/x/**', folder: 'src/x', attempts: 3 },
  { scope: 'docs/**', folder: 'docs', attempts: 2 },
  { scope: '{docs,lib}/y/**', folder: 'lib/y', attempts: 2 },
  { scope: 'lib/**', folder: 'lib', attempts: 2 },
  { scope: 'lib/[a-m]*/**', folder: 'lib/b', attempts: 2 },
];
const AT_ONCE = 3;

/** Every file has a line of a run; nothing else is in a file. */
const CHECK = `for f in $(find src docs lib -name '*.txt'); do grep -q '^run r[0-9]*$' $f || exit 1; done; echo 1 passed`;
const WORK = `mkdir -p $F; echo "run $BACKLOG_RUN" > $F/$BACKLOG_RUN.txt; echo "run $BACKLOG_RUN" > $F/last.txt`;

soak(
  'twenty runs over eight tasks with overlapping scopes, three at once: one holder at a time, whole diffs, green merges',
  async () => {
    const files = Object.fromEntries(TASKS.map(({ folder }) => [`${folder}/first.txt`, 'run r0\n']));
    const place = await field({ supervisor: plugin.supervisor, files });
    await place.run('setting_set', { name: 'checks.whole', value: CHECK });
    await place.run('setting_set', { name: 'runs.checks..', value: 'whole' });
    for (const [n, { folder }] of TASKS.entries()) await shellAgent(place, `agent-${n}`, `F=${folder}; ${WORK}`);
    const todo = await Promise.all(
      TASKS.map(async ({ scope, attempts }, n) => ({
        n,
        left: attempts,
        busy: false,
        id: await place.task({ description: `Task ${n}`, scope }),
      })),
    );
    const approved: string[] = [];
    let most = 0;
    const slot = async () => {
      while (todo.some(({ left }) => left > 0)) {
        const id = await startOne(place, todo);
        if (!id) {
          await wait(20);
          continue;
        }
        most = Math.max(most, todo.filter(({ busy }) => busy).length);
        await place.becomes(id, 'review');
        const task = todo[Number((await place.now(id)).agent.slice('agent-'.length))]!;
        task.left--;
        if (task.left > 0) await place.run('run_discard', { run: id });
        else {
          approved.push(id);
          await place.run('run_approve', { run: id });
        }
        task.busy = false;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, slot));
    const runs = await Promise.all((await place.all()).map(({ id }) => place.settled(id)));
    expect(runs).toHaveLength(20);
    expect(most).toBe(AT_ONCE);
    expect(
      runs
        .filter(({ state }) => state === 'merged')
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...approved].sort());
    const { granted, meeting } = claimsOver(place);
    expect(granted).toBeGreaterThanOrEqual(20);
    expect(meeting).toEqual([]);
    for (const run of runs) expect(inTarget(place, run)).toBe(run.state === 'merged');
    for (const commit of git(place.user, 'rev-list', 'main').split('\n'))
      expect(checked(place, commit)).toContain('1 passed');
    expect(git(place.user, 'status', '--porcelain')).toBe('');
  },
);

interface Todo {
  n: number;
  left: number;
  busy: boolean;
  id: number;
}

/** Starts a run of the first task that nobody is in the way of. */
async function startOne(place: Field, todo: readonly Todo[]): Promise<string | undefined> {
  for (const task of todo) {
    if (task.busy || task.left === 0) continue;
    task.busy = true;
    try {
      return await place.start(task.id, `agent-${task.n}`);
    } catch (error) {
      task.busy = false;
      expect((error as { code: string }).code).toBe('claimed');
    }
  }
  return undefined;
}

/** Is the run's whole diff in the target, byte for byte, as far as nobody changed it since? */
function inTarget(place: Field, { id, result }: Run): boolean {
  const own = result!.paths.filter((path) => path.endsWith(`/${id}.txt`));
  expect(own).toHaveLength(1);
  try {
    return git(place.user, 'show', `main:${own[0]}`) === `run ${id}`;
  } catch {
    return false;
  }
}

/** What the check says of a commit, in a folder that has nothing else. */
function checked({ user }: Field, commit: string): string {
  const folder = tempFolder('commit');
  execFileSync('sh', ['-c', `git -C ${user} archive ${commit} | tar -x -C ${folder}`]);
  return execFileSync('sh', ['-c', CHECK], { cwd: folder }).toString();
}

test('a lease that lapses lets another in, and what the old run made is no result any more, but kept', async () => {
  const place = await field({ supervisor: plugin.supervisor });
  await untouched(place.user, async () => {
    const { id, open } = await gatedRun(place, 'echo work > src/w.txt', { scope: 'src/**' });
    const other = await place.task({ description: 'Other', scope: 'src/w.txt' });
    const session = agent('s1');
    expect((await place.refused('task_start', { id: String(other) }, session)).code).toBe('claimed');
    // One that is asked for a sign of life renews its claim, so this one cannot hear.
    const { pid } = (await place.now(id)).supervisor!;
    process.kill(pid, 'SIGSTOP');
    await place.opened.context(ADA).write('given', (tx) => {
      for (const [key, claim] of tx.all('claim'))
        tx.put('claim', key, {
          ...claim,
          expires: '2020-01-01T00:00:00Z',
          renewer: { host: 'elsewhere', boot: 'b', pid: 1, start: '1' },
        });
    });
    await place.run('task_start', { id: String(other) }, session);
    process.kill(pid, 'SIGCONT');
    open();
    expect(await place.settled(id)).toMatchObject({ state: 'failed', reason: { code: 'claim_lost' } });
    expect((await place.now(id)).result).toBeUndefined();
    expect((await place.refused('run_approve', { run: id })).code).toBe('conflict');
    expect(Array.from(place.opened.store.state.all('claim'), ([, { holder }]) => holder)).toEqual(['s1']);
    expect(readFileSync(join(place.tree(id), 'src/w.txt'), 'utf8')).toBe('work\n');
    expect((await place.refused('run_resume', { run: id })).code).toBe('claimed');
  });
});
