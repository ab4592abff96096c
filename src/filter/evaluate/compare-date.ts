import { fromInstant, type Instant, toInstant } from '../../domain/instant.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import type { Task } from '../../domain/task/task.ts';
import { dayBounds } from '../../time/index.ts';
import type { Comparison } from '../ast.ts';
import { attribute as attributeNamed } from '../tables/find-attribute.ts';
import { type OrderOperation, ordered, type Test } from './compare-values.ts';
import { type Compiler, calm, valueMisfit } from './compiled.ts';

/** Compiles a comparison of dates. A task without the attribute fails it. Instants are compared as text. */
export const compileDate: Compiler<'date'> = (attribute, node) => {
  const { operation, operand } = node;
  const { read } = attribute;
  if (operand.kind === 'nothing') return calm((task, facts) => read(task, facts) === undefined);
  if (operand.kind === 'attribute') return calm(againstAttribute(read, node));
  if (operand.kind !== 'date') return valueMisfit(node);
  const { at, dayStart, dayEnd } = operand.moment;
  if (operation === 'is') return calm((task, facts) => read(task, facts) === at);
  if (operation !== 'matches') return calm(ordered(operation as OrderOperation, read, at));
  return calm((task, facts) => {
    const value = read(task, facts);
    return value !== undefined && value >= dayStart && value < dayEnd;
  });
};

type Read = (task: Task, facts: Facts) => Instant | undefined;

/** Compares two attributes: `due.after:scheduled`, `due < 12.due`. Two absent dates are equal. */
function againstAttribute(read: Read, node: Comparison): Test {
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
