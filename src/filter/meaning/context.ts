import type { IToken } from 'chevrotain';
import type { Clock, EnglishReader } from '../../time/index.ts';
import type { FilterAst, TextSpan } from '../ast.ts';
import { isSpace } from '../grammar/scan.ts';
import type { QuotedPayload } from '../grammar/token.ts';
import type { FilterProblem } from '../problem.ts';

/** Inputs of a filter's meaning besides its text. */
export interface MeaningEnv {
  /** The current time and zone for dates. */
  clock: Clock;
  /** Returns the text of a saved filter; undefined for an unknown name. */
  views?: ((name: string) => string | undefined) | undefined;
  /** Returns the names of saved filters, for suggestions in errors. */
  viewNames?: (() => Iterable<string>) | undefined;
  /**
   * Returns the uuids of the tasks that a word names, such as `TASK-5` or `bd-a1b2`: ids of other tools. Without it, such
   * a word is searched in texts.
   */
  named?: ((word: string) => readonly string[]) | undefined;
  /** Reads dates in plain English if strict reading fails. See `loadEnglish` in `src/time`. */
  english?: EnglishReader | undefined;
}

/** The state of reading one filter text. */
export interface MeaningContext {
  source: string;
  env: MeaningEnv;
  problems: FilterProblem[];
  /** Names of the enclosing saved filters, outermost first. */
  path: readonly string[];
  /** Saved filters that were already read. */
  read: Map<string, FilterAst | undefined>;
  /** Reads the filter text of a context. It is also used for saved filters inside a filter. */
  readFilter(context: MeaningContext): FilterAst;
}

export function operandSpan(token: IToken): TextSpan {
  return { offset: token.startOffset, length: token.image.length };
}

export function complain(
  context: MeaningContext,
  span: TextSpan,
  problem: Omit<FilterProblem, 'offset' | 'length'>,
): void {
  context.problems.push({ ...problem, offset: span.offset, length: span.length });
}

export interface WrittenText {
  text: string;
  quoted: boolean;
}

/** Returns the text of a value or phrase. If its quotes are wrong, reports an error and returns undefined. */
export function writtenOf(token: IToken, context: MeaningContext): WrittenText | undefined {
  const quoted = token.payload as QuotedPayload | undefined;
  if (!quoted) return { text: token.image, quoted: false };
  const span = operandSpan(token);
  if (!quoted.closed) {
    const expected = `a closing ${token.image[0]}`;
    complain(context, { offset: span.offset, length: 1 }, { message: 'the quote is not closed', expected });
    return undefined;
  }
  const next = context.source[span.offset + span.length];
  if (next !== undefined && next !== ')' && !isSpace(next)) {
    complain(
      context,
      { offset: span.offset + span.length, length: 1 },
      { message: `"${next}" follows a closing quote`, expected: 'a blank after the closing quote' },
    );
    return undefined;
  }
  return { text: quoted.text, quoted: true };
}
