import { refuse } from '../../domain/errors.ts';
import type { Streams } from './io.ts';

/** Set in a refusal that `--yes` at the end of the same line avoids. */
export const WANTS_YES = 'wantsYes';

/**
 * Asks the person at the terminal to confirm an action.
 * @param named what the action affects, for the refusal
 * @param data the data of the refusal; `typed` if only a typed answer counts, and no `--yes`
 * @throws BacklogError `forbidden` without a terminal
 */
export async function confirms(
  { ask }: Pick<Streams, 'ask'>,
  action: string,
  named: string,
  { typed = false, ...data }: Record<string, unknown> & { typed?: boolean },
): Promise<boolean> {
  if (!ask)
    return refuse('forbidden', `${action} (${named}): not confirmed, because there is no terminal`, {
      hint: 'Repeat the command at a terminal.',
      data: typed ? data : { ...data, [WANTS_YES]: true },
    });
  return /^\s*y(es)?\s*$/i.test(await ask(`${action}? [y/N] `));
}
