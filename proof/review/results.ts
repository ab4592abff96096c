import { fifth, first, fourth, second, third } from '../../test/domain/risk/planted/all.ts';
import type { Planted } from '../../test/domain/risk/planted/planted.ts';
import { seeded } from '../../test/support/random.ts';

/** Returns planted results of all sets in a random order, half of them bad. The same seed gives the same ones. */
export function mixedResults(count: number, seed: number): Planted[] {
  const random = seeded(seed);
  const shuffled = <T>(all: readonly T[]): T[] =>
    all
      .map((one) => ({ one, at: random.next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ one }) => one);
  const all = [...first, ...second, ...third, ...fourth, ...fifth];
  const some = (bad: boolean, most: number) => shuffled(all.filter((one) => one.bad === bad)).slice(0, most);
  return shuffled([...some(true, Math.ceil(count / 2)), ...some(false, Math.floor(count / 2))]);
}
