import { shellWord, shellWords } from '../../../base/shell-word.ts';
import { inWordsOfLine } from '../../../commands/line-words.ts';
import { parseInput } from '../../../commands/parse.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { FilterError } from '../../../filter/index.ts';
import { runsIn } from '../../../runs/find-run.ts';
import { type EnglishReader, loadEnglish } from '../../../time/index.ts';
import { compileContextFilter } from '../../../work/task/select.ts';
import type { Context } from '../../../work/workspace/context.ts';
import { openWorkspace } from '../../../work/workspace/open.ts';
import { terminalCaller } from '../caller.ts';
import type { Streams } from '../io.ts';
import { chooseQueue } from '../queues/chosen-queue.ts';
import { NO_PEOPLE } from '../queues/no-people.ts';
import { parseArgs } from '../words/args.ts';
import { doesMore } from '../words/does-more.ts';
import { apartPlace, placedLines, placeFlags } from '../words/flags/place-flags.ts';
import { isGlobal, verbFirst } from '../words/global-flags.ts';
import { lostFlags } from '../words/line-places.ts';
import { clockOf, readLine } from '../words/read-line.ts';
import { meantBy, type ResolvedCommand, resolveCommand } from '../words/resolve.ts';
import { exampleValues, exampleWords, isDateField, wrongField } from './example-values.ts';
import { fittedToRun } from './fitted-to-run.ts';
import { gated } from './gate.ts';
import { heldRefusal, linesIn } from './held-lines.ts';
import { keepingWords } from './kept-words.ts';
import { linePieces, textOfPieces } from './line-pieces.ts';
import { refusedLines } from './rehearse.ts';
import { rightFilterOf } from './right-filter.ts';
import {
  isBetter,
  lookUpLine,
  meantLine,
  type RightLine,
  rightLine,
  tellLine,
  withBegin,
  withHint,
  withLine,
} from './right-line.ts';
import { rightWords } from './right-words.ts';

/** Loaded with the modules that correct a line. */
export { rehearsedRefusal } from './rehearse.ts';

/** Returns a typed line in Backlog's own words. */
type Reading = (words: readonly string[]) => readonly string[];

type Around = Pick<Streams, 'cwd' | 'env' | 'isTerminal' | 'now'>;

/**
 * Returns a refusal as a person reads it: with the line to type, which keeps all that was right in theirs. A line about
 * a run fits the run's state. A queue that can't be read gives no examples. The line to type has the queue and the author
 * of the typed one.
 */
export async function fittedRefusal(
  error: BacklogError,
  given: readonly string[],
  around: Around,
): Promise<BacklogError> {
  const { place, rest } = apartPlace(verbFirst(given));
  const clock = clockOf(around);
  const fitted = await fittedWords(error, given, around);
  const read = (words: readonly string[]) => readLine(words, around.env, () => clock);
  const held = heldRefusal(fitted, rest);
  const refused = await refusedLines(linesIn(`${held.message}\n${held.hint ?? ''}`), { read, around, place });
  return withPlaceFlags(gated(held, rest, { read, refused }), place);
}

async function fittedWords(error: BacklogError, given: readonly string[], around: Around): Promise<BacklogError> {
  const { place, rest } = apartPlace(verbFirst(given));
  const clock = clockOf(around);
  const read = (words: readonly string[]) => readLine(words, around.env, () => clock);
  const kept = (right: BacklogError) => keepingWords(followed(right, read), rest);
  const found = resolved(given, read);
  const english = hasDate(error, found) ? await loadEnglish() : undefined;
  const first = corrected(error, found, { english });
  const plain = kept(told(error, found, await first.line));
  if (typeof error.data?.title !== 'string' && !first.needsQueue) return plain;
  const workspace = await chooseQueue(placeFlags({ place }), around)
    .then(({ cwd, env }) => openWorkspace({ cwd, env, tolerant: true, start: () => undefined }))
    .catch(() => undefined);
  if (!workspace) return plain;
  try {
    const context = workspace.context(terminalCaller(around));
    const named = taskOfTitle(error, context);
    if (named) return named;
    if (isOfPeople(plain) && !context.store.address?.startsWith('postgres')) return withHint(plain, NO_PEOPLE);
    if (!first.needsQueue) return plain;
    const fitted = fittedToRun(error, context);
    const line = await corrected(fitted, found, { english, context }).line;
    return kept(told(fitted, found, line));
  } finally {
    await workspace.close();
  }
}

/** Checks whether a refusal suggests a line about the people of a database. */
const isOfPeople = ({ message }: BacklogError) => meantLine(message)?.startsWith('backlog store role ') === true;

/** Returns the refusal of a line that begins work on a title, if it is the description of one open task: `run "Fix login"`. */
function taskOfTitle({ code, data }: BacklogError, { queue }: Context): BacklogError | undefined {
  const { title, flags } = (data ?? {}) as { title?: string; flags?: readonly string[] };
  const own = title?.toLowerCase();
  const [task, ...others] =
    own === undefined ? [] : [...queue.open()].filter(({ description }) => description.toLowerCase() === own);
  if (!task || others.length > 0) return undefined;
  const line = ['backlog', 'run', String(task.id), ...flags!].map(shellWord).join(' ');
  return new BacklogError(code, `"${title}" is task ${task.id} (did you mean \`${line}\`?)`, {
    hint: 'See the tasks: `backlog list`',
    data: { received: title, task: String(task.id), line },
  });
}

/** Reads the line again. Undefined if its words are refused before they name a command. */
function resolved(given: readonly string[], read: Reading): ResolvedCommand | undefined {
  try {
    return meantBy(read(given));
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    // A run in the place of a task: the words name the command all the same.
    return isRunAsTask(error) ? resolveCommand(verbFirst(given)) : undefined;
  }
}

