import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { carrying, killCarrying } from '../../support/carrying.ts';
import { git } from '../../support/git.ts';
import { type Machine, machine } from '../../support/machine.ts';

/** Longer than a process waits for its server that somebody waits for. */
export const OUTAGE_MS = 6_500;

const plugin = builtPlugin();

/** Waits as long as a file is there, then writes a file into the task's scope. */
const worker = (hold: string) => `
folder="\${BACKLOG_SCOPE%/\\*\\*}"; mkdir -p "$folder"
while [ -e '${hold}' ]; do sleep 0.05; done
echo done > "$folder/$BACKLOG_TASK_ID.txt"
`;

export interface NightMachine extends Machine {
  hold: string;
  mark: string;
  /** Runs a line that has to work. @returns its JSON */
  json<T>(...words: string[]): Promise<T>;
}

/** A machine with a repository, whose agent waits until its file `hold` is removed. Its processes end with the test. */
export async function nightMachine(store: string[], more: Record<string, string> = {}): Promise<NightMachine> {
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
    expect([words, code, code === 0 ? '' : out + err]).toEqual([words, 0, '']);
    return JSON.parse(out) as T;
  };
  if (store.length > 0) expect(await run('store', 'init', ...store)).toMatchObject({ code: 0, err: '' });
  await json('agent', 'add', 'worker', '--argv', JSON.stringify(['/bin/sh', '-c', worker(hold)]));
  await json('setting', 'set', 'runs.agent', 'worker');
  for (const n of [1, 2, 3]) await json('add', `Write in d${n}`, `--scope=d${n}/**`);
  // Other machines can write what this queue executes, so a person reads it first.
  if (store.length > 0) await trust(one, 'store');
  return { ...one, hold, mark, json };
}

/** Agrees to what is executed here, as a person who has read it: of a queue on a server, or of the repository. */
export async function trust({ run }: Pick<Machine, 'run'>, what: 'store' | 'config'): Promise<void> {
  expect(await run(what, 'trust', '--yes')).toMatchObject({ code: 0 });
}

/** Returns the state of each run, as `r1 review`. */
export const states = async ({ json }: NightMachine) => {
  const { runs } = await json<{ runs: { run: { id: string; state: string } }[] }>('run', 'list');
  return runs.map(({ run: { id, state } }) => `${id} ${state}`).sort();
};

/** Returns the processes of a machine that run the orchestrator's loop. */
export const loops = ({ mark }: NightMachine) =>
  carrying(mark).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes('schedule');
    } catch {
      return false;
    }
  });
