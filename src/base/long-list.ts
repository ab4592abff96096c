/**
 * A list that is an array to everybody who reads it, and is not in memory: its elements are read when somebody asks for one of them. How
 * many there are, and what was appended since, is known without. Nobody changes it in place.
 */

/** Where the elements are. */
export interface Elements<T = unknown> {
  readonly length: number;
  /** The last one, where it is at hand. */
  readonly last?: T;
  read(): readonly T[];
}

/** The list of elements that are read when they are asked for. */
export function longList<T>(elements: Elements<T>): readonly T[] {
  return proxyOf(new LongList(elements, [], 0));
}

/**
 * The list with further elements at its end. A long one is not copied, and a list that is read when it is asked for is not read. Whoever
 * asks {@link addedSince} learns what was added.
 */
export function appended<T>(list: readonly T[], added: readonly T[]): readonly T[] {
  if (added.length === 0) return list;
  const known = knownOf(list);
  if (known) return proxyOf(known.with(added));
  if (list.length < LONG) return [...list, ...added];
  return proxyOf(new LongList<T>(inMemory(list), [...added], added.length));
}

/** What `list` has at its end that `before` did not; undefined where that takes comparing all elements. */
export function addedSince<T>(list: readonly T[], before: readonly T[]): readonly T[] | undefined {
  const known = knownOf(list);
  return known?.since(knownOf(before) ?? before);
}

/** The elements that are stored and those that were appended to them; undefined for an array that is in memory. */
export function partsOf<T>(list: readonly T[]): { start: Elements<T>; tail: readonly T[] } | undefined {
  const known = knownOf(list);
  return known && { start: known.start, tail: known.appendedTail() };
}

/** From so many elements on a list in memory is not copied to append to it. */
const LONG = 16;

/** Asked of a list, it answers with what is behind it. */
const BEHIND = Symbol('behind');

function knownOf<T>(list: readonly T[]): LongList<T> | undefined {
  return (list as { [BEHIND]?: LongList<T> })[BEHIND];
}

/** An array of its own for no list: every question is answered by the handler. */
const NONE: never[] = [];

function proxyOf<T>(handler: LongList<T>): readonly T[] {
  return new Proxy<T[]>(NONE, handler);
}

function inMemory<T>(list: readonly T[]): Elements<T> & { list: readonly T[] } {
  return { length: list.length, list, read: () => list };
}

class LongList<T> implements ProxyHandler<T[]> {
  readonly start: Elements<T>;
  /** Shared by the lists that were appended to one after the other; the first `count` are of this one. */
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

/** Elements are asked for one by one, of few lists in turn: those of so many lists stay in memory, however many are read. */
const KEPT = 8;

/** The elements of the lists that were read last. A weak reference would hold all that one piece of work reads until it ends. */
const lastRead = new Map<object, readonly unknown[]>();

function isIndex(key: string): boolean {
  const first = key.charCodeAt(0);
  return first >= 0x30 && first <= 0x39;
}
