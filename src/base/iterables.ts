/** Returns the greatest number, or `-Infinity` for none. `Math.max(...numbers)` fails with some 120,000. */
export function greatest(numbers: Iterable<number>): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const number of numbers) if (number > most) most = number;
  return most;
}

/** Returns the least number, or undefined for none. Like {@link greatest}, it accepts any number of them. */
export function least(numbers: Iterable<number>): number | undefined {
  let last: number | undefined;
  for (const number of numbers) if (last === undefined || number < last) last = number;
  return last;
}

/** Checks whether there is nothing, without reading more than the first thing. */
export function noneIn(things: Iterable<unknown>): boolean {
  for (const _ of things) return false;
  return true;
}

/** Appends elements to a list. Unlike `list.push(...more)`, it also accepts more than about 120,000 elements. */
export function pushAll<Thing>(list: Thing[], more: Iterable<Thing>): void {
  for (const thing of more) list.push(thing);
}

/** Groups things by key. Groups and their members keep the order of first appearance. */
export function groupedBy<Key, Thing>(things: Iterable<Thing>, keyOf: (thing: Thing) => Key): Map<Key, Grouped<Thing>> {
  const groups = new Map<Key, Grouped<Thing>>();
  for (const thing of things) addTo(groups, keyOf(thing), thing);
  return groups;
}

/** Adds a thing to the group of a key. */
export function addTo<Key, Thing>(groups: Map<Key, Thing[]>, key: Key, thing: Thing): void {
  if (!groups.get(key)?.push(thing)) groups.set(key, [thing]);
}

/** The things of a group: at least one. */
export type Grouped<Thing> = [Thing, ...Thing[]];
