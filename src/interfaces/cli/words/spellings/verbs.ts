import { ownProperty } from '../../../../base/own-property.ts';
import { LEFT_OUT, spelled } from '../../../../domain/calls/door.ts';
import { commandsOf, nounsOf, resolveCommand } from '../resolve.ts';
import { ALONE, LINES, NOUNS, SUGGESTED } from '../spellings.ts';

/** Verbs that mean the same behind a noun. Each noun has at most one verb of a group. */
const SAME: readonly (readonly string[])[] = [
  ['remove', 'delete', 'unset', 'rm', 'del', 'revoke', 'withdraw'],
  ['add', 'set', 'create', 'new'],
  ['list', 'ls'],
  ['info', 'show', 'view', 'get', 'describe', 'inspect'],
  ['modify', 'update', 'edit', 'change'],
  ['disable', 'pause', 'suspend', 'deactivate'],
  ['enable', 'unpause', 'activate'],
  ['simulate', 'replay', 'dry-run', 'preview', 'test'],
];

/** Returns the verbs that mean the same as one behind a noun. */
export const sameVerbs = (verb: string): readonly string[] => SAME.find((verbs) => verbs.includes(verb)) ?? [verb];

/**
 * Replaces a verb behind a noun by the noun's verb with the same meaning: `view rm late` becomes `view delete late`.
 * @returns undefined if the line names a command, or the noun has no such verb
 */
export function withOwnVerb([noun = '', verb = '', ...rest]: readonly string[]): readonly string[] | undefined {
  const group = SAME.find((verbs) => verbs.includes(verb));
  if (!group || LEFT_OUT.some((left) => left === noun) || resolveCommand([noun, verb])?.said.includes(' '))
    return undefined;
  for (const one of [noun, ...nounsOf(noun)].map(spelled)) {
    const known = commandsOf(one).map((found) => found.verb);
    const meant = group.find((each) => known.includes(each));
    if (meant !== undefined) return meant === verb ? undefined : [one, meant, ...rest];
  }
  return undefined;
}

/** Returns Backlog's noun for a word. An empty text means that Backlog omits the noun. */
export function nounOfOther(word: string): string | undefined {
  return ownProperty(NOUNS, word) ?? (LEFT_OUT.some((left) => left === word) ? '' : undefined);
}

/** Checks whether a word is a noun that Backlog omits. */
export const isOmittedNoun = (word: string): boolean => nounOfOther(word) === '';

/** Removes a noun that Backlog omits between a verb and a quoted text: `create task "Add tests"`, `file issue "It loops"`. */
export function withoutNoun(given: readonly string[]): readonly string[] {
  const words = withoutJoinedNoun(given);
  const [verb = '', noun = '', text = ''] = words;
  // `add task: Buy milk`
  if (/^(?:add|create|new)$/.test(verb) && /^(?:task|todo|issue):$/i.test(noun) && text !== '' && !/^-/.test(text))
    return words.toSpliced(1, 1);
  // `search issues login`
  if (verb === 'search' && /^(?:tasks|issues|tickets)$/.test(noun) && /^[^-]/.test(text)) return words.toSpliced(1, 1);
  // "Fix the header" begins with a capital, and "task list" can be what a task is about.
  if (!isOmittedNoun(noun) || !(/\s/.test(text) || (words.length > 3 && /^[A-Z][a-z]/.test(text)))) return words;
  // `add subtask Sand to 2` names the task above it.
  if (/^subtasks?$/.test(noun) && /^#?\d+$/.test(words.at(-1) ?? '')) return words;
  if (/^(add|create|new)$/.test(verb)) return words.toSpliced(1, 1);
  return /^(make|file|raise|report|write)$/.test(verb) ? ['add', ...words.slice(2)] : words;
}

/** Removes such a noun that is joined to its verb: `next-task`, `remove-task --id=4`. */
function withoutJoinedNoun(given: readonly string[]): readonly string[] {
  const [first = '', ...rest] = given;
  const [, verb = '', noun = ''] = /^([a-z]+)-([a-z]+)$/.exec(first) ?? [];
  const isKnown = [LINES, ALONE, SUGGESTED].some((table) => ownProperty<string>(table, first) !== undefined);
  return isOmittedNoun(noun) && !isKnown && !resolveCommand([first]) ? [verb, ...rest] : given;
}
