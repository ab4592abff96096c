import { groupedBy } from '../../../base/iterables.ts';
import { lazy, onceEachObject } from '../../../base/lazy.ts';
import type { CommandLine } from '../../../commands/command-line.ts';
import type { CommandRow } from '../../../commands/index.ts';
import { isIds, isSelection, SELECTION, TERM } from '../../../commands/task/select-words.ts';
import { callOf, LEFT_OUT, nounOf, shortLine, spelled } from '../../../domain/calls/door.ts';
import { WORDED_ID } from '../../../domain/task/source-refs.ts';
import type { Row } from '../machine/row.ts';
import { ROWS, rowNamed } from '../machine/table.ts';
import { leadingFlags } from './global-flags.ts';
import { takesChanges } from './plain/read-args.ts';
import { positionalsOf } from './positionals.ts';

export interface ResolvedCommand {
  command: Row;
  /** The words that name the command, as the person typed them. `rest` has the words after them. */
  said: string;
  rest: string[];
}

/** Returns the command of a line and the other words. It can have a verb, only an id, a filter, or nothing. */
export function meantBy(words: readonly string[]): ResolvedCommand | undefined {
  const found =
    resolveCommand(words) ?? nounAlone(words) ?? bareCommand(words) ?? selectionFirst(words) ?? impliedCommand(words);
  return found && aloneMeant(viewAsked(found));
}

/**
 * Returns the command that the first words name, and the remaining words.
 * - A noun without a verb names no command, but a plural (`claims`) lists.
 * - `task_list`, `task list` and `list` are the same, unless another noun has that verb earlier in the table.
 * - The longest name counts: `task doc write` before `task`.
 */
export function resolveCommand(words: readonly string[]): ResolvedCommand | undefined {
  for (let count = Math.min(3, words.length); count > 0; count--) {
    const verb = words.slice(1, count);
    const command = nounsOf(words[0]!)
      .map((noun) => commandCalled([noun, ...verb].join('_'), words, count))
      .find((found) => found !== undefined);
    if (command) return { command, said: words.slice(0, count).join(' '), rest: words.slice(count) };
  }
  const lists = SELECTION.test(words[1] ?? '') ? listOf(words[0] ?? '') : undefined;
  return lists && { command: lists, said: words[0]!, rest: words.slice(1) };
}

function commandCalled(said: string, words: readonly string[], count: number): Row | undefined {
  const named = rowNamed(said);
  const next = words[count];
  // Only its flags follow such a command. Another word would be an unknown verb.
  if (named && !(isNoun(named) && (next === undefined || !next.startsWith('-')))) return named;
  return (
    // The next word says it more exactly than a name: `accept p1` is about a proposal.
    aliased(said, next).find(({ cli }) => next !== undefined && cli?.aliasIfNext) ??
    inTable(LEFT_OUT.flatMap((noun) => rowNamed(`${noun}_${said}`) ?? [])) ??
    aliased(said, next)[0] ??
    // A short name also works after its noun: `task show` is the same as `show`.
    inTable(
      LEFT_OUT.filter((noun) => said.startsWith(`${noun}_`)).flatMap((noun) =>
        aliased(said.slice(noun.length + 1), next).filter(({ name }) => name.startsWith(`${noun}_`)),
      ),
    )
  );
}

/** The commands by alias, in the order of the table. */
const byAlias = lazy(() => {
  const pairs = ROWS.flatMap((command) =>
    [...(command.cli?.aliases ?? []), ...(command.cli?.silent ?? [])].map((alias) => ({ alias, command })),
  );
  return groupedBy(pairs, ({ alias }) => alias);
});

/** Returns the commands that have the alias before this next word. */
function aliased(said: string, next = ''): Row[] {
  const found = (byAlias().get(said.replaceAll('_', ' ')) ?? []).map(({ command }) => command);
  return found.filter(({ cli }) => cli?.aliasIfNext?.test(next) ?? true);
}

/** Returns the first of some commands in the table. */
function inTable(found: readonly Row[]): Row | undefined {
  return found.length < 2 ? found[0] : ROWS.find((command) => found.includes(command));
}

