import type { Facts } from '../../domain/queue/facts.ts';
import type { Task } from '../../domain/task/task.ts';
import type { IdPart } from '../ast.ts';
import type { Test } from './compare-values.ts';
import { type AttributeOf, type CompiledNode, type Compiler, callerValues, calm, valueMisfit } from './compiled.ts';
import { matcher, textSearch } from './search.ts';

export const compileSet: Compiler<'set'> = (attribute, node, env) => {
  const { operation, operand } = node;
  const { read } = attribute;
  if (operand.kind === 'nothing') return calm((task, facts) => read(task, facts).length === 0);
  if (operand.kind === 'text') return someElement(attribute, textSearch(operation, operand));
  if (operand.kind === 'caller') {
    const own = callerValues(attribute, env).map((value) => matcher(attribute.matching, value));
    return calm((task, facts) => read(task, facts).some((element) => own.some((accepts) => accepts(element))));
  }
  if (operand.kind !== 'list') return valueMisfit(node);
  const { items } = operand;
  return calm(operation === 'is' ? sameSet(read, items) : holdsAll(attribute, items));
};

function someElement({ read }: AttributeOf<'set'>, { test, risky }: ReturnType<typeof textSearch>): CompiledNode {
  return { test: (task, facts) => read(task, facts).some(test), risky };
}

function sameSet(read: AttributeOf<'set'>['read'], items: readonly string[]): Test {
  const wanted = new Set(items);
  return (task, facts) => {
    const elements = new Set(read(task, facts));
    return elements.size === wanted.size && items.every((item) => elements.has(item));
  };
}

function holdsAll({ read, matching }: AttributeOf<'set'>, items: readonly string[]): Test {
  const [only, second] = items;
  if (matching === 'whole' && only !== undefined && second === undefined) {
    return (task, facts) => read(task, facts).includes(only);
  }
  const accepted = items.map((item) => matcher(matching, item));
  return (task, facts) => {
    const elements = read(task, facts);
    return accepted.every((accepts) => elements.some(accepts));
  };
}

/**
 * Compiles a comparison of task references. `has` accepts a task that refers to any of the listed tasks, `is` only one
 * that refers to exactly these.
 */
export const compileReference: Compiler<'reference'> = ({ read }, node) => {
  const { operation, operand } = node;
  if (operand.kind === 'nothing') return calm((task, { queue }) => read(task, queue).length === 0);
  if (operand.kind === 'text') {
    const { test, risky } = textSearch(operation, operand);
    return { test: (task, { queue }) => read(task, queue).some(test), risky };
  }
  if (operand.kind !== 'ids') return valueMisfit(node);
  const { parts } = operand;
  if (operation !== 'is') {
    return calm((task, facts) =>
      read(task, facts.queue).some((uuid) => parts.some((part) => refersTo(part, uuid, facts))),
    );
  }
  return calm((task, facts) => {
    const uuids = read(task, facts.queue);
    return (
      uuids.every((uuid) => parts.some((part) => refersTo(part, uuid, facts))) &&
      parts.every((part) => holdsAllOf(part, uuids, facts))
    );
  });
};

/**
 * Checks whether the attribute contains every existing task of a range. For a uuid prefix, one task with this prefix is
 * enough.
 */
function holdsAllOf(part: IdPart, uuids: readonly string[], { queue }: Facts): boolean {
  if ('uuid' in part) return uuids.some((uuid) => uuid.startsWith(part.uuid));
  let found = 0;
  for (let id = part.from; id <= Math.min(part.to, queue.lastId); id++) {
    const task = queue.byId(id);
    if (task && !uuids.includes(task.uuid)) return false;
    if (task) found++;
  }
  return found > 0;
}

function refersTo(part: IdPart, uuid: string, facts: Facts): boolean {
  if ('uuid' in part) return uuid.startsWith(part.uuid);
  const task = facts.queue.get(uuid);
  return task !== undefined && isNumbered(task, part);
}

/** Checks whether a task's number is in a range. Number 0 means that the task has no number. */
export function isNumbered(task: Task, part: { from: number; to: number }): boolean {
  return task.id > 0 && task.id >= part.from && task.id <= part.to;
}

export const compileFlag: Compiler<'flag'> = ({ read }, node) => {
  if (node.operand.kind !== 'text') return calm(() => false);
  const wanted = node.operand.text === 'yes';
  return calm((task, facts) => read(task, facts) === wanted);
};
