import { type CustomPatternMatcherFunc, createToken, type IToken, type TokenType } from 'chevrotain';

/** Finds a token of one type at a position. `before` contains the preceding tokens. */
export type Match = (source: string, at: number, before: readonly IToken[]) => FoundToken | undefined;

/** A token that a {@link Match} found. `end` is the offset after it. */
export interface FoundToken {
  end: number;
  payload?: QuotedPayload;
}

/** Returns a matcher for a regular expression (flag `u`) at an exact position. */
export function byPattern(source: string): (text: string, at: number) => FoundToken | undefined {
  const pattern = new RegExp(source, 'uy');
  return (text, at) => {
    pattern.lastIndex = at;
    return pattern.test(text) ? { end: pattern.lastIndex } : undefined;
  };
}

export function token(name: string, match: Match, label: string = name, categories: TokenType[] = []): TokenType {
  const pattern: CustomPatternMatcherFunc = (source, at, before) => {
    const found = match(source, at, before);
    return found ? Object.assign([source.slice(at, found.end)] as [string], { payload: found.payload }) : null;
  };
  return createToken({ name, label, line_breaks: true, pattern, categories });
}

/** Content of a quoted value: the text without quotes and escapes. */
export interface QuotedPayload {
  text: string;
  closed: boolean;
}
