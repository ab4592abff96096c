import type { IRecognitionException, IToken } from 'chevrotain';
import type { TextSpan } from '../ast.ts';
import type { Parsed } from '../grammar/parser.ts';
import { And, Close, Not, Open, Or, Xor } from '../grammar/tokens.ts';
import type { FilterProblem } from '../problem.ts';
import { complain, type MeaningContext, operandSpan } from './context.ts';

/** Messages about the structure of a filter and about text that is not a term. */

export const A_TERM = 'a term: a word, +tag, attribute:value, /pattern/, id or ( … )';

/** Converts the parser's errors to Backlog's messages, at the positions that a person expects. */
export function reportSyntax({ errors, tokens, unopened }: Parsed, context: MeaningContext): void {
  for (const token of unopened) {
    complain(context, operandSpan(token), { message: '")" closes nothing', expected: 'a "(" before it, or nothing' });
  }
  const unclosed = unclosedParentheses(tokens);
  for (const error of errors) {
    const { span, ...problem } = explainSyntax(error, context.source, unclosed);
    complain(context, span, problem);
  }
}

type Located = Omit<FilterProblem, 'offset' | 'length'> & { span: TextSpan };

function explainSyntax(error: IRecognitionException, source: string, unclosed: IToken[]): Located {
  const atEnd = Number.isNaN(error.token.startOffset);
  const span = atEnd ? { offset: source.length, length: 0 } : operandSpan(error.token);
  if (error.name !== 'MismatchedTokenException') return { span, message: missingTerm(error), expected: A_TERM };
  if (error.context.ruleStack.at(-1) === 'infix') return missingValue(error, span);
  const open = unclosed.pop();
  return { span: open ? operandSpan(open) : span, message: '"(" is not closed', expected: 'a ")" that closes it' };
}

function missingValue(error: IRecognitionException, span: Located['span']): Located {
  const { previousToken } = error as IRecognitionException & { previousToken: IToken };
  return {
    span,
    message: `a value is missing after "${previousToken.image}"`,
    expected: 'a value',
  };
}

/**
 * Returns the message for a missing term. It names the token before the gap if a term must follow that token, otherwise
 * the token after the gap.
 */
function missingTerm(error: IRecognitionException): string {
  const before = (error as IRecognitionException & { previousToken?: IToken }).previousToken;
  return before && [And, Or, Xor, Not, Open].includes(before.tokenType)
    ? `a term is missing after "${before.image}"`
    : `a term is missing before "${error.token.image}"`;
}

function unclosedParentheses(tokens: readonly IToken[]): IToken[] {
  const open: IToken[] = [];
  for (const token of tokens) {
    if (token.tokenType === Open) open.push(token);
    if (token.tokenType === Close) open.pop();
  }
  return open;
}

interface StrayRule {
  pattern: RegExp;
  problem: (text: string) => Omit<FilterProblem, 'offset' | 'length'>;
}

const QUOTE = 'to search for this text, put it in quotes';

/** Rules for text that is not a term. The first matching rule applies. */
const STRAYS: readonly StrayRule[] = [
  {
    pattern: /^&&?$/,
    problem: (text) => ({ message: `"${text}" is not an operator`, expected: 'and', nearest: 'and' }),
  },
  {
    pattern: /^\|\|?$/,
    problem: (text) => ({ message: `"${text}" is not an operator`, expected: 'or', nearest: 'or' }),
  },
  {
    pattern: /^[+-]$/,
    problem: (text) => ({
      message: `"${text}" has no tag after it`,
      expected: 'a tag directly after it',
      hint: `write ${text}tag without a blank; date arithmetic works only in the value of an attribute`,
    }),
  },
  {
    pattern: /^[+-]\d/,
    problem: (text) => ({
      message: `"${text}" is not a term`,
      expected: 'a tag, which starts with a letter',
      hint: QUOTE,
    }),
  },
  {
    pattern: /^[+-]/,
    problem: (text) => ({
      message: `"${text}" is not a tag`,
      expected: 'a blank before it, and a name that starts with a letter, _ @ # or $ without , ; : or operators',
      hint: 'several tags: +a +b, or ( +a or +b )',
    }),
  },
  {
    pattern: /^[\d,-]+$/,
    problem: (text) => ({
      message: `"${text}" is not an id`,
      expected: 'an id, a range 1-5, a list 1,3,7-9 or a uuid',
      hint: QUOTE,
    }),
  },
  {
    pattern: /^:/,
    problem: (text) => ({
      message: `"${text}" has no attribute before its ":"`,
      expected: 'an attribute directly before it',
      hint: `write project${text}, or put it in quotes to search for this text`,
    }),
  },
  {
    pattern: /^\//,
    problem: () => ({
      message: 'the pattern has no closing slash, or text after it',
      expected: '/regular expression/',
      hint: 'a slash inside is written \\/; for text put quotes around it',
    }),
  },
  {
    pattern: /[<>=~]/,
    problem: (text) => ({
      message: `"${text}" is not a term`,
      expected: 'an attribute before an operator',
      hint: QUOTE,
    }),
  },
  { pattern: /(?:)/, problem: (text) => ({ message: `"${text}" is not a term`, expected: A_TERM, hint: QUOTE }) },
];

/** Reports text that is not a term, with a suggestion. */
export function reportStray(token: IToken, context: MeaningContext): void {
  const rule = STRAYS.find(({ pattern }) => pattern.test(token.image))!;
  complain(context, operandSpan(token), rule.problem(token.image));
}
