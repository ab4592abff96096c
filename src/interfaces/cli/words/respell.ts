import { ownProperty } from '../../../base/own-property.ts';
import { shellWord } from '../../../base/shell-word.ts';
import type { CommandRow } from '../../../commands/index.ts';
import { isIds, isSelection } from '../../../commands/task/select-words.ts';
import { callOf, usageHint } from '../../../domain/calls/door.ts';
import { refuse } from '../../../domain/errors.ts';
import type { Clock } from '../../../time/index.ts';
import { surplusData } from '../refusals/slip.ts';
import { asChange } from './flags/task-change.ts';
import { withFlags } from './flags/with-flags.ts';
import { flagIn, isGlobal, isShort } from './global-flags.ts';
import { filled, firstPlain, lostIn, suggestedLine } from './line-places.ts';
import { commandsOf, resolveCommand } from './resolve.ts';
import { aloneRow, lineRow, namedBy, rowOf, type SpellingRow, withOwnNoun } from './spelling-rows.ts';
import { checkCount, takesText } from './spellings/count-flag.ts';
import { checkNounBehind, checkNounBetween } from './spellings/noun-behind.ts';
import { checkPhrases } from './spellings/phrases/phrases.ts';
import { withPlainIds } from './spellings/plain-ids.ts';
import { withOwnVerb, withoutNoun } from './spellings/verbs.ts';
import { LINES, NOUNS, OF_RUN, REFUSED_ALONE, RUN_ID, SELECTED, SUGGESTED } from './spellings.ts';

/**
 * Replaces words of other programs at the beginning of a line by Backlog's words. Doesn't change a line that begins with
 * the name of a command.
 * @throws BacklogError `usage` with the line to type, for words that have no equal command
 */
export function respelled(given: readonly string[], clock: () => Clock): readonly string[] {
  const words = withoutNoun(withPlainIds(given));
  checkOverrides(words);
  const shown = runShown(words);
  if (shown) return shown;
  checkAlone(words);
  checkPhrases(words, clock);
  checkNounBehind(words, respelledOnly(words));
  checkNounBetween(words, respelledOnly);
  checkCount(words);
  checkSelected(words);
  const alone = aloneRow(words);
  if (alone) return filled(alone.line, alone.rest);
  const whole = rowOf(SUGGESTED, words);
  if (!whole?.said.includes(' ')) checkPlaces(lineRow(words));
  const spelled = whole?.said.includes(' ') ? words : respelledOnly(words);
  const row = withoutPreposition(rowOf(SUGGESTED, spelled) ?? rowOf(SUGGESTED, withOwnNoun(spelled)));
  if (!row) checkRunAsTask(spelled);
  checkNamesTask(row ?? lineRow(words));
  if (!row) return spelled;
  if (row.line.includes('$1') && firstPlain(row.rest) === row.rest.length) {
    const { command } = resolveCommand(row.line.split(' ')) ?? {};
    if (!command || resolveCommand(spelled) || commandsOf(row.said).length > 0) return spelled;
    const hint = usageHint(command.name);
    return refuse('usage', `no command "${row.said}"`, { hint });
  }
  const own = withOwnFlags(suggestedLine(row.line, row.rest), row.rest);
  const line = withChange(own, row);
  const isSaid = (word: string) => word === '--' || (/^(?:-f|--follow)$/.test(word) && line.endsWith(' --watch'));
  const lost = lostIn(line, row.rest).filter((word) => !isSaid(word));
  const run = row.said === 'cancel' ? `To end a run of the task: \`${suggestedLine('run stop $1', row.rest)}\`. ` : '';
  const left = lost.length > 0 ? `It leaves out: ${lost.map(shellWord).join(' ')}. ` : '';
  return refuse('usage', `no command "${row.said}" (did you mean \`${line}\`?)`, {
    data: { received: row.said, ...ofRun(row) },
    hint: `${left}${run}${dotsHint(row.line, line)}See all commands: \`backlog help\``,
  });
}

