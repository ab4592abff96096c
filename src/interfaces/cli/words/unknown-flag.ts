import { ownProperty } from '../../../base/own-property.ts';
import { present } from '../../../base/present.ts';
import { shellWord } from '../../../base/shell-word.ts';
import type { CommandRow } from '../../../commands/index.ts';
import { isIds } from '../../../commands/task/select-words.ts';
import { callOf, inputOf } from '../../../domain/calls/door.ts';
import { BacklogError, refuse } from '../../../domain/errors.ts';
import { lostIds } from './does-more.ts';
import {
  clearedField,
  closeFlag,
  inRepository,
  isOfAll,
  reversedSort,
  termFor,
  unitFlag,
} from './flags/flag-equivalents.ts';
import { flagLine, respelledFlag } from './flags/foreign.ts';
import { asDescription, asScope, changeBefore } from './flags/kept-flags.ts';
import { programFlag } from './flags/program-flag.ts';
import { lostParts, sourceNamed } from './flags/source-named.ts';
import { UNUSED, UNUSED_NOTES } from './flags/unused-flags.ts';
import { flagIn, type WrittenFlag } from './global-flags.ts';
import { firstPlain, lostIn, suggestedLine } from './line-places.ts';
import type { Saying } from './saying.ts';
import { checkImportedFields } from './spellings/imported-fields.ts';
import { checkLetter } from './spellings/letters.ts';
import { statusRefused } from './spellings/modify-status.ts';

/**
 * Refuses an unknown flag and suggests another flag, or the line to type.
 * @throws BacklogError `usage`
 */