/** Returns the nouns that a first word can mean: the word, and its singular if it is a plural (`runs show r1`). */
export function nounsOf(word: string): string[] {
  const one = singular(word);
  return one === undefined ? [nounOf(word)] : [nounOf(word), nounOf(one)];
}

function singular(word: string): string | undefined {
  const one = word.endsWith('s') ? word.slice(0, -1) : undefined;
  const begins = (noun: string) => byBeginning().has(noun);
  return one !== undefined && ['', ...LEFT_OUT].some((left) => begins([left, nounOf(one)].filter(Boolean).join('_')))
    ? one
    : undefined;
}

/** The commands by the beginnings of their names, in the order of the table. `task_doc_read` begins with two nouns. */
const byBeginning = lazy(() =>
  groupedBy(
    ROWS.flatMap((command) => beginningsOf(command.name).map((begin) => ({ begin, command }))),
    ({ begin }) => begin,
  ),
);

function beginningsOf(name: string): string[] {
  const words = name.split('_');
  return words.slice(1).map((_, at) => words.slice(0, at + 1).join('_'));
}

/**
 * Returns the list command for a plural (`claims`). Undefined if the next word can't select tasks, because it is then
 * an unknown verb.
 */
function listOf(word: string): Row | undefined {
  const one = singular(word);
  return one === undefined ? undefined : commandCalled(`${nounOf(one)}_list`, [], 0);
}

/** Checks whether a command for models has its verb as an argument, as `orchestrator`: a noun for people. */
function isNoun({ name, mcp }: CommandRow): boolean {
  return mcp?.only === true && !name.includes('_');
}

/** Returns the list or the status of a noun without a verb: `agent`, `orchestrator --json`. */
function nounAlone([noun = '', ...rest]: readonly string[]): ResolvedCommand | undefined {
  if (!rest.every((word) => word.startsWith('-')) || LEFT_OUT.some((left) => left === noun)) return undefined;
  const command = ['list', 'status'].map((verb) => rowNamed(`${nounOf(noun)}_${verb}`)).find(Boolean);
  return command && { command, said: noun, rest };
}

/** Returns the command that `backlog` without words runs. Flags don't count as words. */
function bareCommand(words: readonly string[]): ResolvedCommand | undefined {
  const command = ROWS.find(({ cli }) => cli?.default);
  return command && positionalsOf(command, words).length === 0 ? { command, said: '', rest: [...words] } : undefined;
}

/** Reads a line in Taskwarrior's order: `12 done`, `3,4 modify +web`. Moves the selection behind the verb. */
function selectionFirst(words: readonly string[]): ResolvedCommand | undefined {
  const from = words.length > 1 && LEFT_OUT.some((noun) => noun === words[0]) ? 1 : 0;
  const count = words.slice(from).findIndex((word) => !isSelection(word));
  if (count < 1) return undefined;
  const [selection, behind] = [words.slice(from, from + count), words.slice(from + count)];
  const found = [behind, [behind[0]!, ...selection]]
    .map(resolveCommand)
    .find((one) => one !== undefined && takesSelection(one.command));
  if (!found) return undefined;
  const verb = found.said.split(' ');
  // Words after the verb set fields, so a filter before the verb becomes a flag: its words could set fields, too.
  const filter = takesChanges(found.command) && !selection.every(isIds) ? ['--filter', selection.join(' ')] : selection;
  return resolveCommand([...verb, ...filter, ...behind.slice(verb.length)]);
}

/** Checks whether the first words of the command select tasks. */
function takesSelection({ cli: { positional = [], selects } = {} }: CommandRow): boolean {
  const [first = ''] = positional;
  return first === 'id' || first === 'filter' || first === selects?.field;
}

/** Returns the command for words without a verb: `12` shows a task, `+READY project:web` lists tasks. */
function impliedCommand(words: readonly string[]): ResolvedCommand | undefined {
  const means = (implied: CommandLine['impliedBy'], fits: (said: string[]) => boolean) => {
    const command = ROWS.find((one) => one.cli?.impliedBy === implied);
    return command && fits(positionalsOf(command, words)) ? { command, said: '', rest: [...words] } : undefined;
  };
  return (
    means('id', (said) => said.length === 1 && ONE_ID.test(said[0]!)) ??
    means('filter', (said) => TERM.test(said[0] ?? '') && !said.some((_, i) => i > 0 && ofQueue(said[i]!)))
  );
}

