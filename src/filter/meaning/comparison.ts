import type { IToken } from 'chevrotain';
import { ownProperty } from '../../base/own-property.ts';
import { FIELD_WORDS } from '../../domain/fields/words-elsewhere.ts';
import { folded } from '../../domain/task/extra-values.ts';
import type { FilterNode, TextSpan } from '../ast.ts';
import type { Attribute } from '../tables/attribute.ts';
import { ATTRIBUTES } from '../tables/attributes.ts';
import { EXTRA, attribute as exactly, findAttribute } from '../tables/find-attribute.ts';
import {
  MODIFIERS,
  nearestModifier,
  type OperationRow,
  operation as operationNamed,
  operationOfModifier,
  operationOfSymbol,
  spelling,
} from '../tables/operators.ts';
import { TYPES } from '../tables/types.ts';
import { complain, type MeaningContext, operandSpan, type WrittenText, writtenOf } from './context.ts';
import { operandMeaning } from './operand.ts';

interface Comparing {
  attribute: Attribute;
  operation: OperationRow;
  written: WrittenText | undefined;
  infix: boolean;
  /** Span of the complete term. */
  span: TextSpan;
  /** Span of the value. If the value is missing, the span of its expected position. */
  valueSpan: TextSpan;
}

/** Reads `due.before:tomorrow`. */
export function readPair(
  { head, value }: { head: IToken; value: IToken | undefined },
  context: MeaningContext,
): FilterNode | undefined {
  if (value && refusePresence(head, value, context)) return undefined;
  const named = readHead(head, head.image.slice(0, -1), context);
  const written = value && writtenOf(value, context);
  if (!named || (value && !written)) return undefined;
  const end = value ? value.startOffset + value.image.length : head.startOffset + head.image.length;
  return compare(
    {
      ...named,
      written,
      infix: false,
      span: { offset: head.startOffset, length: end - head.startOffset },
      valueSpan: value ? operandSpan(value) : { offset: end, length: 0 },
    },
    context,
  );
}

/** Words of GitHub and others for tasks with or without a field, with the modifier. */
const PRESENCE: Readonly<Record<string, string>> = { no: 'none', without: 'none', missing: 'none', has: 'any' };

/** Complains about `no:project`, and suggests `project.none:`. @returns whether it has complained */
function refusePresence(head: IToken, value: IToken, context: MeaningContext): boolean {
  const name = head.image.slice(0, -1);
  const modifier = ownProperty(PRESENCE, name.toLowerCase());
  const field = ownProperty(FIELD_WORDS, value.image) ?? value.image;
  const found = modifier === undefined ? undefined : findAttribute(field).found?.name;
  if (found === undefined) return false;
  complain(
    context,
    { offset: head.startOffset, length: value.startOffset + value.image.length - head.startOffset },
    {
      message: `no attribute is called "${name}"`,
      expected: `${found}.${modifier}:`,
      nearest: `${found}.${modifier}:`,
    },
  );
  return true;
}

/** Reads `due < tomorrow`. */
export function readInfix(
  { head, operator, value }: { head: IToken; operator: IToken; value: IToken },
  context: MeaningContext,
): FilterNode | undefined {
  const named = readHead(head, head.image, context);
  const written = writtenOf(value, context);
  if (!named || !written) return undefined;
  if (named.operation.name !== 'matches') {
    const message = `"${head.image}" has a modifier, and "${operator.image}" follows`;
    complain(context, operandSpan(head), { message, expected: 'either a modifier with ":" or an operator' });
    return undefined;
  }
  const length = value.startOffset + value.image.length - head.startOffset;
  const span = { offset: head.startOffset, length };
  const { attribute } = named;
  if (operator.image.startsWith('_')) return readHasTag(attribute, operator, written, span, context);
  const operation = operationOfSymbol(operator.image)!;
  return compare({ attribute, operation, written, infix: true, span, valueSpan: operandSpan(value) }, context);
}

/** Reads Taskwarrior's internal operators: `tags _hastag_ x` as `+x`, and `tags _notag_ x` as `-x`. */
function readHasTag(
  attribute: Attribute,
  operator: IToken,
  written: WrittenText,
  span: TextSpan,
  context: MeaningContext,
): FilterNode | undefined {
  if (attribute.name === 'tags') return { kind: 'tag', name: written.text, has: operator.image === '_hastag_', span };
  complain(context, operandSpan(operator), {
    message: `"${operator.image}" is for tags only`,
    expected: 'tags before it',
  });
  return undefined;
}

/** Reads an attribute with its modifier: `due.before`, `annotations.count`. */
function readHead(
  head: IToken,
  text: string,
  context: MeaningContext,
): Pick<Comparing, 'attribute' | 'operation'> | undefined {
  const [name = '', ...rest] = text.split('.');
  if (findAttribute(name).found?.name === 'extra' && fieldIn(rest).length > 0)
    return readExtra(name, rest, head, context);
  const dotted = rest.length > 0 && name !== 'extra' ? exactly(`${name}.${rest[0]}`) : undefined;
  const attribute = dotted ?? findName(name, head, context);
  const modifiers = dotted ? rest.slice(1) : rest;
  const operation = readModifiers(modifiers, dotted ? dotted.name.length : name.length, head, context);
  return attribute && operation && { attribute, operation };
}

