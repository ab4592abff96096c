import type { Clock } from '../../../time/index.ts';
import { localZone } from '../../../work/workspace/open.ts';
import type { Streams } from '../io.ts';
import { expanded } from './aliases.ts';
import { apartPlace, withPlaceFlags } from './flags/place-flags.ts';
import { verbFirst } from './global-flags.ts';
import { inOwnWords, otherLines, resolveCommand } from './resolve.ts';
import { respelled } from './respell.ts';
import { checkCommandBehind } from './spellings/command-behind.ts';
import { checkVerb } from './unknown.ts';

/**
 * Returns a typed line in Backlog's own words: aliases and words of other programs are replaced, and flags of every
 * command are behind the name.
 * @param clock tells a coming date from a passed one
 * @throws BacklogError `usage` for words that are refused with the line to type
 */
export function readLine(given: readonly string[], env: NodeJS.ProcessEnv, clock: () => Clock): readonly string[] {
  if (isCommandOfIds(given)) return given;
  const { place, rest } = apartPlace(verbFirst(expanded(verbFirst(given), env)));
  checkVerb(rest);
  const own = inOwnWords(respelled(rest, clock));
  checkCommandBehind(own);
  return withPlaceFlags({ place, rest: own });
}

/**
 * Checks whether a line is the name of a command and the ids of its tasks: `done 12`. No alias and no word of another
 * program changes its meaning.
 */
function isCommandOfIds([name = '', ids = '', ...others]: readonly string[]): boolean {
  if (others.length > 0 || !/^\d+(,\d+)*$/.test(ids)) return false;
  const { command, said } = resolveCommand([name, ids]) ?? {};
  const [first] = command?.cli?.positional ?? [];
  return said === name && (first === 'id' || first === 'filter') && otherLines(command!).includes(name);
}

/** Returns the present and the person's zone, by which a line is read. */
export const clockOf = ({ now, env }: Pick<Streams, 'now' | 'env'>): Clock => ({
  now: now?.() ?? Date.now(),
  zone: localZone(env),
});
