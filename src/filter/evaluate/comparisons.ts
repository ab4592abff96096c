import { onceEach, onceEachObject } from '../../base/lazy.ts';
import { type Actor, formatActor, isAuthorNamed } from '../../domain/actor.ts';
import { fromInstant, type Instant, toInstant } from '../../domain/instant.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import { measureOf } from '../../domain/task/extra-values.ts';
import type { Task } from '../../domain/task/task.ts';
import { urgency } from '../../domain/urgency/urgency.ts';
import { dayBounds } from '../../time/index.ts';
import type { Comparison, IdPart, Operand } from '../ast.ts';
import type { Attribute } from '../tables/attribute.ts';
import { attribute as attributeNamed } from '../tables/find-attribute.ts';
import type { Operation } from '../tables/operators.ts';
import { isSearch } from '../tables/types.ts';
import { compareText, ORDER, type OrderOperation, ordered, type Test } from './compare-values.ts';
import { type CompiledNode, type CompileEnv, type Compiler, calm, valueMisfit } from './compiled.ts';
import { textSearch } from './search.ts';

/**
 * Compiles a comparison with a field of another tool. The operand decides: a number is compared with numbers, a date
 * with dates, another text with all values. One value of a list is enough, but `is` wants it alone.
 */
export const compileValue: Compiler<'value'> = ({ read }, node) => {
  const { operation, operand } = node;
  if (operand.kind === 'nothing') return calm((task) => read(task).length === 0);
  if (operand.kind !== 'text' && operand.kind !== 'number' && operand.kind !== 'date') return valueMisfit(node);
  if (isSearch(operation)) {
    const { test, risky } = textSearch(operation, operand);
    return { test: (task) => read(task).some(test), risky };
  }
  if (operation === 'is') {
    return calm((task) => {
      const texts = read(task);
      return texts.length > 0 && texts.every((text) => text === operand.text);
    });
  }
  const fits = fitting(operation, operand);
  return calm((task, facts) => read(task).some((text) => fits(text, facts)));
};

type Fits = (text: string, facts: Facts) => boolean;

function fitting(operation: Operation, operand: Extract<Operand, { kind: 'text' | 'number' | 'date' }>): Fits {
  const { text: sought } = operand;
  const holds = operation === 'matches' ? undefined : ORDER[operation as OrderOperation];
  if (operand.kind === 'text') return (text) => (holds ? holds(compareText(text, sought)) : text === sought);
  const measure = onceEach((zone: string) => onceEach((value: string) => measureOf(value, zone)));
  if (operand.kind === 'number') {
    const same = holds ?? ((sign: number) => sign === 0);
    return (text, facts) => {
      const value = measure(facts.zone)(text);
      return value !== undefined && 'number' in value && same(value.number - operand.value);
    };
  }
  const [at, start, end] = [operand.moment.at, operand.moment.dayStart, operand.moment.dayEnd].map(fromInstant) as [
    number,
    number,
    number,
  ];
  return (text, facts) => {
    const value = measure(facts.zone)(text);
    if (value === undefined || 'number' in value) return !holds && text === sought;
    return holds ? holds(value.date - at) : value.date >= start && value.date < end;
  };
}

type Read = (task: Task, facts: Facts) => number | undefined;

export const compileNumber: Compiler<'number'> = (attribute, node, env) => compileRead(attribute.read, node, env);

export const compileUrgency: Compiler<'urgency'> = (attribute, node, env) =>
  compileRead(reader(attribute, env), node, env);

function compileRead(read: Read, node: Comparison, env: CompileEnv): CompiledNode {
  const { operation, operand } = node;
  if (operand.kind === 'nothing') return calm((task, facts) => read(task, facts) === undefined);
  if (operand.kind === 'attribute') return calm(againstAttribute(read, node, env));
  if (operand.kind === 'ids') return calm(withinRanges(read, operand.parts));
  if (operand.kind !== 'number') return valueMisfit(node);
  const { value } = operand;
  if (operation === 'matches' || operation === 'is') return calm((task, facts) => read(task, facts) === value);
  return calm(ordered(operation as OrderOperation, read, value));
}

/** Returns a function that reads a number from a task. Urgency uses the filter's coefficients. */
function reader(attribute: Attribute, { coefficients }: CompileEnv): Read {
  if (attribute.type === 'urgency') return (task, facts) => urgency(task, facts, coefficients);
  if (attribute.type === 'number') return attribute.read;
  throw new TypeError(`${attribute.name} is not a number`);
}

