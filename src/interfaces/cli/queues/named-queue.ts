/** The modules that a command line with --queue or a profile loads. */
import { queueNamed } from '../../../work/queues/find-queue.ts';
import { allQueues, placeOfRow, type QueuePlace } from '../../../work/queues/queues.ts';
import { readProfiles } from './profiles.ts';

export { profileNamed } from './profiles.ts';

/** Returns the names of all queues, for completion. */
export async function queueNames(cwd: string, env: QueuePlace['env']): Promise<string[]> {
  return [...new Set((await allQueues(env, cwd)).map(({ name }) => name))];
}

export function profileNames(env: QueuePlace['env']): string[] {
  return Object.keys(readProfiles(env));
}

/** Returns the place from which a call uses the queue with a name. @throws BacklogError, see {@link queueNamed} */
export async function queuePlace(name: string, from: QueuePlace): Promise<QueuePlace> {
  return placeOfRow(await queueNamed(name, from), from.env);
}
