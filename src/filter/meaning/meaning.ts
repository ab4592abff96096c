import { type IToken, tokenMatcher } from 'chevrotain';
import { present } from '../../base/present.ts';
import { ALL, type FilterAst, type FilterNode, type SortKey, type TextSpan } from '../ast.ts';
import { type Parsed, parse, type Syntax } from '../grammar/parser.ts';
import { InfixHead, InfixValue, Leaf, Not, Open, PairHead, PairValue } from '../grammar/tokens.ts';
import { FilterError } from '../problem.ts';
import { attribute, findAttribute } from '../tables/find-attribute.ts';
import type { AttributeType } from '../tables/types.ts';
import { readInfix, readPair } from './comparison.ts';
import { complain, type MeaningContext, type MeaningEnv, operandSpan } from './context.ts';
import { readIds, readLeaf } from './leaf.ts';
import { reportSyntax } from './messages.ts';

/** Maximum length (UTF-16 units) and nesting depth of a filter. They limit the time for reading the filter. */
export const FILTER_LIMITS = { length: 20_000, depth: 100 } as const;

/**
 * Resolves the names and dates of a filter. The empty filter selects every task, including closed ones.
 * @throws FilterError with every problem found; no text causes another error
 */
export function understand(source: string, env: MeaningEnv): FilterAst {
  const context: MeaningContext = { source, env, problems: [], path: [], read: new Map(), readFilter };
  const ast = readFilter(context);
  const [first, ...more] = context.problems.sort((a, b) => a.offset - b.offset);
  if (first) throw new FilterError(source, [first, ...more]);
  return ast;
}

/** Reads the filter text of a context, also of a saved filter inside a filter, and adds its problems there. */
function readFilter(context: MeaningContext): FilterAst {
  const { source } = context;
  const whole: TextSpan = { offset: 0, length: source.length };
  if (source.length > FILTER_LIMITS.length) {
    const message = `the filter is longer than ${FILTER_LIMITS.length} characters`;
    complain(context, whole, { message, expected: 'a shorter one', hint: 'save parts of it as saved filters: @name' });
    return ALL;
  }
  const parsed = parse(source, tooDeep);
  if (!parsed) {
    const message = `the filter is nested deeper than ${FILTER_LIMITS.depth} levels`;
    complain(context, whole, { message, expected: 'fewer parentheses' });
    return ALL;
  }
  reportSyntax(parsed, context);
  const clauses = readClauses(parsed.clauses, context);
  return { where: topNode(parsed, context), ...clauses };
}

/**
 * Returns the filter's tree. After a syntax error the tree is unreliable. In that case, each term is read by itself,
 * only to report its problems.
 */
function topNode(parsed: Parsed, context: MeaningContext): FilterNode {
  if (parsed.errors.length === 0) return readNode(parsed.tree, context) ?? ALL.where;
  for (const term of looseTerms(parsed)) readNode(term, context);
  return ALL.where;
}

function looseTerms({ tokens, clauses }: Parsed): Syntax[] {
  const terms: Syntax[] = [];
  for (const [i, token] of tokens.entries()) {
    const [next, afterNext] = [tokens[i + 1], tokens[i + 2]];
    if (token.tokenType === PairHead) {
      terms.push({ kind: 'pair', head: token, value: next?.tokenType === PairValue ? next : undefined });
    } else if (token.tokenType === InfixHead && next && afterNext?.tokenType === InfixValue) {
      terms.push({ kind: 'infix', head: token, operator: next, value: afterNext });
    } else if (tokenMatcher(token, Leaf) && !clauses.includes(token)) {
      terms.push({ kind: 'leaf', token });
    }
  }
  return terms;
}

/**
 * Resolves a node of the syntax tree.
 * @returns undefined after an error, which is already reported
 */
function readNode(syntax: Syntax, context: MeaningContext): FilterNode | undefined {
  switch (syntax.kind) {
    case 'nothing':
      return undefined;
    case 'and':
    case 'or':
    case 'xor':
      return readJoined(syntax.kind, syntax.items, context);
    case 'beside':
      refuseBangBesideAttribute(syntax.items, context);
      return readJoined('and', syntax.items, context, true);
    case 'not': {
      const item = readNode(syntax.item, context);
      const offset = syntax.at.startOffset;
      return item && { kind: 'not', item, span: { offset, length: endOf(item.span) - offset } };
    }
    case 'pair':
      return readPair(syntax, context);
    case 'infix':
      return readInfix(syntax, context);
    case 'ids':
      return readIds(syntax.tokens);
    case 'leaf':
      return readLeaf(syntax.token, context);
  }
}

/**
 * Reads the parts of a node and merges nested nodes of the same kind: `a and ( b and c )` becomes `a and b and c`.
 * @param unitesIds whether adjacent ids are a union, as `1 2` is: `TASK-1 TASK-2`
 */