function withinRanges(read: Read, parts: readonly IdPart[]): Test {
  return (task, facts) => {
    const value = read(task, facts);
    return value !== undefined && parts.some((part) => 'from' in part && value >= part.from && value <= part.to);
  };
}

function againstAttribute(read: Read, node: Comparison, env: CompileEnv): Test {
  if (node.operand.kind !== 'attribute') return valueMisfit(node);
  const { attribute, task: id } = node.operand;
  const readOther = reader(attributeNamed(attribute)!, env);
  const equal = node.operation === 'matches' || node.operation === 'is';
  const holds = equal ? (sign: number) => sign === 0 : ORDER[node.operation as OrderOperation];
  return (task, facts) => {
    const of = id === undefined ? task : facts.queue.byId(id);
    const [a, b] = [read(task, facts), of && readOther(of, facts)];
    return a === undefined || b === undefined ? equal && a === b : holds(a - b);
  };
}

/** Compiles a comparison with an author. A task whose author is unknown fails it. */
export const compileAuthor: Compiler<'author'> = ({ read }, node, { caller }) => {
  const { operation, operand } = node;
  if (operand.kind === 'nothing') return calm((task, facts) => read(task, facts) === undefined);
  if (operand.kind === 'caller')
    return calm((task, facts) => {
      const actor = read(task, facts);
      return actor !== undefined && actor.kind === caller?.actor.kind && actor.name === caller.actor.name;
    });
  if (operand.kind !== 'text') return valueMisfit(node);
  const { text } = operand;
  const { test, risky } = isSearch(operation)
    ? onText(textSearch(operation, operand))
    : { test: operation === 'is' ? isExactly(text) : (actor: Actor) => isAuthorNamed(actor, text), risky: false };
  const fits = onceEachObject(test);
  return {
    test: (task, facts) => {
      const actor = read(task, facts);
      return actor !== undefined && fits(actor);
    },
    risky,
  };
};

function isExactly(text: string): (actor: Actor) => boolean {
  return (actor) => text === formatActor(actor) || text === `${actor.kind}:${actor.name}`;
}

function onText({
  test,
  risky,
}: ReturnType<typeof textSearch>): { test: (actor: Actor) => boolean } & Pick<CompiledNode, 'risky'> {
  return { test: (actor) => test(formatActor(actor)), risky };
}

/** Compiles a comparison of dates. A task without the attribute fails it. Instants are compared as text. */
export const compileDate: Compiler<'date'> = (attribute, node) => {
  const { operation, operand } = node;
  const { read } = attribute;
  if (operand.kind === 'nothing') return calm((task, facts) => read(task, facts) === undefined);
  if (operand.kind === 'attribute') return calm(againstDate(read, node));
  if (operand.kind !== 'date') return valueMisfit(node);
  const { at, dayStart, dayEnd } = operand.moment;
  if (operation === 'is') return calm((task, facts) => read(task, facts) === at);
  if (operation !== 'matches') return calm(ordered(operation as OrderOperation, read, at));
  return calm((task, facts) => {
    const value = read(task, facts);
    return value !== undefined && value >= dayStart && value < dayEnd;
  });
};

type ReadDate = (task: Task, facts: Facts) => Instant | undefined;

/** Compares two attributes: `due.after:scheduled`, `due < 12.due`. Two absent dates are equal. */
function againstDate(read: ReadDate, node: Comparison): Test {
  if (node.operand.kind !== 'attribute') return valueMisfit(node);
  const { attribute, task: id } = node.operand;
  const other = attributeNamed(attribute);
  if (other?.type !== 'date') return valueMisfit(node);
  const equal = node.operation === 'matches' || node.operation === 'is';
  const holds = PAIRS[node.operation as keyof typeof PAIRS];
  return (task, facts) => {
    const of = id === undefined ? task : facts.queue.byId(id);
    const [a, b] = [read(task, facts), of && other.read(of, facts)];
    return a === undefined || b === undefined ? equal && a === b : holds(a, b, facts);
  };
}

type Holds = (a: Instant, b: Instant, facts: Facts) => boolean;

const PAIRS: Readonly<Record<'matches' | 'is' | OrderOperation, Holds>> = {
  matches: (a, b, facts) => dayOf(a, facts) === dayOf(b, facts),
  is: (a, b) => a === b,
  before: (a, b) => a < b,
  after: (a, b) => a > b,
  by: (a, b) => a <= b,
  from: (a, b) => a >= b,
};

function dayOf(instant: Instant, facts: Facts): Instant {
  return toInstant(dayBounds(fromInstant(instant), facts.zone).start);
}
