import type { Facts } from '../../domain/queue/facts.ts';
import type { Task } from '../../domain/task/task.ts';
import { virtualTag } from '../../domain/urgency/virtual-tags.ts';
import type { Comparison, FilterNode, IdPart } from '../ast.ts';
import type { Attribute } from '../tables/attribute.ts';
import { attribute as attributeNamed } from '../tables/find-attribute.ts';
import { operation as operationNamed } from '../tables/operators.ts';
import { compileChoice, compileDuration, compileText, compileWords } from './compare-text.ts';
import { negated, type Test } from './compare-values.ts';
import { compileAuthor, compileDate, compileNumber, compileUrgency, compileValue } from './comparisons.ts';
import {
  type AttributeOf,
  type CompiledNode,
  type CompileEnv,
  type Compiler,
  callerValues,
  calm,
  valueMisfit,
} from './compiled.ts';
import { matcher, textSearch } from './search.ts';

const compileSet: Compiler<'set'> = (attribute, node, env) => {
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
const compileReference: Compiler<'reference'> = ({ read }, node) => {
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
function isNumbered(task: Task, part: { from: number; to: number }): boolean {
  return task.id > 0 && task.id >= part.from && task.id <= part.to;
}

const compileFlag: Compiler<'flag'> = ({ read }, node) => {
  if (node.operand.kind !== 'text') return calm(() => false);
  const wanted = node.operand.text === 'yes';
  return calm((task, facts) => read(task, facts) === wanted);
};

/** Compiles a tree to one test. Constants are computed here, once per filter. */
export function compileNode(node: FilterNode, env: CompileEnv): CompiledNode {
  switch (node.kind) {
    case 'all':
      return calm(() => true);
    case 'and':
    case 'or':
    case 'xor':
      return compileJoined(node.kind, node.items, env);
    case 'not': {
      const { test, risky } = compileNode(node.item, env);
      return { test: negated(test), risky };
    }
    case 'tag':
      return calm(compileTag(node.name, node.has));
    case 'ids':
      return calm((task) => node.parts.some((part) => isPart(task, part)));
    case 'text':
      return compileComparison(inDescription('has', { text: node.text }), env);
    case 'pattern':
      return compileComparison(
        inDescription('like', { text: node.source, ...(node.caseless ? { caseless: true } : {}) }),
        env,
      );
    case 'view':
      return compileNode(node.body.where, env);
    case 'compare':
      return compileComparison(node, env);
  }
}

function compileJoined(kind: 'and' | 'or' | 'xor', items: readonly FilterNode[], env: CompileEnv): CompiledNode {
  const parts = items.map((item) => compileNode(item, env));
  const tests = parts.map(({ test }) => test);
  return {
    test: JOIN[kind](cheapFirst(items, tests)),
    risky: parts.some(({ risky }) => risky),
  };
}

const JOIN: Readonly<Record<'and' | 'or' | 'xor', (tests: Test[]) => Test>> = {
  and: (tests) => pairwise(tests, (a, b) => (task, facts) => a(task, facts) && b(task, facts), allOfThree),
  or: (tests) => pairwise(tests, (a, b) => (task, facts) => a(task, facts) || b(task, facts)),
  xor: (tests) => pairwise(tests, (a, b) => (task, facts) => a(task, facts) !== b(task, facts)),
};

/** Joins tests as a balanced tree, so that a test of a thousand terms needs only ten nested calls. */
function pairwise(tests: Test[], join: (a: Test, b: Test) => Test, three?: (tests: Test[]) => Test): Test {
  if (tests.length === 1) return tests[0]!;
  if (tests.length === 3 && three) return three(tests);
  const middle = tests.length >> 1;
  return join(pairwise(tests.slice(0, middle), join, three), pairwise(tests.slice(middle), join, three));
}

function allOfThree([a, b, c]: Test[]): Test {
  return (task, facts) => a!(task, facts) && b!(task, facts) && c!(task, facts);
}

/** Sorts tests so that expensive ones run last. Tests have no side effects, so the order does not change the result. */
function cheapFirst(items: readonly FilterNode[], tests: Test[]): Test[] {
  return items
    .map((item, i) => ({ cost: costOf(item), test: tests[i]! }))
    .sort((a, b) => a.cost - b.cost)
    .map(({ test }) => test);
}

function costOf(node: FilterNode): number {
  switch (node.kind) {
    case 'compare':
      return costOfComparison(node);
    case 'text':
    case 'pattern':
      return 2;
    case 'tag':
    case 'ids':
      return 0;
    default:
      return 1;
  }
}

/** Notes and documents are expensive, because they may have to be read from a file. */
function costOfComparison({ attribute: name, operation }: Comparison): number {
  const attribute = attributeNamed(name);
  if (attribute?.type === 'urgency') return 3;
  const isLong = attribute?.type === 'words' || (attribute?.type === 'text' && attribute.alsoIn !== undefined);
  return isLong || operation === 'like' || operation === 'unlike' ? 2 : 0;
}

/** Compiles a test for a tag. If a virtual tag has the same name as a stored tag, it tests the virtual tag. */
function compileTag(name: string, has: boolean): Test {
  const virtual = virtualTag(name);
  if (virtual) return has ? (task, facts) => virtual.test(task, facts) : (task, facts) => !virtual.test(task, facts);
  const holds: Test = (task) => task.tags?.includes(name) ?? false;
  return has ? holds : negated(holds);
}

function isPart(task: Task, part: IdPart): boolean {
  return 'uuid' in part ? task.uuid.startsWith(part.uuid) : isNumbered(task, part);
}

function inDescription(operation: 'has' | 'like', sought: { text: string; caseless?: true }): Comparison {
  return { kind: 'compare', attribute: 'description', operation, operand: { kind: 'text', ...sought } };
}

const COMPILERS: { [T in Attribute['type']]: Compiler<T> } = {
  text: compileText,
  choice: compileChoice,
  date: compileDate,
  number: compileNumber,
  urgency: compileUrgency,
  duration: compileDuration,
  set: compileSet,
  value: compileValue,
  reference: compileReference,
  author: compileAuthor,
  words: compileWords,
  flag: compileFlag,
};

/** Compiles a comparison. `not`, `isnt`, `hasnt`, `noword` and `any` also select tasks that lack the attribute. */
function compileComparison(node: Comparison, env: CompileEnv): CompiledNode {
  const { complements } = operationNamed(node.operation);
  if (complements) {
    const { test, risky } = compileComparison({ ...node, operation: complements }, env);
    return { test: negated(test), risky };
  }
  const attribute = attributeNamed(node.attribute)!;
  const compiler = COMPILERS[attribute.type] as Compiler<typeof attribute.type>;
  return compiler(attribute, node, env);
}
