import { runNode } from './floors.ts';
import { makeStore, type Place, type Wanted } from './stores.ts';

/** The word with which this program calls itself to make a store. */
const WORD = 'seed';

/**
 * Makes a store in a process of its own: a parent that once held 100,000 tasks takes tens of milliseconds longer to spawn
 * anything, which would flatter every ratio to a bare process.
 */
export async function seed(wanted: Wanted): Promise<Place> {
  return JSON.parse(await runNode([process.argv[1] ?? '', WORD, JSON.stringify(wanted)])) as Place;
}

/** In that process: does it, if that is what it was started for. */
export async function seedIfAsked([word, wanted = '']: readonly string[]): Promise<boolean> {
  if (word !== WORD) return false;
  process.stdout.write(JSON.stringify(await makeStore(JSON.parse(wanted) as Wanted)));
  return true;
}
