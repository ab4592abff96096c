import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain';
import { isUuidPrefix, readQuoted, readRun, readStray } from './scan.ts';
import { byPattern, type FoundToken, type Match, type QuotedPayload, token } from './token.ts';

/**
 * The tokens of the language. The meaning of a character depends on the text before it: `+` starts a tag only after a
 * blank, and a value follows its attribute. Therefore each token type has its own matching function. Text that no other
 * type matches becomes a `Stray`, which `reportStray` reports.
 */

const END = String.raw`(?=[\s()]|$)`;
const OPERATOR = `(?:!==|!=|!~|==|=|<=|<|>=|>|~)`;

const last = (before: readonly IToken[]) => before[before.length - 1];
const follows = (before: readonly IToken[], type: TokenType) => last(before)?.tokenType === type;

export const Open = token('Open', byPattern(String.raw`\(`), '"("');
export const Close = token('Close', byPattern(String.raw`\)`), '")"');
export const And = token('And', byPattern(`(?:and|AND)${END}`), 'and');
export const Or = token('Or', byPattern(`(?:or|OR)${END}`), 'or');
export const Xor = token('Xor', byPattern(`(?:xor|XOR)${END}`), 'xor');
export const Not = token('Not', byPattern(`(?:not|NOT)${END}|!(?![=~])`), 'not');

/**
 * Matches a name with modifiers: `due`, `due.before`. An empty name before a dot also matches, so that it can be
 * reported as an error.
 */
const matchName = byPattern(String.raw`(?:[\p{L}_][\p{L}\p{N}_-]*|(?=\.))(?:\.[\p{L}\p{N}_-]*)*`);

function nameBefore(suffix: (text: string, at: number) => FoundToken | undefined): Match {
  return (source, at) => {
    const name = matchName(source, at);
    return name && suffix(source, name.end);
  };
}

/** The attribute and separator before a value: `due.before:`, `project:`, or `due=` directly followed by a value. */
export const PairHead = token('PairHead', nameBefore(byPattern(String.raw`:(?!//)|=(?=[^\s=)])`)), 'attribute');

const matchOperated = nameBefore(byPattern(String.raw`(?=\s*${OPERATOR}|\s+_(?:hastag|notag)_${END})`));
/** The attribute before an operator, as in `due < tomorrow`. */
export const InfixHead = token(
  'InfixHead',
  (source, at, before) => (source[at] === '.' ? undefined : matchOperated(source, at, before)),
  'attribute',
);
export const Operator = token(
  'Operator',
  (source, at, before) => (follows(before, InfixHead) ? matchOperator(source, at) : undefined),
  'operator',
);
const matchOperator = byPattern(`${OPERATOR}|_(?:hastag|notag)_`);

export const PairValue = token(
  'PairValue',
  (source, at, before) => {
    const head = last(before);
    if (head?.tokenType !== PairHead || head.startOffset + head.image.length !== at) return undefined;
    return matchValue(source, at);
  },
  'value',
);

/** Matches date arithmetic after a date: ` + 1d` in `now + 1d`. */
const ARITHMETIC = /(?:\s+[+-]\s+[^\s()+-][^\s()]*|\s+[+-]\d[^\s()]*)+/uy;

export const InfixValue = token(
  'InfixValue',
  (source, at, before) => {
    if (!follows(before, Operator) || /[<>=~)]/.test(source[at]!)) return undefined;
    const found = matchValue(source, at);
    if (!found || found.payload) return found;
    ARITHMETIC.lastIndex = found.end;
    return ARITHMETIC.test(source) ? { end: ARITHMETIC.lastIndex } : found;
  },
  'value',
);

/** Category of terms that consist of one token. */
export const Leaf = createToken({ name: 'Leaf', pattern: Lexer.NA });

/** A clause that sorts or limits the result: `sort:urgency-,due+`, `limit:10`. */
export const Clause = token('Clause', byPattern(String.raw`(?:sort|limit):[^\s()]*`), 'clause', [Leaf]);

export const TagToken = token(
  'Tag',
  (source, at) => (at === 0 || /[\s()]/.test(source[at - 1]!) ? matchTag(source, at) : undefined),
  'tag',
  [Leaf],
);
const matchTag = byPattern(
  String.raw`[+-](?![+\-\s])[A-Za-z_@#$\u{80}-\u{10FFFF}][^\s,;:=()<>!~?"'/\\+*%^|&\u{0}-\u{1f}\u{7f}]*${END}`,
);

export const PhraseToken = token(
  'Phrase',
  (source, at) => (/["']/.test(source[at]!) ? matchQuoted(source, at) : undefined),
  'phrase',
  [Leaf],
);

/** A regular expression between slashes, `/re/`, which may include blanks. `\/` is a slash. `/re/i` ignores case. */
export const PatternToken = token('Pattern', byPattern(String.raw`/(?:[^/\\\n]|\\.)*/i?${END}`), 'pattern', [Leaf]);

/** One id, range, list or uuid: `7`, `1-5`, `1,3,7-9`, `abcdef01`. */
export const Ids = token(
  'Ids',
  (source, at) => {
    const end = readStray(source, at);
    return source.slice(at, end).split(',').every(isIdPart) ? { end } : undefined;
  },
  'id',
);

export const ViewName = token('ViewName', byPattern(String.raw`@[\p{L}\p{N}_][\p{L}\p{N}_.-]*${END}`), 'view', [Leaf]);

/** A word to search. Text without letters and digits, or text that looks like a misspelt operator, is not a word. */
export const Word = token(
  'Word',
  (source, at) => {
    const run = readRun(source, at);
    const end = run.cut;
    const text = source.slice(at, end);
    return isWord(text) ? { end } : undefined;
  },
  'word',
  [Leaf],
);

/** Text that no other type matches, up to the next blank or parenthesis. */
export const Stray = token('Stray', (source, at) => ({ end: readStray(source, at) }), 'text', [Leaf]);

/** Token types in the order of matching. */
export const TOKENS: TokenType[] = [
  PairValue,
  InfixValue,
  Operator,
  Open,
  Close,
  And,
  Or,
  Xor,
  Clause,
  PairHead,
  InfixHead,
  Not,
  PatternToken,
  TagToken,
  PhraseToken,
  Ids,
  ViewName,
  Word,
  Stray,
];

function matchQuoted(source: string, at: number): FoundToken {
  const { text, end, closed } = readQuoted(source, at);
  return { end, payload: { text, closed } satisfies QuotedPayload };
}

function matchValue(source: string, at: number): FoundToken | undefined {
  if (/["']/.test(source[at]!)) return matchQuoted(source, at);
  const { end } = readRun(source, at);
  return end > at ? { end } : undefined;
}

function isIdPart(text: string): boolean {
  return /^\d+(?:-\d+)?$/.test(text) || isUuidPrefix(text);
}

const URL = /^[a-z][a-z0-9+.-]*:\/\//i;

function isWord(text: string): boolean {
  if (URL.test(text)) return true;
  return (
    /[A-Za-z0-9\u{80}-\u{10FFFF}]/u.test(text) &&
    !/^[+\-"':]|[<>=~]/.test(text) &&
    !/^[\d,-]+$/.test(text) &&
    !/^\/[^/]*$|^\/.*\/$/.test(text)
  );
}
