import type { BacklogError } from '../../../domain/errors.ts';
import { loadEnglish } from '../../../time/index.ts';
import { meantLine, meantLines } from '../refusals/right-line.ts';
import { OF_WORDS } from '../refusals/slip.ts';
import { type ResolvedCommand, resolveCommand } from '../words/resolve.ts';
import type { KnownWords } from './typed-line.ts';

/** Matches a line in a text that does something. The help is none. */
const DOES = /`backlog (?!help`|help |[^`]* --help`)[^`]+`/;

/**
 * Checks whether a refusal leaves a person without a sure line. Its words name no command, or they were read as a filter
 * that selects nothing.
 */
export function lacksLine(error: BacklogError, found: ResolvedCommand | undefined): boolean {
  if (found !== undefined)
    return found.rest.length > 1 && OF_WORDS.has(error.code) && !DOES.test(`${error.message}\n${error.hint ?? ''}`);
  if (error.code !== 'usage') return false;
  return meantLine(error.message) !== undefined || !DOES.test(`${error.message}\n${error.hint ?? ''}`);
}

/**
 * Adds the lines that the words could mean to a refusal. Lines beside the one that a table suggests are named only if
 * the table and the texts of the commands disagree.
 */
export async function withOffers(
  error: BacklogError,
  { words, known }: { words: readonly string[]; known: KnownWords },
): Promise<BacklogError> {
  const [{ offeredLines }, english] = await Promise.all([import('./offered-lines.ts'), loadEnglish()]);
  const meant = meantLines(error.message);
  const all = offeredLines(words, { known, english, now: Date.now() });
  if (all.some(({ line }) => meant.some((one) => commandOf(one) === commandOf(line) && one.length >= line.length)))
    return error;
  const lines = all.slice(0, Math.max(0, 3 - meant.length));
  const [first] = lines;
  if (!first) return error;
  const told = lines.map(({ line, title }) => `\`${line}\` (${title})`).join(', ');
  const hint = `${meant.length > 0 ? 'Or' : 'Nearest lines'}: ${told}.${error.hint ? `\n${error.hint}` : ''}`;
  const data = {
    ...error.data,
    ...(meant.length > 0 ? {} : { line: first.line }),
    lines: [...meant, ...lines.map(({ line }) => line)],
  };
  return Object.defineProperties(Object.create(error) as BacklogError, {
    hint: { value: hint },
    data: { value: data },
  });
}

/** Returns the name of a line's command. */
const commandOf = (line: string) => resolveCommand(line.split(' ').slice(1))?.command.name;
