/**
 * The greatest of any number of numbers; `-Infinity` of none. What is spread into the arguments of a call has a limit, which is reached
 * with some 120,000.
 */
export function greatest(numbers: Iterable<number>): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const number of numbers) if (number > most) most = number;
  return most;
}

/** The least of any number of numbers; undefined of none. */
export function least(numbers: Iterable<number>): number | undefined {
  let last: number | undefined;
  for (const number of numbers) if (last === undefined || number < last) last = number;
  return last;
}

/** Puts any number of things behind those of a list. */
export function pushAll<Thing>(list: Thing[], more: Iterable<Thing>): void {
  for (const thing of more) list.push(thing);
}

/** Things by what they have in common, in the order in which each of it came first. */
export function groupedBy<Key, Thing>(things: Iterable<Thing>, keyOf: (thing: Thing) => Key): Map<Key, Thing[]> {
  const groups = new Map<Key, Thing[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const group = groups.get(key);
    if (group) group.push(thing);
    else groups.set(key, [thing]);
  }
  return groups;
}
