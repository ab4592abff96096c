import { shellWord } from '../../../base/shell-word.ts';
import { isIds, isSelection, TERM } from '../../../commands/task/select-words.ts';
import { callOf, shortLine, usageHint } from '../../../domain/calls/door.ts';
import { BacklogError, refuse } from '../../../domain/errors.ts';
import { ENDS_TASKS, type Hold, holdIn } from '../words/does-more.ts';
import { valueWord } from '../words/field-kinds.ts';
import { type ResolvedCommand, resolveCommand } from '../words/resolve.ts';
import { RUN_ID } from '../words/spellings/program.ts';
import { lostWords } from './kept-words.ts';
import { linePieces, type Piece } from './line-pieces.ts';
import { meantLines } from './right-line.ts';
import { surplusData } from './slip.ts';

/**
 * Refuses a line that would act though its words are no order: they are a question, have a negation or a condition, or
 * have a word beside the ids that no command has.
 * @param typed the words as they were typed
 * @throws BacklogError `usage` with a line that only reads
 */
export function checkHeld(typed: readonly string[], { command, rest }: ResolvedCommand): void {
  const end = typed.indexOf('--');
  const pieces = linePieces(rest, command);
  const selecting = pieces.filter((piece) => piece.kind === 'word' && isSelecting(piece, command));
  const isFilter = !selecting.some(({ word }) => isIds(word)) && selecting.every(({ word }) => isSelection(word));
  const values = pieces.flatMap((piece) =>
    (piece.kind === 'flag' && !piece.inline) || (isSelecting(piece, command) && !isFilter) ? [] : [piece.word],
  );
  const words = typed.slice(0, end < 0 ? undefined : end).filter((word) => !values.includes(word));
  const hold = holdIn(words);
  if (hold) throw heldBack(typed, hold);
  // Behind the ids of other commands are changes, or an agent.
  if (!ENDS_TASKS.test(command.name) || typed.some((word) => word.startsWith('-'))) return;
  const extra = selecting.find(({ word }) => /^[a-z][a-z-]*$/i.test(word) && !isSelection(word));
  if (extra === undefined || isFilter || !selecting.some(({ word }) => isIds(word))) return;
  refuse('usage', `${shortLine(command.name)}: unexpected "${extra.word}"`, {
    hint: `To select by words beside ids, write the filter in quotes. ${usageHint(command.name)}`,
    data: { ...surplusData([extra.word]), isWhole: true },
  });
}

/** Checks whether a word stands where a command selects what it changes. */
function isSelecting({ kind, field }: Piece, { cli, input }: ResolvedCommand['command']): boolean {
  if (field === undefined || field === cli?.selects?.field) return kind === 'word';
  const schema = input().shape[field];
  return kind === 'word' && schema !== undefined && /^(?:IDS?|FILTER|RUN)$/.test(valueWord(field, schema)[0] ?? '');
}

/**
 * Replaces a refusal of a line that is no order, if it names a line that acts, or none. The words of a text can be
 * anything: `add "don't forget the milk"`.
 */
export function heldRefusal(error: BacklogError, typed: readonly string[]): BacklogError {
  const hold = error.code === 'usage' || error.code === 'nothing-to-do' ? holdIn(typed) : undefined;
  if (!hold || error.data?.isWhole || error.data?.held) return error;
  const meant = meantLines(error.message);
  if (meant.length > 0 && meant.every((line) => lostWords(line, typed).length === 0)) return error;
  return heldBack(typed, hold);
}

const WHY: Readonly<Record<Hold['kind'], (said: string) => string>> = {
  question: () => 'A question changes nothing.',
  negation: (said) => `No command has a negation, such as "${said}".`,
  condition: (said) => `No command has a condition, such as "${said}".`,
};

function heldBack(typed: readonly string[], { kind, words }: Hold): BacklogError {
  const said = typed.flatMap((word) =>
    typed.length === 1 ? word.split(/\s+/) : [word.replace(/(?<=\w)[?!.,]+$/, '')],
  );
  const at = said.findIndex((_, i) => /^[a-z]/i.test(said[i]!) && resolveCommand(said.slice(i))?.said);
  const { command } = (at < 0 ? undefined : resolveCommand(said.slice(at))) ?? {};
  const read = readingLine(said);
  const line = read ?? (command && `backlog help ${shortLine(command.name)}`) ?? 'backlog help';
  const help = command && read !== undefined ? ` ${usageHint(command.name)}` : '';
  const after = kind === 'condition' ? afterTask(said) : undefined;
  return new BacklogError('usage', `can't read "${typed.join(' ')}"`, {
    hint: `${WHY[kind](words.join(' '))} Nearest line, which only reads: \`${line}\`.${after ?? ''}${help}`,
    data: { received: typed.join(' '), line, held: true },
  });
}

/** Returns the line that shows what a typed line is about. */
function readingLine(said: readonly string[]): string | undefined {
  const run = said.find((word) => RUN_ID.test(word));
  if (run !== undefined) return callOf('cli', 'run_show', run.toLowerCase());
  const ids = said.filter((word) => isIds(word) && /\d/.test(word)).map((word) => word.replace(/^#|,$/g, ''));
  const [one] = ids;
  if (one !== undefined && /^why$/i.test(said[0]!)) return callOf('cli', 'task_explain', one);
  if (one !== undefined) return callOf('cli', 'task_info', [...new Set(ids)].join(' '));
  const project = said[said.findIndex((word) => /^project$/i.test(word)) + 1];
  const terms = said.filter((word) => TERM.test(word) && !word.startsWith('-'));
  if (said.includes('project') && project !== undefined) terms.push(`project:${project}`);
  return terms.length > 0 ? callOf('cli', 'task_list', terms.map(shellWord).join(' ')) : undefined;
}

/** Returns the line that makes one task depend on another: `run 4 after 3 is done`. */
function afterTask(said: readonly string[]): string | undefined {
  const [, task, other] =
    / #?(\d+) (?:if|once|when|until|till|after|before) (?:task )?#?(\d+) (?:is |has |was |been )*(?:done|finished|completed?|closed|over|merged)$/.exec(
      ` ${said.join(' ')}`,
    ) ?? [];
  return task && other
    ? ` To make ${task} depend on ${other}: \`backlog modify ${task} --depends +${other}\`.`
    : undefined;
}

/** Returns the lines to type in a text. */
export const linesIn = (text: string): string[] =>
  Array.from(text.matchAll(/`(backlog [^`]+)`/g), ([, line = '']) => line);
