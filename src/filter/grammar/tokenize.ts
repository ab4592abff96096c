import type { CustomPatternMatcherFunc, CustomPatternMatcherReturn, IToken } from 'chevrotain';
import { isBlank } from './scan.ts';
import { TOKENS } from './tokens.ts';

/**
 * Splits a filter into tokens exactly as chevrotain's Lexer does (a test compares the two). The Lexer would first build
 * tables for regular-expression patterns, which takes a third of the time of a process's first filter. Backlog's
 * patterns are functions and need no tables.
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

/** Returns the first token type that matches. `Stray`, the last one, always matches. */
function tokenAt(source: string, at: number, before: IToken[]): IToken {
  for (const tokenType of TOKENS) {
    const found = (tokenType.PATTERN as CustomPatternMatcherFunc)(source, at, before, {});
    if (!found) continue;
    const { payload } = found as CustomPatternMatcherReturn;
    return { image: found[0], startOffset: at, tokenType, tokenTypeIdx: tokenType.tokenTypeIdx!, payload };
  }
  throw new RangeError(`no token at ${at}`);
}
