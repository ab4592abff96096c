import { onceEach } from '../../base/lazy.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import { measureOf } from '../../domain/task/extra-values.ts';
import type { Operand } from '../ast.ts';
import type { Operation } from '../tables/operators.ts';
import { isSearch } from '../tables/types.ts';
import { compareText, ORDER, type OrderOperation } from './compare-values.ts';
import { type Compiler, calm, valueMisfit } from './compiled.ts';
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
