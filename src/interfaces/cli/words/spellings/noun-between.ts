import { shellWord } from '../../../../base/shell-word.ts';
import { isIds } from '../../../../commands/task/select-words.ts';
import { refuse } from '../../../../domain/errors.ts';
import { resolveCommand } from '../resolve.ts';
import { nounOfOther } from './verbs.ts';

/** Verbs in front of a noun. */
const VERBS = /^(?:add|new|create|remove|rm|delete|del|list|ls|show|set)$/;

/**
 * Refuses a noun between its verb and the id of a task: `add subtask 3 "Pay form"`, `remove label 2 bug`. For a verb that
 * takes a text or ids, the words would be something else.
 * @param own returns words of another program in Backlog's words
 * @throws BacklogError `usage` with the line to type
 */
export function checkNounBetween(
  [verb = '', noun = '', id = '', ...rest]: readonly string[],
  own: (words: readonly string[]) => readonly string[],
): void {
  if (!isIds(id) || isIds(noun)) return;
  const isLeftOut = nounOfOther(noun) === '' && !/^(?:add|new|create|log|sub)/.test(verb);
  if (!(VERBS.test(verb) && nounOfOther(noun) !== '') && !isLeftOut && !/^subtasks?$/.test(noun)) return;
  const words = isLeftOut ? [verb, id, ...rest] : [noun, verb, id, ...rest];
  const meant = own(words);
  const found = resolveCommand(meant);
  const isRead = isLeftOut || meant !== words || found?.said.includes(' ');
  const isSame = found?.command.name === resolveCommand([verb])?.command.name && !meant.includes('--parent');
  const [first = ''] = found?.command.cli?.positional ?? [];
  // `search issue 5` seeks these words.
  const isText = isLeftOut && first !== 'id' && first !== found?.command.cli?.selects?.field;
  if (!found || !isRead || isText || (isSame && !isLeftOut)) return;
  refuse('usage', `can't read "${verb} ${noun} ${id}" (did you mean \`backlog ${meant.map(shellWord).join(' ')}\`?)`, {
    hint: 'To use the words as text: write them in quotes.',
    data: { received: `${verb} ${noun} ${id}` },
  });
}