function readJoined(
  kind: 'and' | 'or' | 'xor',
  items: readonly Syntax[],
  context: MeaningContext,
  unitesIds = false,
): FilterNode | undefined {
  const nodes: FilterNode[] = [];
  for (const [i, item] of items.entries()) {
    const node = readNode(item, context);
    if (node === undefined) continue;
    const before = nodes.at(-1);
    const isWord = item.kind === 'leaf' || items[i - 1]?.kind === 'leaf';
    if (unitesIds && isWord && node.kind === 'ids' && before?.kind === 'ids') {
      const { offset } = before.span;
      const span = { offset, length: endOf(node.span) - offset };
      nodes[nodes.length - 1] = { kind: 'ids', parts: [...before.parts, ...node.parts], span };
    } else nodes.push(...(node.kind === kind ? node.items : [node]));
  }
  const [first] = nodes;
  const last = nodes.at(-1);
  if (!first || !last) return undefined;
  const { offset } = first.span;
  return { kind, items: nodes, span: { offset, length: endOf(last.span) - offset } };
}

/** Refuses `priority ! H`, a misspelt comparison. It would otherwise mean "has a priority and does not contain H". */
function refuseBangBesideAttribute(items: readonly Syntax[], context: MeaningContext): void {
  for (const [i, item] of items.entries()) {
    const before = items[i - 1];
    if (item.kind !== 'not' || item.at.image !== '!' || before?.kind !== 'leaf') continue;
    if (!attribute(before.token.image)?.taskwarrior) continue;
    complain(context, operandSpan(item.at), {
      message: `"!" after the attribute "${before.token.image}" is not an operator`,
      expected: '!= or !~ and a value; or "and" before the "!"',
      nearest: '!=',
    });
  }
}

function endOf(span: TextSpan): number {
  return span.offset + span.length;
}

/** Checks whether parentheses and negations are nested too deeply. Each level is one recursion of the reader. */
function tooDeep(tokens: Parsed['tokens']): boolean {
  let depth = 0;
  let signs = 0;
  for (const { tokenType } of tokens) {
    signs = tokenType === Not ? signs + 1 : 0;
    if (tokenType === Open) depth++;
    if (depth + signs > FILTER_LIMITS.depth) return true;
  }
  return false;
}

interface Clauses {
  sort: readonly SortKey[];
  limit?: number | undefined;
}

/** Reads `sort:urgency-,due+` and `limit:10`. Each clause may occur once, at any position outside parentheses. */
function readClauses(tokens: readonly IToken[], context: MeaningContext): Clauses {
  const clauses: { sort?: readonly SortKey[]; limit?: number | undefined } = {};
  for (const token of tokens) {
    const name = token.image.startsWith('sort:') ? 'sort' : 'limit';
    if (name in clauses) {
      complain(context, operandSpan(token), { message: `${name}: appears twice`, expected: `one ${name}: clause` });
    } else if (name === 'sort') {
      clauses.sort = readSort(token, context);
    } else {
      clauses.limit = readLimit(token, context);
    }
  }
  return { sort: clauses.sort ?? [], ...present({ limit: clauses.limit }) };
}

const SORTABLE: readonly AttributeType[] = ['text', 'choice', 'date', 'number', 'urgency', 'duration', 'author'];

/** Attributes whose highest value comes first if a key has neither + nor -. */
const HIGHEST_FIRST: ReadonlySet<string> = new Set(['priority', 'urgency']);

function readSort(token: IToken, context: MeaningContext): SortKey[] {
  const keys: SortKey[] = [];
  let offset = token.startOffset + 'sort:'.length;
  for (const part of token.image.slice('sort:'.length).split(',')) {
    const name = part.replace(/[+-]$/, '');
    const looked = findAttribute(name);
    const span = { offset, length: part.length };
    if (looked.found && SORTABLE.includes(looked.found.type)) {
      const attribute = looked.found.name;
      keys.push({ attribute, descending: name === part ? HIGHEST_FIRST.has(attribute) : part.endsWith('-') });
    } else {
      const near = looked.found ? undefined : looked.nearest;
      complain(context, span, {
        message: name === '' ? 'an attribute to sort by is missing' : `can't sort by "${name}"`,
        expected: 'attributes with + (ascending) or - (descending): sort:urgency-,due+',
        nearest: near,
      });
    }
    offset += part.length + 1;
  }
  return keys;
}

function readLimit(token: IToken, context: MeaningContext): number | undefined {
  const text = token.image.slice('limit:'.length);
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit > 0 && Number.isSafeInteger(limit)) return limit;
  const expected = 'a whole number from 1: limit:10';
  complain(context, operandSpan(token), { message: `"${text}" is not a limit`, expected });
  return undefined;
}