/** Removes a word before the value of a line that has one place: `migrate to ADDRESS`. */
function withoutPreposition(row: SpellingRow | undefined): SpellingRow | undefined {
  const [first = '', ...others] = row?.rest ?? [];
  const isOne = row && /^[^$]*\$1[^$]*$/.test(row.line) && /^(?:to|into|onto|from|with|at|on|the)$/i.test(first);
  return isOne && firstPlain(others) < others.length ? { ...row, rest: others } : row;
}

function dotsHint(row: string, line: string): string {
  if (!line.includes('…')) return '';
  return row.includes('…') ? 'Write the description of a task at the dots. ' : 'Write the new value at the dots. ';
}

/** Puts a change of the task before a suggestion that lacks its flags: `claim 2 --scope src/a.ts`. */
function withChange(line: string, { line: row, rest }: SpellingRow): string {
  const at = rest.findIndex((word) => word.startsWith('--'));
  const flags =
    at < 0 || / && |…/.test(line) || !/^(?:start|done|run|stop|delete) \$1$/.test(row) ? [] : rest.slice(at);
  if (flags.length === 0 || lostIn(line, flags).length < flags.length) return line;
  const change = asChange(rest.slice(0, at).filter(isIds), flags);
  return change === undefined ? line : `${change} && ${line}`;
}

/** Adds the flags of a line to a suggestion whose command accepts them: `launch 3 --agent codex`. */
function withOwnFlags(line: string, words: readonly string[]): string {
  const at = words.findIndex((word) => word.startsWith('--') || isShort(word));
  const flags = at < 0 || words.includes('--') || / && |…/.test(line) ? [] : words.slice(at);
  return flags.length > 0 && lostIn(line, flags).length === flags.length ? withFlags(line, flags)! : line;
}

/** Returns the line that shows a run, for a word that shows tasks beside its id, or for the id alone. */
function runShown(words: readonly string[]): readonly string[] | undefined {
  // `run output r1`
  const isNoun =
    /^runs?$/.test(words[0] ?? '') &&
    RUN_ID.test(words[2] ?? '') &&
    !resolveCommand(words)?.said.includes(' ') &&
    !rowOf(SUGGESTED, words);
  const [said = '', id = '', ...rest] = selectedLast(isNoun ? words.slice(1) : words);
  const line = RUN_ID.test(id) ? ownProperty(OF_RUN, said) : undefined;
  const flag = rest.findIndex((word) => word.startsWith('-'));
  const others = rest.slice(0, flag < 0 ? undefined : flag);
  // `show r1 r2` shows each.
  return line === undefined || !others.every((word) => RUN_ID.test(word)) ? undefined : filled(line, [id, ...rest]);
}

/** Returns the run that a line names, for a refusal that depends on the run's state. */
function ofRun({ line, rest }: SpellingRow): { run?: string; pattern?: string } {
  const run = rest.find((word) => RUN_ID.test(word));
  return run === undefined ? {} : { run, pattern: line };
}

const lacksTask = ({ line, rest }: SpellingRow) => rest.length === 0 && /^(\w+ )\$1(?!.*(\$2|"…"))/.test(line);

/** Checks whether a change begins with another word. `rename project web site` would change each task that `project` finds. */
const namesOther = ({ line, rest }: SpellingRow) =>
  rest.length > 1 && /^modify \$1 .*(?:"…"|\$2)/.test(line) && !rest.some(isSelection);

/** Refuses a line about one task without the task. @throws BacklogError `usage` with an example */
function checkNamesTask(row: SpellingRow | undefined): void {
  if (!row || !(lacksTask(row) || namesOther(row))) return;
  // A noun alone is told which verbs there are.
  if (commandsOf(row.said).length > 0) return;
  const { command } = resolveCommand(row.line.split(' ')) ?? {};
  if (!command?.name.startsWith('task_') || !takesTask(command)) return;
  refuse('usage', `"${row.said}" needs the id of a task`, {
    hint: `For example: \`${suggestedLine(row.line, ['12'])}\`. See the tasks: \`${callOf('cli', 'task_list')}\``,
  });
}

