import {
  type CustomPatternMatcherFunc,
  type CustomPatternMatcherReturn,
  EmbeddedActionsParser,
  type IParserConfig,
  type IRecognitionException,
  type IToken,
} from 'chevrotain';
import { lazy } from '../../base/lazy.ts';
import { ONE_TOKEN } from './lookahead.ts';
import { isSpace } from './scan.ts';
import * as t from './tokens.ts';
import { TOKENS } from './tokens.ts';

/** The syntax tree, before names and values are resolved. */
export type Syntax =
  | { kind: 'and' | 'or' | 'xor'; items: readonly Syntax[] }
  /** Two adjacent terms without a written `and`. */
  | { kind: 'beside'; items: readonly Syntax[] }
  | { kind: 'not'; item: Syntax; at: IToken }
  | { kind: 'pair'; head: IToken; value: IToken | undefined }
  | { kind: 'infix'; head: IToken; operator: IToken; value: IToken }
  | { kind: 'ids'; tokens: readonly IToken[] }
  | { kind: 'leaf'; token: IToken }
  /** An empty filter, or text skipped after a reported error. */
  | { kind: 'nothing' };

export interface Parsed {
  tree: Syntax;
  tokens: readonly IToken[];
  /** The tokens of `sort:` and `limit:` clauses. They are removed before parsing, because they select no tasks. */
  clauses: readonly IToken[];
  /** Closing parentheses without an opening one. The tree omits them. */
  unopened: readonly IToken[];
  errors: readonly IRecognitionException[];
}

/**
 * Parses the structure of a filter. It continues after an error, so that one pass finds several errors. `refuse` checks
 * the tokens before any recursion.
 * @returns undefined if `refuse` returns true
 */
export function parse(text: string, refuse: (tokens: readonly IToken[]) => boolean): Parsed | undefined {
  const tokens = tokenize(text);
  if (refuse(tokens)) return undefined;
  const { terms, ...aside } = setAside(tokens);
  const parser = filterParser();
  parser.input = terms;
  const tree = terms.length === 0 ? NOTHING : parser.exclusion();
  return { tree, tokens, ...aside, errors: parser.errors };
}

const NOTHING: Syntax = { kind: 'nothing' };
const recover = { recoveryValueFunc: () => NOTHING };

/** The parser is created for the first filter, not at import, because most processes never parse a filter. */
const filterParser = lazy(() => new FilterParser());

/**
 * filter      := [ exclusion ]
 * exclusion   := alternative { "xor" alternative }
 * alternative := conjunction { "or" conjunction }
 * conjunction := term { ["and"] term }
 * term        := { "!" | "not" } ( "(" exclusion ")" | ids | pair | infix | leaf )
 */
export class FilterParser extends EmbeddedActionsParser {
  constructor(config: IParserConfig = { lookaheadStrategy: ONE_TOKEN, skipValidations: true }) {
    super([t.Leaf, ...t.TOKENS], { recoveryEnabled: true, ...config });
    this.performSelfAnalysis();
  }

  readonly exclusion = this.RULE(
    'exclusion',
    (): Syntax => {
      const items: Syntax[] = [];
      this.AT_LEAST_ONE_SEP({ SEP: t.Xor, DEF: () => items.push(this.SUBRULE(this.alternative)) });
      return joined('xor', items);
    },
    recover,
  );

  private readonly alternative = this.RULE(
    'alternative',
    (): Syntax => {
      const items: Syntax[] = [];
      this.AT_LEAST_ONE_SEP({ SEP: t.Or, DEF: () => items.push(this.SUBRULE(this.conjunction)) });
      return joined('or', items);
    },
    recover,
  );

  private readonly conjunction = this.RULE(
    'conjunction',
    (): Syntax => {
      const groups: Syntax[] = [];
      let beside: Syntax[] = [this.SUBRULE(this.term)];
      this.MANY(() => {
        const written = this.OPTION(() => this.CONSUME(t.And));
        const item = this.SUBRULE2(this.term);
        if (written) {
          groups.push(joined('beside', beside));
          beside = [];
        }
        beside.push(item);
      });
      return joined('and', [...groups, joined('beside', beside)]);
    },
    recover,
  );

  private readonly term = this.RULE(
    'term',
    (): Syntax => {
      const signs: IToken[] = [];
      this.MANY(() => signs.push(this.CONSUME(t.Not)));
      const item = this.OR([
        { ALT: () => this.SUBRULE(this.group) },
        { ALT: () => this.SUBRULE(this.ids) },
        { ALT: () => this.SUBRULE(this.pair) },
        { ALT: () => this.SUBRULE(this.infix) },
        { ALT: () => leaf(this.CONSUME(t.Leaf)) },
      ]);
      return signs.reduceRight<Syntax>((inner, at) => ({ kind: 'not', item: inner, at }), item);
    },
    recover,
  );

  private readonly group = this.RULE(
    'group',
    (): Syntax => {
      this.CONSUME(t.Open);
      const inner = this.SUBRULE(this.exclusion);
      this.CONSUME(t.Close);
      return inner;
    },
    recover,
  );

  /** Parses adjacent ids as a union. */
  private readonly ids = this.RULE(
    'ids',
    (): Syntax => {
      const tokens: IToken[] = [];
      this.AT_LEAST_ONE(() => tokens.push(this.CONSUME(t.Ids)));
      return { kind: 'ids', tokens };
    },
    recover,
  );

  private readonly pair = this.RULE(
    'pair',
    (): Syntax => {
      const head = this.CONSUME(t.PairHead);
      const value = this.OPTION(() => this.CONSUME(t.PairValue));
      return { kind: 'pair', head, value };
    },
    recover,
  );

  private readonly infix = this.RULE(
    'infix',
    (): Syntax => ({
      kind: 'infix',
      head: this.CONSUME(t.InfixHead),
      operator: this.CONSUME(t.Operator),
      value: this.CONSUME(t.InfixValue),
    }),
    recover,
  );
}

function joined(kind: 'and' | 'or' | 'xor' | 'beside', items: readonly Syntax[]): Syntax {
  return items.length === 1 ? items[0]! : { kind, items };
}

function leaf(token: IToken): Syntax {
  return { kind: 'leaf', token };
}

/**
 * Separates clauses and closing parentheses without a partner from terms. Clauses in parentheses stay among the terms
 * and are refused later.
 */
function setAside(tokens: readonly IToken[]): Record<'terms' | 'clauses' | 'unopened', IToken[]> {
  const sorted: Record<'terms' | 'clauses' | 'unopened', IToken[]> = { terms: [], clauses: [], unopened: [] };
  let depth = 0;
  for (const token of tokens) {
    const { tokenType } = token;
    if (tokenType === t.Close && depth === 0) sorted.unopened.push(token);
    else if (tokenType === t.Clause && depth === 0) sorted.clauses.push(token);
    else sorted.terms.push(token);
    if (tokenType === t.Open) depth++;
    if (tokenType === t.Close) depth = Math.max(0, depth - 1);
  }
  return sorted;
}

/**
 * Splits a filter into tokens exactly as chevrotain's Lexer does (a test compares the two). The Lexer would first build
 * tables for regular-expression patterns, which takes a third of the time of a process's first filter. Backlog's
 * patterns are functions and need no tables.
 */
export function tokenize(source: string): IToken[] {
  const tokens: IToken[] = [];
  let at = 0;
  while (at < source.length) {
    if (isSpace(source[at]!)) {
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
