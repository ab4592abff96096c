import { refuse } from '../../domain/errors.ts';
import type { Streams } from './io.ts';

/**
 * Asks the person at the terminal to confirm an action.
 * @param named what the action affects, for the refusal
 * @throws BacklogError `forbidden` without a terminal
 */
export async function confirms(
  { ask }: Pick<Streams, 'ask'>,
  action: string,
  named: string,
  data: Record<string, unknown>,
): Promise<boolean> {
  if (!ask)
    return refuse('forbidden', `${action} (${named}): not confirmed, because there is no terminal`, {
      hint: 'Repeat the command with --yes, or at a terminal.',
      data,
    });
  return /^\s*y(es)?\s*$/i.test(await ask(`${action}? [y/N] `));
}
