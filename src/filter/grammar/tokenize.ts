import type { CustomPatternMatcherFunc, CustomPatternMatcherReturn, IToken } from 'chevrotain';
import { isBlank } from './scan.ts';
import { TOKENS } from './tokens.ts';

/**
 * Splits a filter into its tokens, as chevrotain's Lexer would (a test compares them). That one prepares tables of first characters,
 * which serve patterns that are regular expressions; ours are functions, and the tables would be a third of what the first filter of a
 * process costs.
 */
export function tokenize(source: string): IToken[] {
  const tokens: IToken[] = [];
  let at = 0;
  while (at < source.length) {
    if (isBlank(source[at]!)) {
      at++;
      continue;
    }
    const token = tokenAt(source, at, tokens);
    tokens.push(token);
    at += token.image.length;
  }
  return tokens;
}

/** The first that fits; the last one, `Stray`, always does. */
function tokenAt(source: string, at: number, before: IToken[]): IToken {
  for (const tokenType of TOKENS) {
    const found = (tokenType.PATTERN as CustomPatternMatcherFunc)(source, at, before, {});
    if (!found) continue;
    const { payload } = found as CustomPatternMatcherReturn;
    return { image: found[0], startOffset: at, tokenType, tokenTypeIdx: tokenType.tokenTypeIdx!, payload };
  }
  throw new RangeError(`no token at ${at}`);
}