const ofQueue = (word: string) => (resolveCommand([word])?.command.where ?? 'machine') !== 'machine';

const ONE_ID = new RegExp(`^#?\\d+$|^${WORDED_ID}$|^[0-9a-f]{8}[0-9a-f-]*$`, 'i');

/**
 * Returns the command that a flag selects, such as the same tasks in another form: `list --tree`. The flag stays if that
 * command has it, too.
 */
function viewAsked(found: ResolvedCommand): ResolvedCommand {
  const words = found.rest.includes('--') ? found.rest.slice(0, found.rest.indexOf('--')) : found.rest;
  for (const [flag, name] of Object.entries(found.command.cli?.viewFlags ?? {})) {
    const at = words.findIndex((word) => word === `--${flag}` || word.startsWith(`--${flag}=`));
    if (at < 0) continue;
    const command = rowNamed(name)!;
    return { ...found, command, rest: keptFlag(command, flag) ? found.rest : found.rest.toSpliced(at, 1) };
  }
  return found;
}

/**
 * Replaces a command and its flag by the line of the program's own words for which the flag stands: `init --store ADDRESS`
 * becomes `store init ADDRESS`.
 */
export function inOwnWords(words: readonly string[]): readonly string[] {
  if (!words.some((word) => word.startsWith('--'))) return words;
  const { command, rest = [] } = resolveCommand(words) ?? {};
  const end = rest.indexOf('--');
  const flagged = end < 0 ? rest : rest.slice(0, end);
  for (const [flag, line] of Object.entries(command?.cli?.flagLines ?? {})) {
    const at = flagged.findIndex((word) => word === `--${flag}` || word.startsWith(`--${flag}=`));
    if (at < 0) continue;
    const [, joined] = /=(.*)/s.exec(flagged[at]!) ?? [];
    const value = joined ?? flagged[at + 1];
    const behind = rest.toSpliced(at, joined === undefined ? 2 : 1);
    return [...line.split(' ').slice(0, -1), ...(value === undefined ? [] : [value]), ...behind];
  }
  return words;
}

/** Returns the call that a flag in `viewFlags` stands for: `backlog task tree`, `backlog worktree clean --merged`. */
export function viewCall(flag: string, name: string): string {
  return callOf('cli', name, keptFlag(rowNamed(name)!, flag) ? `--${flag}` : '');
}

function keptFlag(command: CommandRow, flag: string): boolean {
  return Object.hasOwn(command.input().shape, flag.replaceAll('-', '_'));
}

/** Returns the command that runs if no words follow. For example, `review` lists the runs in review. */
function aloneMeant(found: ResolvedCommand): ResolvedCommand {
  const instead = found.command.cli?.whenNoArgs;
  if (!instead || leadingFlags(found.rest).rest.length > 0) return found;
  return { ...found, command: rowNamed(instead.name)!, rest: [...instead.words, ...found.rest] };
}

/** Returns the commands of a noun as people type them. Those of `doc` include those of `task doc`. */
export function commandsOf(noun: string): { command: Row; verb: string }[] {
  const begins = nounsOf(noun).flatMap((one) => [one, ...LEFT_OUT.map((left) => `${left}_${one}`)]);
  const found = begins.flatMap((one) => byBeginning().get(one) ?? []);
  const own = new Map(found.toReversed().map(({ begin, command }) => [command, begin]));
  const rows = own.size === 0 ? [] : ROWS.filter((command) => own.has(command) && !command.mcp?.only);
  return rows.map((command) => ({ command, verb: otherLines(command)[0]!.slice(own.get(command)!.length + 1) }));
}

/** Returns the names of a command that help and completion show: its own whole name first, then a shorter one, and its aliases. */
export const otherLines = onceEachObject(({ name, cli }: CommandRow): readonly string[] => [
  spelled(name),
  shortLine(name),
  ...(cli?.aliases ?? []),
]);

/** The names of all commands that help and completion show. */
export const allLines = lazy((): readonly string[] => ROWS.flatMap(otherLines));
