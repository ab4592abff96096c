import type { IToken } from 'chevrotain';
import { resolveDate } from '../../time/index.ts';
import type { FilterNode, IdPart } from '../ast.ts';
import { Clause, PatternToken, Phrase, Stray, TagToken, ViewName } from '../grammar/tokens.ts';
import { readRegex } from '../regex.ts';
import { attribute } from '../tables/find-attribute.ts';
import { complain, type MeaningContext, operandSpan, writtenOf } from './context.ts';
import { readIdParts } from './id-parts.ts';
import { reportStray } from './messages.ts';
import { readView } from './view.ts';

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
    case Phrase:
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
