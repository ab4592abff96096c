import type { Facts } from '../../domain/queue/facts.ts';
import type { Task } from '../../domain/task/task.ts';
import { urgency } from '../../domain/urgency/urgency.ts';
import type { Comparison, IdPart } from '../ast.ts';
import type { Attribute } from '../tables/attribute.ts';
import { attribute as attributeNamed } from '../tables/find-attribute.ts';
import { ORDER, type OrderOperation, ordered, type Test } from './compare-values.ts';
import { type CompiledNode, type CompileEnv, type Compiler, calm, valueMisfit } from './compiled.ts';

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
