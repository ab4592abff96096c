import { describe, expect, test } from 'vitest';
import { createFacts } from '../../src/domain/queue/facts.ts';
import { createQueue } from '../../src/domain/queue/queue.ts';
import { DEFAULT_COEFFICIENTS } from '../../src/domain/urgency/coefficients.ts';
import type { FilterNode, Operand } from '../../src/filter/ast.ts';
import { compileNode } from '../../src/filter/evaluate/compile.ts';
import type { Operation } from '../../src/filter/index.ts';
import { compileFilter } from '../../src/filter/language.ts';
import { clock, sample } from './sample.ts';

/** How a tree becomes a function: what no selection shows. */

const facts = createFacts({ queue: createQueue(), ...clock });
const views = (name: string) => ({ slow: '/a+/', untyped: 'type.none:' })[name];
const read = (filter: string) => compileFilter(filter, { clock, views });

/** What a filter looks at in a task, in the order in which it asks. */
function asked(filter: string): string[] {
  const names = new Set<string>();
  const watched = new Proxy(sample[0]!, {
    get(task, name) {
      names.add(String(name));
      return Reflect.get(task, name);
    },
  });
  read(filter).matches(watched, facts);
  return [...names];
}

describe('of joined terms the cheap ones are asked first', () => {
  test.each([
    ['login +none', 'tags'],
    ['description.has:login type:x', 'type'],
    ['text:login type:x', 'type'],
    ['"log in" +none', 'tags'],
    ['/log.?in/ +none', 'tags'],
    ['/log.?in/ type.is:x', 'type'],
    ['/log.?in/ 5', 'id'],
    ['project ~ x +none', 'tags'],
    ['project !~ x type:x', 'type'],
    ['! type:x +none', 'tags'],
    ['( type:x or agent:x ) +none', 'tags'],
    ['@untyped +none', 'tags'],
    ['login ( type:x or agent:x )', 'type'],
    ['/login/ ( type:x or agent:x )', 'type'],
    ['( type:x or agent:x ) 5', 'id'],
    ['login or type:initiative', 'type'],
    ['project ~ x @untyped', 'type'],
    ['urgency > 5 +none', 'tags'],
    ['urgency > 5 login', 'description'],
    ['urgency > 5 project ~ x', 'project'],
    ['urgency > 5 project !~ w', 'project'],
    ['urgency > 5 ( type:x or agent:x )', 'type'],
    ['type:x +none', 'type'],
  ])('%s: %s', (filter, first) => {
    expect(asked(filter)[0]).toBe(first);
  });
});

describe('what may take very long is known before', () => {
  test.each([
    ['/a+/', true],
    ['+bug and /a+/', true],
    ['+bug or /a+/ or login', true],
    ['! /a+/', true],
    ['@slow', true],
    ['project ~ a+', true],
    ['project !~ a+', true],
    ['tags ~ a+', true],
    ['depends ~ a+', true],
    ['recur ~ a+', true],
    ['+bug and /ab?/', false],
    ['project.word:a+', false],
    ['depends.has:a2', false],
  ])('%s: %s', (filter, risky) => {
    expect(compileNode(read(filter).ast.where, { coefficients: DEFAULT_COEFFICIENTS }).risky).toBe(risky);
  });
});

describe('an operand that the reader never makes is refused instead of selecting something', () => {
  const text: Operand = { kind: 'text', text: 'x' };
  const number: Operand = { kind: 'number', text: '1', value: 1 };
  const other = (attribute: string): Operand => ({ kind: 'attribute', text: attribute, attribute });

  test.each<[attribute: string, operation: Operation, operand: Operand]>([
    ['project', 'matches', number],
    ['project', 'has', number],
    ['project', 'before', other('due')],
    ['priority', 'before', number],
    ['due', 'is', text],
    ['due', 'before', other('project')],
    ['id', 'is', text],
    ['id', 'before', other('due')],
    ['urgency', 'is', text],
    ['tags', 'matches', number],
    ['depends', 'matches', number],
  ])('%s %s %j', (attribute, operation, operand) => {
    const node: FilterNode = { kind: 'compare', attribute, operation, operand, span: { offset: 0, length: 0 } };
    expect(() => compileNode(node, { coefficients: DEFAULT_COEFFICIENTS })).toThrow(TypeError);
  });
});
