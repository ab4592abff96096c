import { runNode } from './floors.ts';
import { type BenchProject, makeStore, type Wanted } from './stores.ts';

/** The argument with which this program starts itself to make a store. */
const WORD = 'seed';

/**
 * Makes a store in another process. A process that has had 100,000 tasks in memory needs tens of milliseconds longer to
 * start other processes, which would improve every ratio to an empty process.
 */
export async function seed(wanted: Wanted): Promise<BenchProject> {
  return JSON.parse(await runNode([process.argv[1] ?? '', WORD, JSON.stringify(wanted)])) as BenchProject;
}

/** Runs as the process that makes a store if the arguments say so. */
export async function seedIfAsked([word, wanted = '']: readonly string[]): Promise<boolean> {
  if (word !== WORD) return false;
  process.stdout.write(JSON.stringify(await makeStore(JSON.parse(wanted) as Wanted)));
  return true;
}
