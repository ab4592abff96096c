import { shellWord } from '../../../base/shell-word.ts';
import { callOf } from '../../../domain/calls/door.ts';
import { refuse } from '../../../domain/errors.ts';
import type { Clock } from '../../../time/index.ts';
import { localZone } from '../../../work/workspace/open.ts';
import type { Streams } from '../io.ts';
import { expanded } from './aliases.ts';
import { apartPlace, withPlaceFlags } from './flags/place-flags.ts';
import { verbFirst } from './global-flags.ts';
import { inOwnWords, otherLines, resolveCommand } from './resolve.ts';
import { respelled } from './respell.ts';
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

/**
 * Refuses a command behind the tasks of a run: `run 2 -- sh -c "…"`. Its words would be a filter.
 * @throws BacklogError `usage` with the two lines to type
 */
function checkCommandBehind(words: readonly string[]): void {
  const end = words.indexOf('--');
  const behind = words.slice(end + 1);
  const { command, rest = [] } = end > 0 ? (resolveCommand(words.slice(0, end)) ?? {}) : {};
  if (command?.name !== 'run_start' || rest.length === 0 || behind.length === 0 || rest.includes('--agent')) return;
  // One quoted word is a line for a shell.
  const argv = behind.length === 1 && /\s/.test(behind[0]!) ? ['sh', '-c', ...behind] : behind;
  const agent = callOf('cli', 'agent_add', ['fixer', '--', ...argv].map(shellWord).join(' '));
  const run = callOf('cli', 'run_start', [...rest, '--agent', 'fixer'].map(shellWord).join(' '));
  refuse('usage', `a run takes no command (did you mean \`${agent} && ${run}\`?)`, {
    hint: 'A command becomes an agent first, under a name that you choose.',
    data: { received: behind.join(' ') },
  });
}
