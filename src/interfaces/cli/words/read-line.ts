import { expanded } from './aliases.ts';
import { verbFirst } from './global-flags.ts';
import { inOwnWords } from './resolve.ts';
import { respelled } from './respell.ts';
import { checkVerb } from './unknown.ts';

/**
 * Returns a typed line in Backlog's own words: aliases and words of other programs are replaced, and flags of every
 * command are behind the name.
 * @throws BacklogError `usage` for words that are refused with the line to type
 */
export function readLine(given: readonly string[], env: NodeJS.ProcessEnv): readonly string[] {
  const words = verbFirst(expanded(verbFirst(given), env));
  checkVerb(words);
  return inOwnWords(respelled(words));
}
