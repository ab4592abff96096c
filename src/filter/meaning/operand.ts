import { nearest } from '../../base/nearest.ts';
import { present } from '../../base/present.ts';
import { isCallerWord } from '../../domain/actor.ts';
import { toInstant } from '../../domain/instant.ts';
import { measureOf } from '../../domain/task/extra-values.ts';
import { wordsOfText } from '../../domain/task/folded-words.ts';
import { dayBounds, resolveDate, resolveDuration, worthEnglish } from '../../time/index.ts';
import type { Operand } from '../ast.ts';
import type { FilterProblem } from '../problem.ts';
import { readRegex } from '../regex.ts';
import type { Attribute } from '../tables/attribute.ts';
import { attribute as attributeNamed, takesCaller } from '../tables/find-attribute.ts';
import { type Operation, operation as operationNamed, spelling } from '../tables/operators.ts';
import { isSearch, TYPES } from '../tables/types.ts';
import { readChoice } from './choice.ts';
import type { MeaningEnv, WrittenText } from './context.ts';
import { readIdParts } from './id-parts.ts';

export interface OperandInput {
  attribute: Attribute;
  operation: Operation;
  value: WrittenText;
  /**
   * True for a comparison with an operator (`due < start`). Only then can a value be the name of another attribute,
   * except for dates.
   */
  infix: boolean;
  env: MeaningEnv;
}

type Trouble = Omit<FilterProblem, 'offset' | 'length'> & { at?: number };
export type Read = { operand: Operand } | { trouble: Trouble };

/** Reads the right side of a comparison by the rules of the attribute's type and the operation. */
export function operandMeaning(input: OperandInput): Read {
  const { attribute, operation, value } = input;
  if (attribute.type !== 'date' && attribute.type !== 'value' && hasArithmetic(input)) {
    return unfit(attribute, value.text, { at: value.text.search(/\s/) });
  }
  if (isSearch(operation)) return readSearched(input);
  if (isCaller(input)) return readCaller(input);
  const other = readAttribute(input);
  if (other) return { operand: other };
  return READERS[attribute.type](input);
}

/** Checks whether the value means the caller. In quotes, it is a text. */
function isCaller({ attribute, value }: OperandInput): boolean {
  return !value.quoted && isCallerWord(value.text) && takesCaller(attribute);
}

/** Reads the caller, who can only be equal to a value. Nothing is before or after a caller. */
function readCaller({ attribute, operation, value }: OperandInput): Read {
  if (EQUALITIES.has(operation)) return { operand: { kind: 'caller', text: '@me' } };
  return unfit(attribute, value.text, {
    message: `${attribute.name}.${spelling(operationNamed(operation))} does not take @me`,
    expected: '@me without a modifier, or with is, isnt or not',
  });
}

const EQUALITIES: ReadonlySet<Operation> = new Set(['matches', 'is', 'not', 'isnt']);

const READERS: Record<Attribute['type'], (input: OperandInput) => Read> = {
  text: ({ value: { text } }) => ({ operand: { kind: 'text', text } }),
  choice: ({ attribute, value }) => readChoice(attribute, value.text),
  date: readDate,
  number: readNumber,
  urgency: readNumber,
  duration: readLength,
  set: readSet,
  value: readValue,
  reference: readReference,
  author: readAuthor,
  words: readWords,
  flag: readFlag,
};

/**
 * Checks whether the value contains date arithmetic such as ` + 3d`. The tokenizer accepts this for every attribute,
 * but only dates support it.
 */
function hasArithmetic({ value, infix }: OperandInput): boolean {
  return infix && !value.quoted && /\s/.test(value.text);
}

function readSearched(input: OperandInput): Read {
  const { attribute, operation, value } = input;
  if (operation === 'like' || operation === 'unlike') {
    const regex = readRegex(value.text);
    return regex.ok ? { operand: { kind: 'text', text: value.text } } : { trouble: regex.trouble };
  }
  const isMember = operation === 'has' || operation === 'hasnt';
  if (attribute.type === 'reference' && isMember && !PART_OF_UUID.test(value.text)) return readReference(input);
  if (attribute.type === 'set' && attribute.matching === 'whole' && isMember) return readSet(input);
  return { operand: { kind: 'text', text: value.text } };
}

/** Matches hexadecimal text that is too short for a uuid prefix and no number. Uuids may contain it. */
const PART_OF_UUID = /^(?=.*[a-f])[0-9a-f]{1,7}$/;

const OF_TASK = /^(\d+)\.(\w+)$/;

/** Reads an attribute's name as a value: `scheduled`, `12.due`. Only dates allow this without an operator. */
function readAttribute({ attribute, value, infix }: OperandInput): Operand | undefined {
  if (value.quoted || !(infix || attribute.type === 'date')) return undefined;
  const ofTask = OF_TASK.exec(value.text);
  const other = attributeNamed(ofTask?.[2] ?? value.text);
  if (!other?.taskwarrior || !comparable(attribute, other)) return undefined;
  const task = ofTask ? Number(ofTask[1]) : undefined;
  return { kind: 'attribute', text: value.text, attribute: other.name, task };
}

