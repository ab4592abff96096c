import type { IToken } from 'chevrotain';
import { present } from '../../base/present.ts';
import type { SortKey } from '../ast.ts';
import { findAttribute } from '../tables/find-attribute.ts';
import type { AttributeType } from '../tables/types.ts';
import { complain, type MeaningContext, operandSpan } from './context.ts';

export interface Clauses {
  sort: readonly SortKey[];
  limit?: number | undefined;
}

/** Reads `sort:urgency-,due+` and `limit:10`. Each clause may occur once, at any position outside parentheses. */
export function readClauses(tokens: readonly IToken[], context: MeaningContext): Clauses {
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