/** Refuses a word that has another line when it is alone. @throws BacklogError `usage` with the line to type */
function checkAlone([said = '', ...rest]: readonly string[]): void {
  const row = rest.length === 0 ? ownProperty(REFUSED_ALONE, said) : undefined;
  if (!row) return;
  const why = row.needs ? `${said} needs ${row.needs}` : `no command "${said}"`;
  refuse('usage', `${why} (did you mean \`${row.line}\`?)`, { hint: row.hint });
}

/**
 * Refuses a word of another program, or for tasks, beside the id of a run or the name of a setting.
 * @throws BacklogError `usage` with the line to type
 */
function checkSelected(words: readonly string[]): void {
  const [said = '', id = '', ...rest] = selectedLast(words);
  const of = SELECTED.find(({ fits, lines }) => fits.test(id) && ownProperty(lines, said) !== undefined);
  if (of === undefined) return;
  const takesValue = of.value !== undefined && firstPlain(rest) < rest.length;
  const { command } = resolveCommand([said]) ?? {};
  if (rest.length > 0 && of.value === undefined && command) return;
  const line = takesValue ? of.value! : of.lines[said]!;
  const run = of.noun === 'run' ? { run: id, pattern: line } : {};
  const text = takesText(command) ? `To use it as text: \`${callOf('cli', command!.name, `-- ${id}`)}\`. ` : '';
  const isBare = of.noun === 'run' && line.includes('"…"') && firstPlain(rest) === rest.length;
  const meant = suggestedLine(line, isBare ? [id, '…', ...rest] : [id, ...rest]);
  const lost = lostIn(meant, rest).filter((word) => !word.startsWith('-'));
  const left = lost.length > 0 ? `It leaves out: ${lost.map(shellWord).join(' ')}. ` : '';
  refuse('usage', `${id} is a ${of.noun} (did you mean \`${meant}\`?)`, {
    hint: `${left}${isBare ? 'Write the text at the dots. ' : ''}${text}See all commands for ${of.noun}s: \`backlog ${of.noun} --help\``,
    data: { received: said, ...run },
  });
}

/** Refuses the id of a run where a command takes a task. @throws BacklogError `usage` with the line that shows the run */
function checkRunAsTask(words: readonly string[]): void {
  const { command, rest } = resolveCommand(words) ?? { rest: /^runs?$/.test(words[0] ?? '') ? words.slice(1) : [] };
  const [id = ''] = rest;
  if (!RUN_ID.test(id) || (command && !(OF_TASKS.test(command.name) && (takesTask(command) || ofRuns(command)))))
    return;
  refuse('usage', `${id} is a run, not a task (did you mean \`${callOf('cli', 'run_show', id)}\`?)`, {
    hint: `\`${callOf('cli', 'run_show', id)}\` names the run's task. See the tasks: \`${callOf('cli', 'task_list')}\``,
    data: { received: id, run: id, pattern: 'run show $1' },
  });
}

/** The commands whose first words are tasks. */
const OF_TASKS = /^(task|attachment|run|orchestrator)_/;

const ofRuns = ({ name }: CommandRow) => name === 'run_list';

/** Checks whether the first words are a task, or select tasks to change. In a filter of a list, they can be text. */
function takesTask({ access, cli: { positional = [], selects } = {} }: CommandRow): boolean {
  const [first = ''] = positional;
  return first === 'id' || selects?.field === first || (first === 'filter' && access.effect !== 'read');
}

/** Puts a word before the id or name beside it: `r4 cancel`, `r4`, and `set runs.agent=codex`. */
function selectedLast([first = '', second, ...rest]: readonly string[]): readonly string[] {
  if (!SELECTED.some(({ fits }) => fits.test(first)))
    return [first, ...(second ?? '').split(/=(.*)/s, 2), ...rest].filter((word) => word !== '' && word !== '=');
  if (second === undefined) return ['show', first];
  const known = [OF_RUN, ...SELECTED.map(({ lines }) => lines)];
  return known.some((lines) => ownProperty(lines, second) !== undefined) ? [second, first, ...rest] : [];
}

