import type { Facts } from '../../domain/queue/facts.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Operation } from '../tables/operators.ts';

/** Checks whether a filter selects this task. */
export type Test = (task: Task, facts: Facts) => boolean;

export function negated(test: Test): Test {
  return (task, facts) => !test(task, facts);
}

export type OrderOperation = Extract<Operation, 'before' | 'after' | 'by' | 'from'>;

/**
 * Compiles an order comparison of numbers or instants. A task without a value fails every comparison. For speed, each
 * operation has its own function, with the operand as a constant.
 */
export function ordered<T extends string | number>(
  operation: OrderOperation,
  read: (task: Task, facts: Facts) => T | undefined,
  operand: T,
): Test {
  switch (operation) {
    case 'before':
      return (task, facts) => {
        const value = read(task, facts);
        return value !== undefined && value < operand;
      };
    case 'after':
      return (task, facts) => {
        const value = read(task, facts);
        return value !== undefined && value > operand;
      };
    case 'by':
      return (task, facts) => {
        const value = read(task, facts);
        return value !== undefined && value <= operand;
      };
    case 'from':
      return (task, facts) => {
        const value = read(task, facts);
        return value !== undefined && value >= operand;
      };
  }
}

/** Checks whether the result of a comparison function (negative, 0, positive) satisfies an operation. */
export const ORDER: Readonly<Record<OrderOperation, (sign: number) => boolean>> = {
  before: (sign) => sign < 0,
  after: (sign) => sign > 0,
  by: (sign) => sign <= 0,
  from: (sign) => sign >= 0,
};

/** Compares texts by code points. JavaScript would compare UTF-16 units, which puts emoji before some letters. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
  if (Number.isNaN(x) || Number.isNaN(y)) return a.length - b.length;
  return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