export function unknownFlag(flag: WrittenFlag, said: Saying): never {
  const { command, behind } = said;
  checkLetter(said);
  checkImportedFields(said);
  const status = statusRefused(flag, said);
  const { name, inline } = flag;
  const word = said.word.split('=')[0]!;
  const { line: instead, words } = (status && !status.line ? undefined : lineFor(flag, said)) ?? {};
  const note = ownProperty(UNUSED_NOTES[name] ?? {}, command.name);
  const term = instead === undefined && !status ? termFor(name, inline ?? behind[0], command) : undefined;
  const close = term || instead || status ? undefined : closeFlag(name, inline ?? behind[0], command);
  const meant = term ?? (close && inputOf('cli', close)) ?? (instead && `\`${instead}\``);
  const line = callOf('cli', command.name);
  const unused = note || (instead !== undefined && leavesOut(flag, said)) ? `Backlog has no place for ${word}. ` : '';
  return refuse('usage', `${status?.message ?? `unknown flag ${word}`}${meant ? ` (did you mean ${meant}?)` : ''}`, {
    hint: `${unused}${note ? `${note} ` : ''}${instead ? leftOut(flag, said, instead) : ''}${term ? `Write \`${termLine(term, flag, said)}\`. ` : ''}${status?.hint ?? `See the flags: \`${line} --help\``}`,
    data: { received: word, nearest: close, ...present({ instead: words, line: instead }) },
  });
}

/** Returns the line with a term of a filter instead of a flag, and with its other words. */
function termLine(
  term: string,
  { inline }: WrittenFlag,
  { command, before, behind: [next, ...others] }: Saying,
): string {
  const takesNext =
    inline === undefined && next !== undefined && [`:${next}`, ` ${shellWord(next)}`].some((end) => term.endsWith(end));
  const behind = next === undefined || takesNext ? others : [next, ...others];
  return callOf('cli', command.name, [...before.map(shellWord), term, ...behind.map(shellWord)].join(' '));
}

/** Checks whether the line to type leaves the flag and its value out. */
function leavesOut({ name }: WrittenFlag, { command, behind }: Saying): boolean {
  return (
    UNUSED[name] === 'VALUE' &&
    flagLine({ written: name, name, inline: undefined }, behind, command) === undefined &&
    termFor(name, behind[0], command) === undefined
  );
}

/** A line to type. `words` are those after the command's name, if it is the same command. */
interface Instead {
  line: string;
  words?: readonly string[];
}

/** Returns the line to type instead of a line with a flag of another program. */
export function lineFor(flag: WrittenFlag, said: Saying): Instead | undefined {
  const { command, before, behind } = said;
  const isNoted = Object.hasOwn(UNUSED_NOTES[flag.name] ?? {}, command.name);
  const kept = asDescription(said) ?? asScope(flag, said);
  if (kept) return insteadOf(kept, said);
  const other = clearedField(flag, said) ?? reversedSort(flag, said) ?? unitFlag(flag, said) ?? sourceNamed(flag, said);
  if (other) return insteadOf(other, said);
  // Words that select tasks stay in the same line: only a line without them is another one.
  const instead = flagLine(flag, behind, command);
  const line = isNoted && !isFirst(said) && !keepsFilter(instead, before) ? undefined : instead;
  const takesValue = line?.replaceAll(/\$\d/g, '').includes(behind[0] ?? ' ') === true;
  if (line !== undefined) {
    // The id can be behind a flag that has no value in the line: `review --approve r1`. A limit has one: `tree -L 2`.
    const own = behind.slice(flag.name === 'limit' && flag.inline === undefined ? 1 : 0);
    const words = !isFirst(said) || takesValue ? before : [...before, ...own];
    const meant = withOthers(suggestedLine(line, words), othersOf(flag, said), said);
    if (lostIds(meant, isFirst(said) ? own : before).length === 0) return { line: meant };
  }
  const moved = inRepository(flag, said) ?? programFlag(flag, said);
  if (moved) return insteadOf(moved, said);
  const change = changeBefore(flag, said);
  const rest = change && readable(change.others, said.parse);
  if (change && rest) return { line: `${change.change} && ${lineWithWords(command, rest)}` };
  const isUnused =
    Object.hasOwn(UNUSED, flag.name) &&
    !isOfAll(flag.name, command) &&
    termFor(flag.name, flag.inline ?? behind[0], command) === undefined;
  if (isNoted || isUnused) {
    const hasValue = UNUSED[flag.name] === 'VALUE' || (isNoted && (takesValue || !namesTasks(said)));
    const takesNext = hasValue && flag.inline === undefined && !flagIn(behind[0] ?? '--');
    return insteadOf([...before, ...behind.slice(takesNext ? 1 : 0)], said);
  }
  const meant = respelledFlag(flag, behind[0], command);
  if (!meant) return undefined;
  const words = meant.field
    ? [inputOf('cli', meant.field.name), meant.field.value === true ? '' : meant.field.value]
    : [meant.term ?? ''];
  return insteadOf([...before, ...words.filter(Boolean), ...behind.slice(meant.takesNext ? 1 : 0)], said);
}

/** Checks whether another line has a place for the filter of this one: `run +READY --parallel 2`. Ids are for this line. */
const keepsFilter = (line: string | undefined, before: readonly string[]) =>
  line?.includes('"…"') === true && !before.some(isIds);

/** Checks whether a flag is before all plain words. The first one can be what the line is about, not the flag's value. */
const isFirst = ({ before }: Saying): boolean => firstPlain(before) === before.length;

/** Checks whether the word behind a flag is a task that the line is about: `run --ready 2`. */
const namesTasks = (said: Saying): boolean =>
  isFirst(said) && isIds(said.behind[0] ?? '') && /^(?:id|filter)$/.test(said.command.cli?.positional?.[0] ?? '');

/** Returns the words of a line without a flag and its value. */
function othersOf({ inline }: WrittenFlag, { before, behind }: Saying): string[] {
  const takesNext = inline === undefined && behind[0] !== undefined && !flagIn(behind[0]);
  return [...before, ...behind.slice(takesNext ? 1 : 0)];
}

/** Adds the words that a suggested line lacks: to the same command in it, or as a second change of the task. */
function withOthers(line: string, others: readonly string[], { command, parse }: Saying): string {
  const lost = lostIn(line, others);
  const words = lost.some((word) => word.startsWith('-')) ? readable(knownAmong(others, parse), parse) : undefined;
  if (!words) return line;
  const [first = ''] = others;
  const selects = first.startsWith('-') && !changesTasks(command) ? '' : shellWord(first);
  const [own, last = ''] = [callOf('cli', command.name, selects), line.split(' && ').at(-1)];
  if (!changesTasks(command) && last.startsWith(own))
    return [line, ...lostGroups(line, words).map(shellWord)].join(' ');
  if (!changesTasks(command)) return line;
  // A line that sets the same fields of the same task has nothing to add.
  return last.startsWith(own) ? lineWithWords(command, words) : `${line} && ${lineWithWords(command, words)}`;
}

/** Names what a suggestion leaves out: the other words that it lacks, and further flags that Backlog has no place for. */
export function leftOut(flag: WrittenFlag, said: Saying, instead: string): string {
  if (sourceNamed(flag, said)) {
    const parts = lostParts(said, instead);
    return parts.length > 0 ? `It leaves out: ${parts.join(', ')}. ` : '';
  }
  const others = othersOf(flag, said);
  const isLine = flagLine(flag, said.behind, said.command) !== undefined;
  const lost = isLine
    ? lostIn(instead, others)
    : others.filter((word, at) => isUnusedAt(others, at, said.command) && lostIn(instead, [word]).length > 0);
  return lost.length > 0 ? `It leaves out: ${lost.map(shellWord).join(' ')}. ` : '';
}

/** Checks whether a word is a flag that Backlog has no place for, or its value. */
function isUnusedAt(words: readonly string[], at: number, command: CommandRow): boolean {
  const flag = flagIn(words[at]!);
  if (!flag) return UNUSED[flagIn(words[at - 1] ?? '')?.name ?? ''] === 'VALUE' && isUnusedAt(words, at - 1, command);
  const isKnown = Object.hasOwn(command.input().shape, flag.name) || respelledFlag(flag, undefined, command);
  return !isKnown && Object.hasOwn(UNUSED, flag.name);
}

/** Returns the line with these words. If it has further flags of other programs, their suggestions count, too. */
export function insteadOf(words: readonly string[], { command, parse }: Saying): Instead | undefined {
  const whole = readable(words, parse);
  // Without its only flag, a line that changes tasks would change nothing.
  if (!whole || (changesTasks(command) && !whole.some((word) => word.startsWith('-')))) return undefined;
  return { line: lineWithWords(command, whole), words: whole };
}

export function changesTasks({ name }: CommandRow): boolean {
  return name === 'task_modify';
}

/** Returns the words, or those that their own error suggests. Undefined if they have an unknown flag. */
function readable(words: readonly string[], parse: Saying['parse']): readonly string[] | undefined {
  try {
    parse(words);
  } catch (error) {
    if (error instanceof BacklogError && String(error.data?.received ?? '').startsWith('--') && !error.data?.instead)
      return undefined;
    if (error instanceof BacklogError && Array.isArray(error.data?.instead)) return error.data.instead;
  }
  return words;
}

/** Returns the words without flags that the command doesn't read, and without their values. */
function knownAmong(words: readonly string[], parse: Saying['parse']): readonly string[] {
  const [plain, groups] = grouped(words);
  return [...plain, ...groups.filter((group) => readable([...plain, ...group], parse)).flat()];
}

/** Returns the words that a line lacks. A flag has its value with it: in `--budget 2`, the 2 is not the task of `run 2`. */
function lostGroups(line: string, words: readonly string[]): string[] {
  const [plain, groups] = grouped(words);
  const isLost = ([flag = '']: readonly string[]) => lostIn(line, [flag]).length > 0;
  return [...lostIn(line, plain), ...groups.filter(isLost).flat()];
}

/** Returns the words before the first flag, and each flag with the words behind it. */
function grouped(words: readonly string[]): [plain: readonly string[], groups: readonly (readonly string[])[]] {
  const at = words.findIndex((word) => word.startsWith('-'));
  const plain = words.slice(0, at < 0 ? undefined : at);
  const groups = words.slice(plain.length).reduce<string[][]>((all, word) => {
    if (word.startsWith('-')) all.push([word]);
    else all.at(-1)!.push(word);
    return all;
  }, []);
  return [plain, groups];
}

/** Returns the line to type for a command with these words. */
export function lineWithWords(command: CommandRow, words: readonly string[]): string {
  return callOf('cli', command.name, words.map(shellWord).join(' '));
}
