import { openStore } from '../src/store/index.ts';
import { type Child, startChild } from '../test/support/child.ts';

/** The word with which this program calls itself to follow a store. */
const WORD = 'follow';

/** A process that follows the store in a folder: it tells `ready`, then command and time of each commit as it arrives. */
export function startFollower(dir: string): Child {
  return startChild(process.argv[1] ?? '', [WORD, dir]);
}

/** In that process: does it, if that is what it was started for; until it is ended. */
export async function followIfAsked([word, dir = '']: readonly string[]): Promise<boolean> {
  if (word !== WORD) return false;
  const store = await openStore({ dir });
  process.stdout.write('ready\n');
  const { signal } = new AbortController();
  for await (const { command } of store.follow({ from: store.state.seq + 1, signal }))
    process.stdout.write(`${command} ${clock()}\n`);
  return true;
}

/** Milliseconds of the clock that all processes of a machine share and nobody sets. */
export function clock(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
