import { mentioning } from '../../base/long-list.ts';
import type { Matching } from '../../domain/fields/row.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import type { Task } from '../../domain/task/task.ts';
import { resolveDuration } from '../../time/index.ts';
import type { Comparison } from '../ast.ts';
import { attribute as attributeNamed } from '../tables/find-attribute.ts';
import { isSearch } from '../tables/types.ts';
import { compareText, ORDER, type OrderOperation, ordered, type Test } from './compare-values.ts';
import { type AttributeOf, type CompiledNode, type Compiler, callerValues, calm, valueMisfit } from './compiled.ts';
import { matcher, textSearch } from './search.ts';

type Read = (task: Task, facts: Facts) => string | undefined;

export const compileText: Compiler<'text'> = (attribute, node, env) => {
  const { operation, operand } = node;
  const { read } = attribute;
  if (isSearch(operation)) return compileSearch(attribute, node);
  if (operand.kind === 'nothing') return calm((task, facts) => !read(task, facts));
  if (operand.kind === 'attribute') return calm(againstAttribute(read, attribute.matching, node));
  if (operand.kind === 'caller') {
    const names = callerValues(attribute, env);
    return calm((task, facts) => names.includes(read(task, facts) ?? ''));
  }
  if (operand.kind !== 'text') return valueMisfit(node);
  const sought = attribute.name === 'uuid' ? operand.text.toLowerCase() : operand.text;
  if (operation === 'is') return calm((task, facts) => read(task, facts) === sought);
  if (operation !== 'matches') return calm(orderedText(read, operation as OrderOperation, sought));
  const accepts = matcher(attribute.matching, sought);
  return calm((task, facts) => {
    const value = read(task, facts);
    return value !== undefined && accepts(value);
  });
};

/** Compiles a search in the attribute's text. If the attribute has `alsoIn`, the search includes these texts. */
function compileSearch({ read, alsoIn }: Pick<AttributeOf<'text'>, 'read' | 'alsoIn'>, node: Comparison): CompiledNode {
  if (node.operand.kind !== 'text') return valueMisfit(node);
  const { test: found, risky, contained } = textSearch(node.operation, node.operand);
  const test: Test = (task, facts) => {
    const value = read(task, facts);
    if (value !== undefined && found(value)) return true;
    const others = alsoIn?.(task) ?? [];
    return (contained === undefined ? others : mentioning(others, contained)).some((other) => found(other.text));
  };
  return { test, risky };
}

/** Compiles an order comparison of texts. An absent or empty text fails every comparison. */
function orderedText(read: Read, operation: OrderOperation, sought: string): Test {
  const holds = ORDER[operation];
  return (task, facts) => {
    const value = read(task, facts);
    return value !== undefined && value !== '' && holds(compareText(value, sought));
  };
}

/** Compiles a comparison of two attributes. Two absent values are equal, and neither is before or after the other. */
function againstAttribute(read: Read, matching: Matching, node: Comparison): Test {
  const { operation } = node;
  const readOther = otherText(node);
  if (operation === 'matches' || operation === 'is') {
    return (task, facts) => {
      const value = read(task, facts) ?? '';
      const other = readOther(task, facts) ?? '';
      return operation === 'is' || other === '' ? value === other : matcher(matching, other)(value);
    };
  }
  const holds = ORDER[operation as OrderOperation];
  return (task, facts) => {
    const value = read(task, facts) ?? '';
    const other = readOther(task, facts) ?? '';
    return value !== '' && other !== '' && holds(compareText(value, other));
  };
}

function otherText(node: Comparison): Read {
  if (node.operand.kind !== 'attribute') return valueMisfit(node);
  const { attribute, task: id } = node.operand;
  const other = attributeNamed(attribute);
  if (other?.type !== 'text' && other?.type !== 'choice') return valueMisfit(node);
  return (task, facts) => {
    const of = id === undefined ? task : facts.queue.byId(id);
    return of && other.read(of, facts);
  };
}

export const compileChoice: Compiler<'choice'> = (attribute, node, env) => {
  const { read, values, ranked } = attribute;
  const { operation, operand } = node;
  const isOrder = operation === 'before' || operation === 'after' || operation === 'by' || operation === 'from';
  const rank = (value: string | undefined) => (value ? values.length - values.indexOf(value) : 0);
  if (ranked && isOrder && operand.kind === 'text') {
    return calm(ordered(operation, (task, facts) => rank(read(task, facts)), rank(operand.text)));
  }
  if (ranked && isOrder && operand.kind === 'attribute' && operand.attribute === attribute.name) {
    const readOther = otherText(node);
    const holds = ORDER[operation];
    return calm((task, facts) => holds(rank(read(task, facts)) - rank(readOther(task, facts))));
  }
  return compileText({ ...attribute, type: 'text', matching: 'whole' }, node, env);
};

/** Compiles a search for words. It uses the full-text index. */
export const compileWords: Compiler<'words'> = (_, node) => {
  if (node.operand.kind !== 'text') return valueMisfit(node);
  const { text } = node.operand;
  return calm((task, facts) => facts.withText(text).has(task.uuid));
};

/**
 * Compiles a comparison of durations. It compares lengths in seconds, so `weekly`, `7d` and `P1W` are equal. Text
 * operations use the stored text.
 */
export const compileDuration: Compiler<'duration'> = (attribute, node, env) => {
  const { operation, operand } = node;
  if (operand.kind !== 'duration') return compileText({ ...attribute, type: 'text', matching: 'whole' }, node, env);
  const lengths = new Map<string, number | undefined>();
  const lengthOf = (task: Task) => {
    const text = attribute.read(task);
    if (text === undefined) return undefined;
    if (!lengths.has(text)) lengths.set(text, msOf(text));
    return lengths.get(text);
  };
  const { ms } = operand;
  if (operation === 'matches' || operation === 'is') return calm((task) => lengthOf(task) === ms);
  return calm(ordered(operation as OrderOperation, lengthOf, ms));
};

function msOf(text: string): number | undefined {
  const duration = resolveDuration(text);
  return duration.ok ? duration.ms : undefined;
}
