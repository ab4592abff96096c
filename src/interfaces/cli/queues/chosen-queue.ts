import { resolve } from 'node:path';
import { refuse } from '../../../domain/errors.ts';
import { isAgentHere } from '../caller.ts';
import type { Streams } from '../io.ts';

/** The global flags that choose a queue, an author and a filter. */
export interface QueueFlags {
  cwd?: string | undefined;
  queue?: string | undefined;
  profile?: string | undefined;
  as?: string | undefined;
}

/** The folder and the environment in which a command runs, with the author and the filter of its profile. */
export interface ChosenQueue {
  cwd: string;
  env: Streams['env'];
  as?: string | undefined;
  /** The profile's filter. */
  filter?: string | undefined;
}

/** Environment variable with the name of the default profile. */
const PROFILE = 'BACKLOG_PROFILE';

/**
 * Finds the queue of a command line. Flags have priority over the profile. BACKLOG_PROFILE counts only with `byDefault`,
 * and not for an agent's command, because the agent's hooks and server use the queue of its folder.
 * @throws BacklogError for an unknown or ambiguous queue, an unknown profile, or two flags that contradict each other
 */
export async function chooseQueue(
  flags: QueueFlags,
  { cwd, env }: Pick<Streams, 'cwd' | 'env'>,
  { byDefault = true } = {},
): Promise<ChosenQueue> {
  if (flags.cwd !== undefined && flags.queue !== undefined)
    refuse('usage', `--cwd ${flags.cwd} and --queue ${flags.queue} both name a queue`, { hint: 'Give one of them.' });
  const here = { cwd: resolve(cwd, flags.cwd ?? '.'), env };
  const name = flags.profile ?? (byDefault && !isAgentHere(env) ? env[PROFILE] || undefined : undefined);
  if (name === undefined && flags.queue === undefined) return { ...here, as: flags.as };
  const { queuePlace, profileNamed } = await import('./named-queue.ts');
  const profile =
    name === undefined ? {} : profileNamed(name, env, flags.profile === undefined ? PROFILE : '--profile');
  const queue = flags.queue ?? (flags.cwd === undefined ? profile.queue : undefined);
  const place = queue === undefined ? here : await queuePlace(queue, { cwd, env });
  return { ...place, as: flags.as ?? profile.as, filter: profile.filter };
}
