import type { Facts } from '../../domain/queue/facts.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Operation } from '../tables/operators.ts';

/** Says of a task whether it is selected. */
export type Test = (task: Task, facts: Facts) => boolean;

export function negated(test: Test): Test {
  return (task, facts) => !test(task, facts);
}

export type OrderOperation = Extract<Operation, 'before' | 'after' | 'by' | 'from'>;

/**
 * Tests of order for values that JavaScript compares (numbers, instants). What has no value is never before or after anything.
 * One closure per operation, with the operand hoisted: these run once per task.
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

/** Does a sign of {@link Math.sign}'s kind satisfy an operation? For values with an order of their own. */
export const ORDER: Readonly<Record<OrderOperation, (sign: number) => boolean>> = {
  before: (sign) => sign < 0,
  after: (sign) => sign > 0,
  by: (sign) => sign <= 0,
  from: (sign) => sign >= 0,
};

/** Order by code points. JavaScript's own compares UTF-16 units, which puts emoji before some letters. */
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
