import type { IToken } from 'chevrotain';
import { onceEachObject } from '../../base/lazy.ts';
import { nearest } from '../../base/nearest.ts';
import { resolveDate } from '../../time/index.ts';
import { clausesOf, type FilterAst, type FilterNode, type IdPart } from '../ast.ts';
import { Clause, PatternToken, PhraseToken, Stray, TagToken, ViewName } from '../grammar/tokens.ts';
import { readRegex } from '../regex.ts';
import { attribute } from '../tables/find-attribute.ts';
import { complain, type MeaningContext, operandSpan, writtenOf } from './context.ts';
import { readIdParts } from './id-parts.ts';
import { reportStray } from './messages.ts';

/** Reads adjacent ids as a union. */
export function readIds(tokens: readonly IToken[]): FilterNode | undefined {
  const [first] = tokens;
  const last = tokens.at(-1);
  if (!first || !last) return undefined;
  const parts: IdPart[] = tokens.flatMap((token) => readIdParts(token.image) ?? []);
  const offset = first.startOffset;
  return { kind: 'ids', parts, span: { offset, length: last.startOffset + last.image.length - offset } };
}

export function readLeaf(token: IToken, context: MeaningContext): FilterNode | undefined {
  switch (token.tokenType) {
    case TagToken:
      return { kind: 'tag', name: token.image.slice(1), has: token.image[0] === '+', span: operandSpan(token) };
    case PhraseToken:
      return readPhrase(token, context);
    case PatternToken:
      return readPattern(token, context);
    case ViewName:
      return readView(token, context);
    case Clause:
      complain(context, operandSpan(token), {
        message: `"${token.image}" is inside parentheses`,
        expected: 'it outside the parentheses',
      });
      return undefined;
    case Stray:
      reportStray(token, context);
      return undefined;
    default:
      return readWord(token, context);
  }
}

function readPhrase(token: IToken, context: MeaningContext): FilterNode | undefined {
  const written = writtenOf(token, context);
  if (written?.text === '') {
    complain(context, operandSpan(token), { message: 'the phrase is empty', expected: 'text between the quotes' });
    return undefined;
  }
  return written && { kind: 'text', text: written.text, span: operandSpan(token) };
}

function readPattern(token: IToken, context: MeaningContext): FilterNode | undefined {
  const caseless = token.image.endsWith('i');
  const source = token.image.slice(1, caseless ? -2 : -1).replace(/\\\//g, '/');
  const regex = readRegex(source, caseless);
  if (regex.ok) return { kind: 'pattern', source, ...(caseless ? { caseless } : {}), span: operandSpan(token) };
  complain(context, operandSpan(token), regex.trouble);
  return undefined;
}

/**
 * Reads a word. An attribute's name selects tasks that have the attribute, an id of another tool its task. Any other word
 * is searched in texts.
 */
function readWord(token: IToken, context: MeaningContext): FilterNode | undefined {
  const span = operandSpan(token);
  const text = token.image;
  const named = attribute(text);
  if (named?.taskwarrior)
    return { kind: 'compare', attribute: named.name, operation: 'any', operand: { kind: 'nothing' }, span };
  const parts = context.env.named && readIdParts(text, context.env.named);
  if (parts) return { kind: 'ids', parts, span };
  if (/^\w+[+-]\d/.test(text) && resolveDate(text, context.env.clock).ok) {
    complain(context, span, {
      message: `"${text}" is a date without an attribute`,
      expected: 'an attribute before it: due.before:…',
      hint: 'to search for this text, put it in quotes',
    });
    return undefined;
  }
  return { kind: 'text', text, span };
}

/**
 * Maximum number of terms after saved filters are expanded. Without a limit, saved filters that use others twice could
 * grow exponentially.
 */
const MOST_TERMS = 5_000;
const MOST_NESTED = 10;

/** Reads `@name` as the saved filter's text in parentheses. Its sort and limit apply if the outer filter has none. */
function readView(token: IToken, context: MeaningContext): FilterNode | undefined {
  const name = token.image.slice(1);
  const body = bodyOf(name, token, context);
  if (!body) return undefined;
  if (sizeOf(body.where) > MOST_TERMS) {
    complain(context, operandSpan(token), {
      message: `saved filter "@${name}" expands to more than ${MOST_TERMS} terms`,
      expected: 'a smaller saved filter',
    });
    return undefined;
  }
  return { kind: 'view', name, body, span: operandSpan(token) };
}

function bodyOf(name: string, token: IToken, context: MeaningContext): FilterAst | undefined {
  if (context.path.includes(name)) {
    const circle = [...context.path.slice(context.path.indexOf(name)), name].map((view) => `@${view}`).join(' uses ');
    complain(context, operandSpan(token), {
      message: `a saved filter uses itself: ${circle}`,
      expected: 'saved filters without a cycle',
    });
    return undefined;
  }
  if (context.path.length >= MOST_NESTED) {
    complain(context, operandSpan(token), {
      message: `saved filters are nested deeper than ${MOST_NESTED} levels`,
      expected: 'fewer saved filters inside each other',
    });
    return undefined;
  }
  if (!context.read.has(name)) context.read.set(name, readBody(name, token, context));
  return context.read.get(name);
}

function readBody(name: string, token: IToken, context: MeaningContext): FilterAst | undefined {
  const source = context.env.views?.(name);
  if (source === undefined) {
    const near = nearest(name, context.env.viewNames?.() ?? []);
    complain(context, operandSpan(token), {
      message: `no saved filter is called "@${name}"`,
      expected: 'the name of a saved filter',
      nearest: near ? `@${near}` : `agent:${name}`,
      hint: `for the tasks of an agent or a person, write agent:${name}; to search for this text, put it in quotes`,
    });
    return undefined;
  }
  const inner: MeaningContext = { ...context, source, problems: [], path: [...context.path, name] };
  const body = context.readFilter(inner);
  const [problem] = inner.problems;
  if (!problem) return body;
  complain(context, operandSpan(token), {
    message: `saved filter "@${name}" is invalid: ${problem.message}`,
    expected: problem.expected,
    nearest: problem.nearest,
  });
  return undefined;
}

/** Counts the terms of a tree, including those of saved filters. A saved filter counts once for each use. */
const sizeOf: (node: FilterNode) => number = onceEachObject((node) =>
  clausesOf(node).reduce((sum, part) => sum + sizeOf(part), 1),
);
