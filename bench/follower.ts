import { openStore } from '../src/store/index.ts';
import { type Child, startChild } from '../test/support/child.ts';

/** The argument with which this program starts itself as a follower of a store. */
const WORD = 'follow';

/** Starts a process that follows a store. It prints `ready`, and then the command and the time of each new commit. */
export function startFollower(dir: string): Child {
  return startChild(process.argv[1] ?? '', [WORD, dir]);
}

/** Runs as a follower if the arguments say so, until the process is killed. */
export async function followIfAsked([word, dir = '']: readonly string[]): Promise<boolean> {
  if (word !== WORD) return false;
  const store = await openStore({ dir });
  process.stdout.write('ready\n');
  const { signal } = new AbortController();
  for await (const { command } of store.follow({ from: store.state.seq + 1, signal }))
    process.stdout.write(`${command} ${clock()}\n`);
  return true;
}

/** Returns the monotonic clock in milliseconds. It is the same for all processes of a machine. */
export function clock(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
