import type { Task } from '../../domain/task/task.ts';
import { virtualTag } from '../../domain/urgency/virtual-tags.ts';
import type { Comparison, FilterNode, IdPart } from '../ast.ts';
import type { Attribute } from '../tables/attribute.ts';
import { attribute as attributeNamed } from '../tables/find-attribute.ts';
import { operation as operationNamed } from '../tables/operators.ts';
import { compileFlag, compileReference, compileSet, isNumbered } from './compare-set.ts';
import { compileChoice, compileDuration, compileText, compileWords } from './compare-text.ts';
import { negated, type Test } from './compare-values.ts';
import { compileAuthor, compileDate, compileNumber, compileUrgency, compileValue } from './comparisons.ts';
import { type CompiledNode, type CompileEnv, type Compiler, calm } from './compiled.ts';

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