/** Checks whether a refusal is about the id of a run where the command takes a task. */
const isRunAsTask = ({ data }: BacklogError) => data?.pattern === 'run show $1';

/** Checks whether a line has the id of a run of this queue in the place of its task, and further words to keep. */
function hasMoreThanRun(error: BacklogError, { command, rest }: ResolvedCommand, { store }: Context): boolean {
  const words = linePieces(rest, command).filter(({ kind, field }) => kind !== 'flag' || !isGlobal(field ?? ''));
  return isRunAsTask(error) && words.length > 1 && runsIn(store.state).some(({ id }) => id === error.data?.run);
}

/** Checks whether a line has a date, which can be in plain English. */
function hasDate({ code }: BacklogError, found: ResolvedCommand | undefined): boolean {
  if (code === 'date' || !found) return code === 'date';
  return linePieces(found.rest, found.command).some(({ field }) => field && isDateField(found.command, field));
}

/** Corrects the line. `needsQueue` says whether the queue could give another answer. */
function corrected(
  error: BacklogError,
  found: ResolvedCommand | undefined,
  { english, context }: { english: EnglishReader | undefined; context?: Context },
): { line: Promise<RightLine | undefined>; needsQueue: boolean } {
  const isOfRun = typeof error.data?.run === 'string' && typeof error.data.pattern === 'string';
  const isTask = found !== undefined && context !== undefined && hasMoreThanRun(error, found, context);
  if (!found || (meantLine(error.message) !== undefined && !isTask))
    return { line: Promise.resolve(undefined), needsQueue: isOfRun };
  let needsQueue = isOfRun || error instanceof FilterError;
  const { command: row, rest } = found;
  const example = exampleValues(found, context, () => {
    needsQueue = true;
  });
  const correct = (filter?: string) => {
    const right = rightWords(rest, {
      ...{ error, row, example, filter, english },
      whole: () => exampleWords(found, example),
      wrongField: (pieces) => wrongField(row, pieces, english),
    });
    if (right && doesMore(row, right.leftOut)) return undefined;
    const line = right ? rightLine(row, right) : lookUpLine(row, error);
    return line && (isTask || isBetter(line, error)) ? line : undefined;
  };
  if (!(error instanceof FilterError) || !context) return { line: Promise.resolve(correct()), needsQueue };
  const check = (filter: string) => compileContextFilter(context, filter);
  const pieces = linePieces(rest, row);
  const texts = [
    ...new Set(pieces.flatMap(({ field }) => (field === undefined ? [] : (textOfPieces(pieces, field) ?? [])))),
  ];
  return { line: rightFilterOf(error, texts, check).then(correct), needsQueue };
}

function told(error: BacklogError, found: ResolvedCommand | undefined, line: RightLine | undefined): BacklogError {
  const right = tellLine(inWordsOfLine(error, undefined, line !== undefined), line, found?.command);
  return found?.rest.length === 0 && isWithoutId(error) ? withHint(right, COMMENT) : right;
}

/** Checks whether a refusal is about an id that the line lacks. */
const isWithoutId = ({ data }: BacklogError) =>
  ((data?.problems ?? []) as readonly { field: string; missing?: true }[]).some(
    ({ field, missing }) => missing && /^(?:id|ids|filter)$/.test(field),
  );

/** What to say about `close #34`, of which a shell leaves `close`. */
const COMMENT = 'If you typed #34: a shell reads it as a comment. Write 34.';

/** Adds the flags that choose the queue and the author to the lines that a refusal suggests. */
function withPlaceFlags(error: BacklogError, place: readonly string[]): BacklogError {
  const values = Object.values(placeFlags({ place }));
  // A refusal of the queue itself names another one.
  if (place.length === 0 || values.includes(error.data?.received)) return error;
  const { line, ...others } = (error.data ?? {}) as { line?: unknown };
  const data = typeof line === 'string' ? { line: placedLines(`\`${line}\``, place).slice(1, -1) } : {};
  return Object.defineProperties(Object.create(error) as BacklogError, {
    message: { value: placedLines(error.message, place) },
    hint: { value: error.hint && placedLines(error.hint, place) },
    data: { value: { ...others, ...data } },
  });
}

/** Replaces a suggestion that is refused itself by the line that this refusal suggests, and names the flags that it lacks. */
function followed(error: BacklogError, read: Reading): BacklogError {
  const first = meantLine(error.message);
  const next = first === undefined ? undefined : meantInstead(first, read);
  const line = next === undefined ? undefined : (meantInstead(next, read) ?? next);
  if (line === undefined) return error;
  const followedLine = withLine(error, { line: first!, by: line });
  const words = shellWords(first!) ?? [];
  const at = words.findIndex((word) => word.startsWith('-'));
  const lost = at < 0 ? [] : lostFlags(line, words.slice(at));
  const isTold = lost.length === 0 || error.hint?.includes('It leaves out: ');
  return isTold ? followedLine : withBegin(followedLine, `It leaves out: ${lost.map(shellWord).join(' ')}.`);
}

/** Returns the line that the refusal of a line suggests. Undefined for a line that its command's schema accepts. */
function meantInstead(line: string, read: Reading): string | undefined {
  const words = / && |…/.test(line) ? undefined : shellWords(line)?.slice(1);
  try {
    const found = words && meantBy(read(words));
    if (found) parseInput(found.command, parseArgs(found.command, found.rest).input);
    return undefined;
  } catch (error) {
    if (error instanceof BacklogError) return meantLine(error.message);
    throw error;
  }
}
