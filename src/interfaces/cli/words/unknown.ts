import { isSwapped, nearest, nearestSpelling } from '../../../base/nearest.ts';
import { shellWord } from '../../../base/shell-word.ts';
import { COMMANDS, type CommandRow, findCommand, meantCommand } from '../../../commands/index.ts';
import { parseWith } from '../../../commands/parse.ts';
import { isIds, isSelection } from '../../../commands/task/select-words.ts';
import { callOf, LEFT_OUT, spelled, usageHint } from '../../../domain/calls/door.ts';
import { refuse } from '../../../domain/errors.ts';
import { virtualTag } from '../../../domain/urgency/virtual-tags.ts';
import { ROWS } from '../machine/table.ts';
import { parseArgs } from './args.ts';
import { unknownShort } from './flags/unknown-short.ts';
import { withFlags } from './flags/with-flags.ts';
import { flagIn, isShort, leadingFlags } from './global-flags.ts';
import { filled } from './line-places.ts';
import { allLines, commandsOf, nounsOf, otherLines, resolveCommand } from './resolve.ts';
import { lineRow, rowOf } from './spelling-rows.ts';
import { inOrder, listLine } from './spellings/noun-behind.ts';
import { isOmittedNoun } from './spellings/verbs.ts';
import { LINES, NOUNS, SUGGESTED } from './spellings.ts';

/** Set in the refusal of a verb that its noun doesn't have. */
export const UNKNOWN_VERB = 'unknownVerb';

