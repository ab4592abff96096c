import type { IToken } from 'chevrotain';
import { onceEachObject } from '../../base/lazy.ts';
import { nearest } from '../../base/nearest.ts';
import { type FilterAst, type FilterNode, partsOf } from '../ast.ts';
import { complain, type MeaningContext, operandSpan } from './context.ts';

/**
 * Maximum number of terms after saved filters are expanded. Without a limit, saved filters that use others twice could
 * grow exponentially.
 */
const MOST_TERMS = 5_000;
const MOST_NESTED = 10;

/** Reads `@name` as the saved filter's text in parentheses. Its sort and limit apply if the outer filter has none. */
export function readView(token: IToken, context: MeaningContext): FilterNode | undefined {
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
      nearest: near && `@${near}`,
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
  partsOf(node).reduce((sum, part) => sum + sizeOf(part), 1),
);