const COMPARED_AS: Partial<Record<Attribute['type'], string>> = {
  text: 'text',
  choice: 'text',
  date: 'date',
  number: 'number',
  urgency: 'number',
};

export function comparable(a: Attribute, b: Attribute): boolean {
  const as = COMPARED_AS[a.type];
  return as !== undefined && as === COMPARED_AS[b.type];
}

function readDate({ value: { text }, env }: OperandInput): Read {
  const date = resolveDate(text, env.clock, env.english);
  if (!date.ok) {
    const { message, expected, offset, nearest: near, means } = date;
    const english = env.english === undefined && worthEnglish(text);
    return {
      trouble: {
        message,
        expected,
        ...present({ nearest: near, hint: means && `It is ${means}.`, at: offset }),
        ...(english ? { mayBeEnglish: true as const } : {}),
      },
    };
  }
  const day = dayBounds(date.at, env.clock.zone);
  const moment = {
    at: toInstant(date.at),
    dayStart: toInstant(day.start),
    dayEnd: toInstant(day.end),
    reading: date.reading,
  };
  return { operand: { kind: 'date', text, moment } };
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;

function readNumber({ attribute, operation, value: { text } }: OperandInput): Read {
  if (attribute.name === 'id' && EQUALITIES.has(operation)) {
    if (/^0+$/.test(text)) return { operand: { kind: 'nothing' } };
    const parts = readIdParts(text);
    if (parts && !parts.some((part) => 'uuid' in part)) return { operand: { kind: 'ids', text, parts } };
  }
  return NUMBER.test(text) ? { operand: { kind: 'number', text, value: Number(text) } } : unfit(attribute, text);
}

function readLength({ attribute, value: { text } }: OperandInput): Read {
  const duration = resolveDuration(text);
  if (duration.ok) return { operand: { kind: 'duration', text, ms: duration.ms } };
  return unfit(attribute, text, { nearest: duration.nearest });
}

function readSet({ attribute, value: { text } }: OperandInput): Read {
  if (attribute.type !== 'set') throw new TypeError('not a set');
  const items = attribute.lists ? text.split(',') : [text];
  if (attribute.lists && items.includes(''))
    return unfit(attribute, text, { expected: 'names separated by single commas' });
  const { elements } = attribute;
  if (!elements) return { operand: { kind: 'list', text, items } };
  const spelled = items.map((item) => elements.spell(item));
  const wrong = items.find((_, i) => spelled[i] === undefined);
  if (wrong === undefined) return { operand: { kind: 'list', text, items: spelled as string[] } };
  return unfit(attribute, wrong, {
    message: `${attribute.name} takes ${elements.noun}, not "${wrong}"`,
    expected: elements.expected,
    ...present({ nearest: nearest(wrong, elements.known ?? []) }),
  });
}

/** Reads a number, a date or a text. An exact comparison (`is`) is always one of texts. */
function readValue(input: OperandInput): Read {
  const { attribute, operation, value, env } = input;
  const { text } = value;
  const exact = operation === 'is' || operation === 'isnt';
  const measure = exact ? undefined : measureOf(text, env.clock.zone);
  if (measure && 'number' in measure) return { operand: { kind: 'number', text, value: measure.number } };
  const date = exact ? undefined : readDate(input);
  if (date && 'operand' in date) return date;
  return hasArithmetic(input) ? unfit(attribute, text, { at: text.search(/\s/) }) : { operand: { kind: 'text', text } };
}

function readReference({ attribute, value: { text }, env }: OperandInput): Read {
  const parts = readIdParts(text, env.named);
  return parts ? { operand: { kind: 'ids', text, parts } } : unfit(attribute, text);
}

function readWords({ attribute, value: { text } }: OperandInput): Read {
  if (wordsOfText(text).length > 0) return { operand: { kind: 'text', text } };
  return unfit(attribute, text, { expected: 'letters or digits' });
}

/** Reads an author. A date means the attribute with the task's date, because other programs call that one `created`. */
function readAuthor({ attribute, operation, value: { text }, env }: OperandInput): Read {
  if (attribute.type !== 'author') throw new TypeError('not an author');
  if (!resolveDate(text, env.clock).ok) return { operand: { kind: 'text', text } };
  const modifier = operation === 'matches' ? '' : `.${spelling(operationNamed(operation))}`;
  return unfit(attribute, text, { nearest: `${attribute.date}${modifier}:${text}` });
}

const FLAGS = new Map([
  ['yes', 'yes'],
  ['true', 'yes'],
  ['no', 'no'],
  ['false', 'no'],
]);

function readFlag({ attribute, value: { text } }: OperandInput): Read {
  const flag = FLAGS.get(text);
  return flag === undefined ? unfit(attribute, text) : { operand: { kind: 'text', text: flag } };
}

function unfit(attribute: Attribute, text: string, more: Partial<Trouble> = {}): Read {
  const { noun, expected } = TYPES[attribute.type];
  return { trouble: { message: `${attribute.name} takes ${noun}, not "${text}"`, expected, ...more } };
}
