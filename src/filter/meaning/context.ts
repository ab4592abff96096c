import type { IToken } from 'chevrotain';
import type { Clock, EnglishReader } from '../../time/index.ts';
import type { FilterAst, TextSpan } from '../ast.ts';
import { isBlank } from '../grammar/scan.ts';
import type { QuotedPayload } from '../grammar/token.ts';
import type { FilterProblem } from '../problem.ts';

/** What the meaning of a filter depends on besides its text. */
export interface MeaningEnv {
  /** What "now" and "here" mean to its dates. */
  clock: Clock;
  /** Text of a saved view; undefined for an unknown name. */
  views?: ((name: string) => string | undefined) | undefined;
  /** Names for suggestions. */
  viewNames?: (() => Iterable<string>) | undefined;
  /** Reads dates in plain English that are no strict ones; see `loadEnglish` in `src/time`. */
  english?: EnglishReader | undefined;
}

/** One reading of one text. */
export interface MeaningContext {
  source: string;
  env: MeaningEnv;
  problems: FilterProblem[];
  /** Views being expanded around this text, outermost first. */
  path: readonly string[];
  /** What was read of each view already, and how many terms all of them add. */
  read: Map<string, FilterAst | undefined>;
  /** Reads the text of a context, for the views inside a filter. */
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

/** The text of a value or phrase; undefined, with a complaint, when its quotes are not right. */
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
  if (next !== undefined && next !== ')' && !isBlank(next)) {
    complain(
      context,
      { offset: span.offset + span.length, length: 1 },
      { message: `"${next}" follows a closing quote`, expected: 'a blank after the closing quote' },
    );
    return undefined;
  }
  return { text: quoted.text, quoted: true };
}
