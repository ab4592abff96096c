import type { BacklogError } from '../../../domain/errors.ts';
import { type Clock, loadEnglish } from '../../../time/index.ts';
import { meantLines } from '../refusals/right-line.ts';
import { type ResolvedCommand, resolveCommand } from '../words/resolve.ts';
import type { KnownWords } from './typed-line.ts';

/** Matches a line in a text that does something. The help is none. */
const DOES = /^Verbs: |`backlog (?!help`|help |[^`]* --help`)[^`]+`/m;

/** Matches what a refusal says in the place of a line: an example with other values, or the verbs of a noun. */
const ALSO = /^(?:For example: `[^`]*`|No line keeps .*|Commands with this verb: .*)(?:\n|$)/gm;

/**
 * Checks whether a refusal leaves a person without a sure line. Its words name no command.
 */
export function lacksLine(error: BacklogError, found: ResolvedCommand | undefined): boolean {
  // The content of a file is refused, not the words of the line.
  if (error.data?.row !== undefined || error.data?.file !== undefined) return false;
  if (found !== undefined || error.code !== 'usage') return false;
  return meantLines(error.message).length > 0 || !DOES.test(`${error.message}\n${error.hint ?? ''}`.replace(ALSO, ''));
}

/**
 * Adds the lines that the words could mean to a refusal. Lines beside the one that a table suggests are named only if
 * the table and the texts of the commands disagree.
 */
export async function withOffers(
  error: BacklogError,
  { words, known, clock }: { words: readonly string[]; known: KnownWords; clock: Clock },
): Promise<BacklogError> {
  const [{ offeredLines }, english] = await Promise.all([import('./offered-lines.ts'), loadEnglish()]);
  const said = meantLines(error.message);
  // No line with an id that does not exist would run.
  if (error.data?.answered !== undefined) return error;
  const meant = said;
  const all = offeredLines(words, { known, english, clock }).filter(({ isNamed }) => isNamed || meant.length === 0);
  if (all.some(({ line }) => meant.some((one) => commandOf(one) === commandOf(line) && one.length >= line.length)))
    return error;
  const lines = all.slice(0, Math.max(0, 3 - meant.length));
  const [first] = lines;
  if (!first) return error;
  const { message } = error;
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
