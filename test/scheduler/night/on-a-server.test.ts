import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { carrying, killCarrying } from '../../support/carrying.ts';
import { git } from '../../support/git.ts';
import { type Machine, machine } from '../../support/machine.ts';
import { NEEDS_POSTGRES } from '../../support/needs.ts';
import { startPostgres } from '../../support/postgres.ts';
import { soak } from '../../support/soak-test.ts';
import { until } from '../support/until.ts';

const plugin = builtPlugin();

/** Waits as long as a file is there, then writes a file into the task's scope. */
const worker = (hold: string) => `
folder="\${BACKLOG_SCOPE%/\\*\\*}"; mkdir -p "$folder"
while [ -e '${hold}' ]; do sleep 0.05; done
echo done > "$folder/$BACKLOG_TASK_ID.txt"
`;

interface NightMachine extends Machine {
  hold: string;
  mark: string;
  /** Runs a line that has to work. @returns its JSON */
  json<T>(...words: string[]): Promise<T>;
}

/** A machine with a repository, whose agent waits until its file `hold` is removed. Its processes end with the test. */
async function nightMachine(store: string[], more: Record<string, string> = {}): Promise<NightMachine> {
  const one = machine(plugin, more);
  const { folder, env, run } = one;
  const mark = `HOME=${env.HOME}`;
  onTestFinished(() => killCarrying(mark));
  writeFileSync(join(folder, 'a.txt'), 'a\n');
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'First');
  const hold = join(folder, '..', 'hold');
  writeFileSync(hold, '');
  const json = async <T>(...words: string[]): Promise<T> => {
    const { code, out, err } = await run(...words, '--json');
    expect([words, code, code === 0 ? '' : err]).toEqual([words, 0, '']);
    return JSON.parse(out) as T;
  };
  if (store.length > 0) expect(await run('store', 'init', ...store)).toMatchObject({ code: 0, err: '' });
  await json('agent', 'add', 'worker', '--argv', JSON.stringify(['/bin/sh', '-c', worker(hold)]));
  await json('setting', 'set', 'runs.agent', 'worker');
  for (const n of [1, 2, 3]) await json('add', `Write in d${n}`, `--scope=d${n}/**`);
  return { ...one, hold, mark, json };
}

const states = async ({ json }: NightMachine) => {
  const { runs } = await json<{ runs: { run: { id: string; state: string } }[] }>('run', 'list');
  return runs.map(({ run: { id, state } }) => `${id} ${state}`).sort();
};

/** Returns the processes of a machine that run the orchestrator's loop. */
const loops = ({ mark }: NightMachine) =>
  carrying(mark).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes('schedule');
    } catch {
      return false;
    }
  });

const NIGHT = ['night', '--until', '2h', '--agents', '2', '--unreviewed', '5', '--yes'];

describe('in PostgreSQL', NEEDS_POSTGRES, () => {
  soak('a night: its terms, a killed orchestrator, the runs that go on, and the morning page', async () => {
    const server = await startPostgres();
    const one = await nightMachine([server.address('night'), '--new']);
    // Other machines can write what this queue executes, so a person reads it first.
    const [, content = ''] = /--content (\w+)/.exec((await one.run('store', 'trust')).out) ?? [];
    expect((await one.run('store', 'trust', '--content', content)).code).toBe(0);
    const begun = await one.run(...NIGHT);
    expect([begun.code, begun.err]).toEqual([0, expect.stringContaining('at most 5 results')]);
    await until(
      () => states(one),
      (all) => all.join() === 'r1 running,r2 running',
    );
    const killed = loops(one);
    expect(killed).toHaveLength(1);
    process.kill(killed[0]!, 'SIGKILL');
    rmSync(one.hold);
    await until(
      () => states(one),
      (all) => all.join() === 'r1 review,r2 review,r3 review',
    );
    expect(loops(one)).toHaveLength(1);
    await killCarrying(one.mark);
    const page = await one.run('morning');
    expect(page.code).toBe(0);
    for (const words of ['Night n1 so far', 'r1', 'r2', 'r3', 'Write in d3']) expect(page.out).toContain(words);
    await one.run('night', 'stop');
    await until(
      async () => (await one.run('morning')).out,
      (out) => !out.includes('so far'),
    );
    expect(git(one.folder, 'status', '--porcelain')).toBe('');
    expect(existsSync(join(one.folder, 'd1'))).toBe(false);
  });
});

soak('nights of two queues, side by side, have their own terms, and one ends without the other', async () => {
  const first = await nightMachine([]);
  const other = await nightMachine([], { HOME: first.env.HOME! });
  for (const [one, agents] of [
    [first, '1'],
    [other, '2'],
  ] as const)
    expect((await one.run('night', '--until', '2h', '--agents', agents, '--yes')).code).toBe(0);
  await until(
    () => states(first),
    (all) => all.join() === 'r1 running',
  );
  await until(
    () => states(other),
    (all) => all.join() === 'r1 running,r2 running',
  );
  expect(loops(first)).toHaveLength(2);
  await first.run('night', 'stop');
  await until(
    () => states(first),
    (all) => all.join() === 'r1 stopped',
  );
  expect(await states(other)).toEqual(['r1 running', 'r2 running']);
  rmSync(other.hold);
  rmSync(first.hold);
  await until(
    () => states(other),
    (all) => all.join() === 'r1 review,r2 review,r3 review',
  );
  expect(await states(first)).toEqual(['r1 stopped']);
  expect((await first.run('morning')).out).not.toContain('"d2"');
  expect((await other.run('morning')).out).toContain('Night n1 so far');
});
