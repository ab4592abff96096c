import { shellWord } from '../base/shell-word.ts';
import { BacklogError } from '../domain/errors.ts';

/**
 * Checks that a list still has its name. Under another name, all its items would seem to have moved.
 * @throws BacklogError `conflict`
 */
export function checkNotRenamed({ list, name = 'NAME' }: { list: string; name?: string }, now: string): void {
  if (now.toLowerCase() === list.toLowerCase()) return;
  throw new BacklogError('conflict', `${list} is called ${now} now`, {
    hint: `Tell the source: \`backlog source update ${name} --list ${shellWord(now)}\``,
    data: { list: now },
  });
}
