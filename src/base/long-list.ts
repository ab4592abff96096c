/**
 * A long list reads its elements from a source, such as a file, when code first accesses an element. Callers see a
 * plain read-only array. Its length and the elements appended in memory are available without reading.
 */

/** The source of a long list's elements. */
export interface Elements<T = unknown> {
  readonly length: number;
  /** The last element, if it is available without reading the others. */
  readonly last?: T;
  read(): readonly T[];
  /** Checks whether an element may contain a text, without parsing the elements. False is certain. */
  mayMention?(text: string): boolean;
}

/** Returns a list whose elements are read at the first access. */
export function longList<T>(elements: Elements<T>): readonly T[] {
  return proxyOf(new LongList(elements, [], 0));
}

/**
 * Returns a list with the elements of `list`, then those of `added`. Doesn't copy a list of {@link LONG} or more
 * elements, and doesn't read a list from {@link longList}. {@link addedSince} finds the appended elements.
 */
export function appended<T>(list: readonly T[], added: readonly T[]): readonly T[] {
  if (added.length === 0) return list;
  const known = knownOf(list);
  if (known) return proxyOf(known.with(added));
  if (list.length < LONG) return [...list, ...added];
  return proxyOf(new LongList<T>(inMemory(list), [...added], added.length));
}

/**
 * Returns the elements that were appended to `before` to make `list`. Returns undefined if only a comparison of all
 * elements could find them.
 */
export function addedSince<T>(list: readonly T[], before: readonly T[]): readonly T[] | undefined {
  const known = knownOf(list);
  return known?.since(knownOf(before) ?? before);
}

/** Returns the source of a list's first elements, and the elements appended later; undefined for a plain array. */
export function partsOf<T>(list: readonly T[]): { start: Elements<T>; tail: readonly T[] } | undefined {
  const known = knownOf(list);
  return known && { start: known.start, tail: known.appendedTail() };
}

/**
 * Returns the elements of a list that may contain a text. Omits elements only if their source knows, without parsing
 * them, that none of their strings contains the text.
 */
export function mentioning<T>(list: readonly T[], text: string): readonly T[] {
  const known = knownOf(list);
  return known?.start.mayMention?.(text) === false ? known.appendedTail() : list;
}

/** Length from which a list is not copied when elements are appended to it. */
const LONG = 16;

/** Property under which the proxy returns the LongList behind it. */
const BEHIND = Symbol('behind');

function knownOf<T>(list: readonly T[]): LongList<T> | undefined {
  return (list as { [BEHIND]?: LongList<T> })[BEHIND];
}

/** Target of all proxies. It stays empty, because the proxy handler computes every property. */
const NONE: never[] = [];

function proxyOf<T>(handler: LongList<T>): readonly T[] {
  return new Proxy<T[]>(NONE, handler);
}

function inMemory<T>(list: readonly T[]): Elements<T> & { list: readonly T[] } {
  return { length: list.length, list, read: () => list };
}

class LongList<T> implements ProxyHandler<T[]> {
  readonly start: Elements<T>;
  /**
   * Elements in memory, shared by all lists that were made by appending to each other. Only the first `#count` elements
   * belong to this list.
   */
  readonly #tail: T[];
  readonly #count: number;

  constructor(start: Elements<T>, tail: T[], count: number) {
    this.start = start;
    this.#tail = tail;
    this.#count = count;
  }

  appendedTail(): readonly T[] {
    return this.#tail.slice(0, this.#count);
  }

  with(added: readonly T[]): LongList<T> {
    const tail = this.#tail.length === this.#count ? this.#tail : this.#tail.slice(0, this.#count);
    for (const element of added) tail.push(element);
    return new LongList(this.start, tail, tail.length);
  }

  since(before: LongList<T> | readonly T[]): readonly T[] | undefined {
    if (!(before instanceof LongList))
      return (this.start as { list?: unknown }).list === before ? this.appendedTail() : undefined;
    if (before.start !== this.start || before.#count > this.#count) return undefined;
    for (let n = 0; n < before.#count; n++) if (before.#tail[n] !== this.#tail[n]) return undefined;
    return this.#tail.slice(before.#count, this.#count);
  }

  get(_: T[], key: string | symbol): unknown {
    if (key === 'length') return this.start.length + this.#count;
    if (key === BEHIND) return this;
    if (typeof key === 'symbol' || !isIndex(key)) return Reflect.get(NONE, key);
    const index = Number(key);
    if (index >= this.start.length)
      return index < this.start.length + this.#count ? this.#tail[index - this.start.length] : undefined;
    if (index === this.start.length - 1 && this.start.last !== undefined) return this.start.last;
    return this.#all()[index];
  }

  has(_: T[], key: string | symbol): boolean {
    if (typeof key === 'symbol' || !isIndex(key)) return Reflect.has(NONE, key);
    return Number(key) < this.start.length + this.#count;
  }

  ownKeys(): (string | symbol)[] {
    return Reflect.ownKeys(this.#all());
  }

  getOwnPropertyDescriptor(_: T[], key: string | symbol): PropertyDescriptor | undefined {
    return Reflect.getOwnPropertyDescriptor(this.#all(), key);
  }

  set(): boolean {
    return false;
  }

  defineProperty(): boolean {
    return false;
  }

  deleteProperty(): boolean {
    return false;
  }

  #all(): T[] {
    const known = lastRead.get(this) as T[] | undefined;
    if (known) return known;
    const all = [...this.start.read(), ...this.appendedTail()];
    for (const earliest of lastRead.keys()) if (lastRead.size >= KEPT) lastRead.delete(earliest);
    lastRead.set(this, all);
    return all;
  }
}

/** Maximum number of lists whose elements stay in memory. Callers usually read a few lists at a time. */
const KEPT = 8;

/**
 * Elements of the lists read last, oldest first. Weak references would not limit memory: JavaScript keeps their targets
 * until the current synchronous code ends.
 */
const lastRead = new Map<object, readonly unknown[]>();

function isIndex(key: string): boolean {
  const first = key.charCodeAt(0);
  return first >= 0x30 && first <= 0x39;
}
