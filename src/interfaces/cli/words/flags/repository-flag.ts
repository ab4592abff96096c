import type { WrittenFlag } from '../global-flags.ts';
import { flagIn } from '../global-flags.ts';
import { type Saying, valueAndOthers } from '../saying.ts';

/** Flags of other programs that name a repository. Backlog names it in a scope: `shop:src/**`. */
const NAMES: ReadonlySet<string> = new Set(['repo', 'repository']);

/**
 * Returns the words to type instead of a line with a flag that names a repository: its scopes are in this repository,
 * or a list has only tasks whose scope is. Undefined for other flags and for commands without either.
 */
export function inRepository(
  flag: WrittenFlag,
  { command, ...words }: Omit<Saying, 'parse'>,
): readonly string[] | undefined {
  const { value: repository, others } = valueAndOthers(flag, words);
  if (!NAMES.has(flag.name) || repository === undefined || flagIn(repository)) return undefined;
  const { shape } = command.input();
  if (command.access.effect === 'read' && 'filter' in shape) return [...others, `scope.has:${repository}:`];
  if (!('scope' in shape)) return undefined;
  const at = others.findIndex((word) => flagIn(word)?.name === 'scope');
  if (at < 0 || command.name === 'task_split') return [...others, '--scope', `${repository}:**`];
  const joined = flagIn(others[at]!)?.inline;
  const globs = (joined ?? others[at + 1] ?? '').split(',').map((glob) => `${repository}:${glob}`);
  return others.toSpliced(at, joined === undefined ? 2 : 1, '--scope', globs.join(','));
}