/** Refuses words that name no command. The hint suggests a command line. */
export function unknownVerb(words: readonly string[]): never {
  const all = leadingFlags(words).rest;
  const said = saidIn(words);
  const short = said.findIndex(isShort);
  if (short >= 0 && said.slice(0, short).every(isSelection)) unknownShort(said[short]!);
  if (short >= 0) said.splice(short);
  const [noun = '', verb] = said;
  const verbs = commandsOf(noun).map((one) => one.verb);
  if (verbs.length > 0 && verb === undefined)
    return refuse('usage', `"${noun}" needs a verb: ${verbs.join(', ')}`, {
      hint: `See what they do: \`backlog ${noun} --help\``,
      data: { verbs },
    });
  const own = said.length === 1 ? withVerb(noun) : [];
  const ordered = own.length === 1 || isNearLeftOut(said) ? undefined : inOrder(said);
  const line = own.length === 1 ? callOf('cli', own[0]!.name) : (ordered ?? (own.length > 1 ? undefined : meant(said)));
  const close = withFlags(line, all.slice(said.length)) ?? imported(words) ?? readAsTask(words);
  const title = beginsWorkOn(words) ? { title: words[1], flags: words.slice(2) } : {};
  const isOfNoun =
    verbs.length > 0 || said.slice(1).some((word) => commandsOf(word).length > 0 && !isOmittedNoun(word));
  const owners = close !== undefined || isOfNoun ? [] : withVerb(noun);
  // A noun that Backlog omits has all verbs of tasks, among which nobody finds theirs.
  const listed = owners.length > 0 ? [noun] : isOmittedNoun(noun) ? [] : verbs;
  return refuse('usage', `no command "${commandIn(said) || words[0]}"${close ? ` (did you mean \`${close}\`?)` : ''}`, {
    hint: owners.length > 0 ? ownersHint(owners) : hintFor(noun, verb, verbs),
    data: {
      ...title,
      ...(listed.length > 0 ? { verbs: listed } : {}),
      [UNKNOWN_VERB]: true,
    },
  });
}

/** Checks whether a noun that Backlog omits is mistyped before a command: `taks doc read 1`. */
const isNearLeftOut = ([first = '', ...rest]: readonly string[]) =>
  nearest(first, LEFT_OUT) !== undefined && commandsOf(first).length === 0 && resolveCommand(rest) !== undefined;

/** Returns the commands of nouns that have a word as their verb: `trust` is one of `store` and of `config`. */
const withVerb = (word: string): CommandRow[] =>
  ROWS.filter((row) => !row.mcp?.only && otherLines(row)[0]!.endsWith(` ${word}`));

function ownersHint(rows: readonly CommandRow[]): string {
  const lines = rows.map(({ name, title }) => `${spelled(name)} (${title})`);
  return `Commands with this verb: ${lines.join(', ')}. ${usageHint(rows[0]!.name)}`;
}

/** Returns the first words, which the user took for a command. A word with a blank was quoted, so it is a value. */
function commandIn(said: readonly string[]): string {
  const value = said.findIndex((word, i) => i > 0 && /\s/.test(word));
  return said.slice(0, value < 0 ? 3 : Math.min(value, 3)).join(' ');
}

/** Returns the words before the first flag. Later words may be values of flags. */
function saidIn(words: readonly string[]): string[] {
  const { rest } = leadingFlags(words);
  const end = rest.findIndex((word) => word === '--' || flagIn(word));
  return rest.slice(0, end < 0 ? undefined : end);
}

/** Returns the line that runs a task by the id of the program it was imported from: `run web-a1` could be a verb. */
function imported([noun, id = '', ...rest]: readonly string[]): string | undefined {
  const isId = /^(?=\D*\d)[a-z]\w*[-_:/#.][\w.-]+$/i.test(id);
  return noun === 'run' && isId ? `backlog run start ${[id, ...rest].map(shellWord).join(' ')}` : undefined;
}

/** Verbs that begin work. Before a quoted text, the work is no task yet. */
const BEGINS_WORK = /^(?:run|start|do|work|execute|delegate|dispatch|launch)$/;

/** Checks whether words begin work on one text. Behind it are at most flags: a second text would be lost. */
const beginsWorkOn = ([verb = '', text = '', next = '-']: readonly string[]): boolean =>
  BEGINS_WORK.test(verb) && /\S\s+\S/.test(text) && next.startsWith('-');

/** Returns the line for a text alone, which is a new task. */
function readAsTask(words: readonly string[]): string | undefined {
  const [first = '', id = '', ...rest] = isOmittedNoun(words[1] ?? '') ? words.toSpliced(1, 1) : words;
  if (beginsWorkOn([first, id, ...rest])) return callOf('cli', 'task_add', shellWord(id));
  return id === '' && /\S\s+\S/.test(first) ? callOf('cli', 'task_add', shellWord(first)) : undefined;
}

function hintFor(
  noun: string,
  verb: string | undefined,
  verbs: readonly string[] = commandsOf(noun).map((one) => one.verb),
): string {
  const [, list] = nounsOf(noun).map((one) => findCommand(`${one}_list`));
  if (verb !== undefined && list?.cli?.positional?.includes('filter'))
    return `\`${callOf('cli', list.name, shellWord(verb))}\` searches for the word. See the verbs: \`backlog ${nounsOf(noun)[1]} --help\``;
  if (verbs.length === 0 || LEFT_OUT.some((left) => left === noun)) return 'See all commands: `backlog help`';
  return `Verbs: ${verbs.join(', ')}. See what they do: \`backlog ${spelled(nounsOf(noun).at(-1)!)} --help\``;
}

/** The nouns that a line can have before its verb, and that Backlog omits. */
const OMITTED = [...LEFT_OUT, ...Object.keys(NOUNS).filter(isOmittedNoun)];

const words = (said: readonly string[]) => said.map(shellWord).join(' ');

/** Returns the command line to suggest for Taskwarrior's reports of a tag and verbs of other programs. */
function meant(said: readonly string[]): string | undefined {
  const [first = '', second = ''] = said;
  if (second && LEFT_OUT.some((noun) => noun === first) && said.slice(1).every(isSelection))
    return callOf('cli', said.length === 2 && isIds(second) ? 'task_info' : 'task_list', words(said.slice(1)));
  if (second && LEFT_OUT.some((noun) => noun === first)) return meant(said.slice(1));
  const left = nearest(first, OMITTED);
  if (second && left !== undefined && resolveCommand(said.slice(1))) return `backlog ${words(said.slice(1))}`;
  const selected = said.findIndex((word) => !isSelection(word));
  if (selected > 0) return meant([said[selected]!, ...said.slice(0, selected), ...said.slice(selected + 1)]);
  const verb = isOfAnother(first, second) ? undefined : meantCommand(first);
  if (verb) return lineOf(findCommand(verb)!, said.slice(1));
  if (second === '' && virtualTag(first.toUpperCase())) return callOf('cli', 'task_list', `+${first.toUpperCase()}`);
  if (second !== '' && commandsOf(first).length > 0)
    return verbMeant(first, second, said.slice(2)) ?? listLine(second, first) ?? ofMachine(said.slice(1));
  for (const noun of nounsOf(first)) {
    const line = lineMeant([spelled(noun), second].filter(Boolean), said.slice(2));
    if (line) return line;
  }
  return lineMeant([first], said.slice(1));
}

/** Returns the line of a command of the machine behind a noun that has no such verb: `store backup`. */
function ofMachine(said: readonly string[]): string | undefined {
  const found = resolveCommand(said);
  const isOfQueue = found !== undefined && /^(?:backlog_)?[a-z]+$/.test(found.command.name);
  const isReport = found?.command.access.effect === 'read' && said[0] === found.said && said.length === 1;
  return found?.said && (found.command.where === 'machine' || isOfQueue || isReport)
    ? `backlog ${words(said)}`
    : undefined;
}

/**
 * Returns a line with the noun's verb that is most similar to the unknown verb. The noun is right, so it doesn't count:
 * otherwise `agent rm` would be as near to `agent add` as a typo.
 */
function verbMeant(noun: string, verb: string, rest: readonly string[]): string | undefined {
  for (const one of nounsOf(noun)) {
    const begin = `${spelled(one)} `;
    const verbs = allLines().flatMap((line) => (line.startsWith(begin) ? [line.slice(begin.length)] : []));
    // A verb of two words first: `store roel remove` is nearer to `store role remove` than `roel` to `role`.
    for (const count of [2, 1]) {
      const said = [verb, ...rest].slice(0, count);
      const close = nearVerb(
        said.join(' '),
        verbs.filter((known) => known.split(' ').length === count),
      );
      if (said.length === count && close !== undefined)
        return lineMeant([spelled(one), ...close.split(' ')], [verb, ...rest].slice(count));
    }
  }
  return undefined;
}

/** Matches verbs that take something away. */
const REMOVES = /\b(remove|delete|purge|drop|discard|unset|uninstall|clean|reject)$/;

/** Returns the most similar verb. One that removes has to be nearer: nobody who types `move` should read `remove`. */
function nearVerb(typed: string, verbs: readonly string[]): string | undefined {
  const others = verbs.filter((verb) => !REMOVES.test(verb));
  return nearestSpelling(typed, verbs) ?? nearest(typed, others);
}

/**
 * Refuses a mistyped verb behind a noun that is a command, too: `view deltee mine`, `review sedn r7`. The command would
 * take the verb for a name or a text.
 * @throws BacklogError `usage` with the line to type
 */
export function checkVerb(typed: readonly string[]): void {
  const [noun = '', verb = '', ...rest] = saidIn(typed);
  if (!/^[a-z-]{4,}$/.test(verb) || LEFT_OUT.some((left) => left === noun)) return;
  const verbs = commandsOf(noun).flatMap((one) => one.verb.split(' ', 1));
  if (verbs.length === 0 || verbs.includes(verb) || resolveCommand([noun, verb])?.said.includes(' ')) return;
  checkNounLeftOut(noun, [verb, ...rest]);
  const isSlip = verbs.some((known) => isSwapped(verb, known));
  const line = isSlip ? verbMeant(noun, verb, rest) : undefined;
  if (line === undefined) return;
  const flags = leadingFlags(typed).rest.slice(rest.length + 2);
  refuse('usage', `no command "${noun} ${verb}" (did you mean \`${withFlags(line, flags)}\`?)`, {
    hint: hintFor(noun, verb),
    data: { received: `${noun} ${verb}`, [UNKNOWN_VERB]: true },
  });
}

/** Commands that take a task or a run away, or complete it. */
const ENDS = /^(?:task_(?:done|delete|archive|purge|undo)|run_(?:approve|discard|revert|stop))$/;

/** Refuses a noun before a line about a task or a run: `agents run 4`. @throws BacklogError `usage` with that line */
function checkNounLeftOut(noun: string, [verb = '', id = '', ...rest]: readonly string[]): void {
  const { command } = resolveCommand([verb, id]) ?? {};
  const isAct = command?.cli?.positional?.[0];
  // Without its noun, `claim delete 4` would delete the task, and `goal done 4` complete it.
  if (command && ENDS.test(command.name)) return;
  if (
    !/^r?\d/.test(id) ||
    lineRow([noun, verb, id]) ||
    rowOf(SUGGESTED, [noun, verb, id]) ||
    (isAct !== 'id' && isAct !== 'run' && isAct !== 'filter')
  )
    return;
  refuse('usage', `no command "${noun} ${verb}" (did you mean \`backlog ${words([verb, id, ...rest])}\`?)`, {
    hint: hintFor(noun, verb),
    data: { received: `${noun} ${verb}`, [UNKNOWN_VERB]: true },
  });
}

/** Returns a command line with the command whose name is most similar to the words. */
function lineMeant(verb: readonly string[], rest: readonly string[]): string | undefined {
  const close = nearest(verb.join(' '), allLines());
  const [said = '', ...more] = verb;
  const other = more.length > 0 || said.length < 5 ? undefined : nearestSpelling(said, Object.keys(LINES));
  if (other && close === undefined) return `backlog ${filled(LINES[other]!, rest).map(shellWord).join(' ')}`;
  if (close === undefined) return undefined;
  const found = resolveCommand([...close.split(' '), ...rest]) ?? resolveCommand(close.split(' '));
  return found ? lineOf(found.command, found.rest) : `backlog ${close}`;
}

/** Returns a command line with the command and, if the command accepts them, the remaining words. */
function lineOf(command: CommandRow, rest: readonly string[]): string {
  try {
    const { input } = parseArgs(command, rest);
    const { [command.cli?.selects?.field ?? '']: _, ...others } = input;
    parseWith(command.name, command.input().partial(), others);
    return callOf('cli', command.name, rest.map(shellWord).join(' '));
  } catch {
    return callOf('cli', command.name);
  }
}

/**
 * Checks whether a verb belongs to another noun and the next word selects no task. For example, `release snapshot`
 * doesn't mean releasing a task.
 */
function isOfAnother(verb: string, next: string): boolean {
  return /^[a-z]+$/i.test(next) && COMMANDS.some(({ name }) => name.endsWith(`_${verb}`));
}