/** Does the same as {@link respelled}, but doesn't refuse words. */
export function respelledOnly(given: readonly string[]): readonly string[] {
  const words = withoutNoun(given);
  const plain = withOwnNoun(words);
  const [noun = '', verb, id = ''] = words;
  if (/^subtasks?$/.test(noun) && verb === 'add' && isIds(id)) return filled(LINES.sub!, words.slice(2));
  const row = lineRow(words, plain);
  const same = row?.said.includes(' ') ? undefined : (withOwnVerb(words) ?? withOwnVerb(plain));
  if (same) return same;
  if (row?.line === 'run +READY' && row.rest.includes('--task')) return ['run', 'start', ...row.rest];
  if (row) return filled(row.line, row.rest);
  if (editsByFlags(plain)) return ['modify', ...plain.slice(1)];
  if (plain === words) return words;
  const foreign = ownProperty(NOUNS, words[0] ?? '') !== undefined;
  // `task summary`, `task version`: a noun that Backlog omits, before a command that isn't about tasks.
  const isOmitted = namedBy(words) === 0 && namedBy(plain) > 0;
  return foreign || isOmitted || isSelection(plain[0]!) ? plain : words;
}

/**
 * Refuses Taskwarrior's overrides (`rc.confirmation=off`), which would be a filter.
 * @throws BacklogError `usage` with the line without them
 */
function checkOverrides(words: readonly string[]): void {
  const others = words.filter((word) => !/^rc[.:]\S/.test(word));
  if (others.length === words.length) return;
  refuse('usage', `Backlog has no overrides (did you mean \`backlog ${others.map(shellWord).join(' ')}\`?)`, {
    hint: 'Settings are for all calls: `backlog setting list`',
    data: { received: words.find((word) => !others.includes(word)) },
  });
}

/**
 * Refuses more words than a line has places for: after `dep add 4 3`, a further id would select another task to change.
 * @throws BacklogError `usage`
 */
function checkPlaces(row: SpellingRow | undefined): void {
  if (!row?.line.includes('$2')) return;
  const end = row.rest.findIndex((word) => word.startsWith('-'));
  const typed = row.rest.slice(0, end < 0 ? undefined : end);
  // `give 3 to bob by friday`
  const words = typed.length > 2 ? typed.filter((word, at) => at === 0 || !/^(?:to|with|as|from)$/i.test(word)) : typed;
  const [first = '', second = '', extra] = words;
  if (extra === undefined) return;
  const [ids, last = ''] = [words.slice(0, -1), words.at(-1)];
  const areTasks = ids.every(isIds) && (row.line.includes('--tags') || !isIds(last));
  const areParts = words.every(isIds) && /^\w+ \$2|--depends \+\$2/.test(row.line);
  const meant = areTasks ? [ids.join(','), last] : [first, areParts ? words.slice(1).join(',') : second];
  const line = suggestedLine(row.line, meant);
  const lost = lostIn(line, words);
  refuse('usage', `${row.said}: unexpected "${extra}" (did you mean \`${line}\`?)`, {
    ...(lost.length > 0 && { hint: `It leaves out: ${lost.map(shellWord).join(' ')}.` }),
    data: surplusData([extra]),
  });
}

/** Checks whether a line changes fields with flags, as `edit` does elsewhere. Ours opens an editor. */
function editsByFlags([verb, ...rest]: readonly string[]): boolean {
  const isField = (word: string) => isShort(word) || (flagIn(word) !== undefined && !isGlobal(flagIn(word)!.name));
  return (
    verb === 'edit' && rest.some((word) => word.startsWith('-') && isField(word) && word !== '-h' && word !== '-y')
  );
}
