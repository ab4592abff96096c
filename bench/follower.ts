import { openStore } from '../src/store/index.ts';
import { type Child, startChild } from '../test/support/child.ts';

/** The argument with which this program starts itself as a follower. */
const WORD = 'follow';

/** Starts a process that follows a store. It prints `ready`, then command and time of each commit as it arrives. */
export function startFollower(dir: string): Child {
  return startChild(process.argv[1] ?? '', [WORD, dir]);
}

/** Runs as that process if the arguments say so, until it is killed. */
export async function followIfAsked([word, dir = '']: readonly string[]): Promise<boolean> {
  if (word !== WORD) return false;
  const store = await openStore({ dir });
  process.stdout.write('ready\n');
  const { signal } = new AbortController();
  for await (const { command } of store.follow({ from: store.state.seq + 1, signal }))
    process.stdout.write(`${command} ${clock()}\n`);
  return true;
}

/** Returns milliseconds of the monotonic clock, which all processes of a machine share. */
export function clock(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