/** Returns the names of a field after `extra.`, without the modifier after them. A field can have a modifier's name. */
function fieldIn(rest: readonly string[]): readonly string[] {
  const last = rest.at(-1) ?? '';
  if (rest.includes('')) return [];
  return operationOfModifier(last) ? rest.slice(0, -1) : rest;
}

/** Reads a field of another tool with its modifier: `extra.severity`, `extra.planning.risk.has`. */
function readExtra(
  short: string,
  rest: readonly string[],
  head: IToken,
  context: MeaningContext,
): Pick<Comparing, 'attribute' | 'operation'> | undefined {
  const field = fieldIn(rest).join('.');
  const operation = readModifiers(rest.slice(fieldIn(rest).length), short.length + 1 + field.length, head, context);
  return operation && { attribute: exactly(`${EXTRA}${folded(field)}`)!, operation };
}

function findName(name: string, head: IToken, context: MeaningContext): Attribute | undefined {
  const looked = findAttribute(name);
  if (looked.found) return looked.found;
  const several = looked.candidates.length > 1;
  complain(
    context,
    { offset: head.startOffset, length: Math.max(1, name.length) },
    {
      message: several ? `"${name}" is short for several attributes` : `no attribute is called "${name}"`,
      expected: several
        ? `one of ${looked.candidates.join(', ')}`
        : `one of ${ATTRIBUTES.map((row) => row.name).join(', ')}`,
      nearest: several ? undefined : looked.nearest,
      ...(several || looked.nearest ? {} : { hint: 'to search for this text, put it in quotes' }),
    },
  );
  return undefined;
}

function readModifiers(
  modifiers: readonly string[],
  at: number,
  head: IToken,
  context: MeaningContext,
): OperationRow | undefined {
  const [modifier = '', second] = modifiers;
  const operation = operationOfModifier(modifier);
  const offset = head.startOffset + at + 1;
  if (second !== undefined && modifier !== '') {
    const span = { offset: offset + modifier.length + 1, length: Math.max(1, second.length) };
    complain(context, span, { message: `a second modifier, "${second}"`, expected: 'one modifier' });
    return undefined;
  }
  if (operation && (modifier !== '' || modifiers.length === 0)) return operation;
  complain(
    context,
    { offset, length: Math.max(1, modifier.length) },
    {
      message: modifier === '' ? 'a modifier is missing' : `no modifier is called "${modifier}"`,
      expected: `one of ${MODIFIERS.join(', ')}`,
      nearest: nearestModifier(modifier),
    },
  );
  return undefined;
}

function compare(comparing: Comparing, context: MeaningContext): FilterNode | undefined {
  const { attribute, operation, written, infix, span, valueSpan } = comparing;
  if (!TYPES[attribute.type].operations.includes(operation.name)) return refuseOperation(comparing, context);
  const node = { kind: 'compare', attribute: attribute.name, operation: operation.name, span } as const;
  if (isEmpty(comparing)) {
    if (operation.value !== 'required' && attribute.type !== 'words') return { ...node, operand: { kind: 'nothing' } };
    const expected = TYPES[attribute.type].expected;
    complain(context, valueSpan, {
      message: `a value is missing after "${context.source.slice(span.offset, valueSpan.offset).trimEnd()}"`,
      expected,
    });
    return undefined;
  }
  if (operation.value === 'refused') {
    complain(context, valueSpan, { message: `"${operation.name}" takes no value`, expected: 'nothing after the ":"' });
    return undefined;
  }
  const read = operandMeaning({ attribute, operation: operation.name, value: written!, infix, env: context.env });
  if ('operand' in read) return { ...node, operand: read.operand };
  const { at = 0, ...trouble } = read.trouble;
  const into = written!.quoted ? 0 : Math.min(at, valueSpan.length - 1);
  complain(context, { offset: valueSpan.offset + into, length: valueSpan.length - into }, trouble);
  return undefined;
}

/**
 * Checks whether the value is missing. For a ranked attribute, an explicit empty value (`''`) isn't missing: it means
 * the lowest rank, "none".
 */
function isEmpty({ attribute, operation, written }: Comparing): boolean {
  if (!written) return true;
  const ranked = attribute.type === 'choice' && attribute.ranked && operation.value === 'required';
  return written.text === '' && !ranked;
}

function refuseOperation({ attribute, operation, written, span }: Comparing, context: MeaningContext): undefined {
  const type = TYPES[attribute.type];
  const names = type.operations.map((name) => spelling(operationNamed(name)));
  const isAboutDate = attribute.type === 'author' && TYPES.date.operations.includes(operation.name);
  complain(context, span, {
    message: `${attribute.name} is ${type.noun}, which "${spelling(operation)}" does not apply to`,
    expected: `one of ${names.join(', ')}`,
    ...(isAboutDate ? { nearest: `${attribute.date}.${spelling(operation)}:${written?.text ?? ''}` } : {}),
  });
  return undefined;
}
