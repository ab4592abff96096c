import type { BacklogError } from '../../../domain/errors.ts';
import { type Clock, loadEnglish } from '../../../time/index.ts';
import { meantLines, withoutMeant } from '../refusals/right-line.ts';
import { OF_WORDS } from '../refusals/slip.ts';
import { type ResolvedCommand, resolveCommand } from '../words/resolve.ts';
import type { KnownWords } from './typed-line.ts';

/** Matches a line in a text that does something. The help is none. */
const DOES = /`backlog (?!help`|help |[^`]* --help`)[^`]+`/;

/** Matches what a refusal says in the place of a line: an example with other values, or the verbs of a noun. */
const ALSO = /^(?:For example: `[^`]*`|No line keeps .*|Commands with this verb: .*)(?:\n|$)/gm;

/** Matches the words that a suggested line lacks. */
const LEAVES = /^It leaves out: /m;

/**
 * Checks whether a refusal leaves a person without a sure line. Its words name no command, or they were read as a filter
 * that selects nothing.
 */
export function lacksLine(error: BacklogError, found: ResolvedCommand | undefined): boolean {
  // The content of a file is refused, not the words of the line.
  if (error.data?.row !== undefined || error.data?.file !== undefined) return false;
  if (meantLines(error.message).length > 0)
    return found === undefined ? error.code === 'usage' : LEAVES.test(error.hint ?? '');
  const isOfWords =
    found === undefined
      ? error.code === 'usage'
      : found.rest.length > 1 && OF_WORDS.has(error.code) && error.code !== 'date';
  const text = `${error.message}\n${error.hint ?? ''}`;
  // An example is as good as any line for words that name no task and no run.
  const names = found === undefined || found.rest.some((word) => /^#?\d+$|^r\d+$/i.test(word));
  return isOfWords && !DOES.test(names ? text.replace(ALSO, '') : text);
}

/**
 * Adds the lines that the words could mean to a refusal. Lines beside the one that a table suggests are named only if
 * the table and the texts of the commands disagree.
 */
export async function withOffers(
  error: BacklogError,
  { words, known, clock }: { words: readonly string[]; known: KnownWords; clock: Clock },
): Promise<BacklogError> {
  const [{ runsAsTyped, offeredLines }, english] = await Promise.all([import('./offered-lines.ts'), loadEnglish()]);
  const said = meantLines(error.message);
  // No line with an id that does not exist would run.
  if (error.data?.answered !== undefined) return error;
  // The history, and no schema, decides which change an undo names.
  const meant = said.filter((line) => /…|^backlog undo /.test(line) || line.split(' && ').every(runsAsTyped));
  const all = offeredLines(words, { known, english, clock }).filter(({ isNamed }) => isNamed || meant.length === 0);
  if (all.some(({ line }) => meant.some((one) => commandOf(one) === commandOf(line) && one.length >= line.length)))
    return error;
  const lines = all.slice(0, Math.max(0, 3 - meant.length));
  const [first] = lines;
  if (!first) return error;
  const { message } = meant.length < said.length ? withoutMeant(error) : error;
  const told = lines.map(({ line, title }) => `\`${line}\` (${title})`).join(', ');
  const own = meant.length > 0 ? error.hint : error.hint?.replace(ALSO, '');
  const hint = `${meant.length > 0 ? 'Or' : 'Nearest lines'}: ${told}.${own ? `\n${own}` : ''}`;
  const data = {
    ...error.data,
    ...(meant.length > 0 ? {} : { line: first.line }),
    lines: [...meant, ...lines.map(({ line }) => line)],
  };
  return Object.defineProperties(Object.create(error) as BacklogError, {
    message: { value: message },
    hint: { value: hint },
    data: { value: data },
  });
}

/** Returns the name of a line's command. */
const commandOf = (line: string) => resolveCommand(line.split(' ').slice(1))?.command.name;
