import { bareName } from '../../base/bare-name.ts';
import { isBlank } from '../../base/unsafe-characters.ts';
import { type Instant, isInstant, toInstant } from '../../domain/instant.ts';

/** Thrown if a value doesn't fit its field. The message names the expected value. */
export class Unfit extends Error {
  /** The elements of a list that fit, and those that don't. */
  readonly sound?: readonly unknown[];
  readonly rest?: readonly unknown[];
  constructor(message: string, list?: { sound: readonly unknown[]; rest: readonly unknown[] }) {
    super(message);
    if (list) Object.assign(this, list);
  }
}

/** Converts a field's value. @throws Unfit */
export type ValueReader = (value: unknown) => unknown;

/** Maximum length of a title in characters. Shortens a longer title, and keeps the full one in `extra`. */
export const TITLE_MAX = 10_000;

export function unfit(expected: string): never {
  throw new Unfit(expected);
}

const ACTS = /(?![\t\n\r])\p{Cc}/u;

/** Accepts any value. The reader of the whole row checks it or keeps it. */
export const asIs: ValueReader = (value) => value;

/** Reads text of one or more lines. */
export const text: ValueReader = (value) => {
  if (typeof value !== 'string') return unfit('expected a text');
  if (value.includes('\0')) return unfit('expected a text without NUL characters');
  return value;
};

/** Reads a description, which must not be empty. A later step (`spellOnce`) replaces control characters. */
export const title: ValueReader = (value) => {
  if (typeof value !== 'string') return unfit('expected a text');
  if (isBlank(value)) return unfit('expected a title that is not empty');
  return value.length > TITLE_MAX ? unfit(`expected a title of at most ${TITLE_MAX} characters`) : value;
};

/** Reads an id: a word, or a number as text. */
export const name: ValueReader = (value) => {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : unfit('expected an id');
  const written = (text(value) as string).trim();
  if (written.length === 0 || written.length > 500 || ACTS.test(written))
    return unfit('expected an id of 1 to 500 characters');
  return written;
};

/** Reads an assignee. Accepts `@ada`, as some tools write people. */
export const assignee: ValueReader = (value) => bareName(name(value) as string);

/** Reads a list. @throws Unfit with the elements that fit, and those that don't */
export const listOf =
  (element: ValueReader): ValueReader =>
  (value) => {
    if (!Array.isArray(value)) return unfit('expected a list');
    const sound: unknown[] = [];
    const rest: unknown[] = [];
    let message: string | undefined;
    for (const one of value) {
      try {
        sound.push(element(one));
      } catch (error) {
        if (!(error instanceof Unfit)) throw error;
        message ??= error.message;
        rest.push(one);
      }
    }
    if (message !== undefined) throw new Unfit(message, { sound, rest });
    return sound;
  };

export const texts = listOf(text);
export const names = listOf(name);

/** Reads one of these words in upper or lower case, and returns its value. */
export function oneOf(words: Readonly<Record<string, unknown>>): ValueReader {
  const known = new Map(Object.entries(words));
  return (value) => {
    const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
    const found = typeof word === 'string' || typeof word === 'number' ? String(word) : undefined;
    return found !== undefined && known.has(found)
      ? known.get(found)
      : unfit(`expected one of ${[...known.keys()].join(', ')}`);
  };
}

const ISO = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?$/i;

/** Reads an instant from ISO text of any precision. The default time zone is UTC. */
export const instant: ValueReader = (value) =>
  (typeof value === 'string' ? instantOf(value) : undefined) ?? unfit('expected a date such as 2026-07-30T14:30:00Z');

/** Converts ISO text of any precision to an instant. Undefined for any other text. */
export function instantOf(text: string): Instant | undefined {
  if (isInstant(text) && isDay(text)) return text;
  const written = text.trim();
  const found = ISO.exec(written);
  if (!found || !isDay(written)) return undefined;
  const whole = found[1] === undefined ? `${written}T00:00:00` : written.replace(' ', 'T').replace(/\s+/g, '');
  const ms = Date.parse(found[4] === undefined ? `${whole}Z` : whole);
  return Number.isNaN(ms) ? undefined : toInstant(ms);
}

/** Reads an instant, or a day, which begins in the user's time zone. */
export const dayOrInstant: ValueReader = (value) => {
  const written = typeof value === 'string' ? value.trim() : '';
  return /^\d{4}-\d\d-\d\d$/.test(written) && isDay(written) ? written : instant(value);
};

/** Checks whether the day exists. `Date.parse` alone would turn 30 February into 2 March. */
function isDay(written: string): boolean {
  const [year, month, day] = written.slice(0, 10).split('-').map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Reads a number from `least` to `most`. Accepts its digits as a text. */
export function number(least: number, most: number): ValueReader {
  return (value) => {
    const found = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
    return typeof found === 'number' && found >= least && found <= most
      ? found
      : unfit(`expected a number from ${least} to ${most}`);
  };
}

/** Reads a number of `unit` seconds as a duration of at most ten years. Returns undefined for zero. */
export function seconds(unit: number): ValueReader {
  const count = number(0, (10 * 366 * 86_400) / unit);
  return (value) => {
    const all = Math.round((count(value) as number) * unit);
    return all === 0 ? undefined : `PT${all}S`;
  };
}
