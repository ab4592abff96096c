import { clip } from '../../base/clip.ts';
import { type Instant, isInstant, toInstant } from '../../domain/instant.ts';
import { EVENT_LIMITS } from './provider.ts';

/** What a program printed as JSON: nothing in it is what it should be until it was looked at. */
export type LineFields = Readonly<Record<string, unknown>>;

/** A line's object; undefined when it is none. */
export function parseFields(line: string): LineFields | undefined {
  if (!line.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as LineFields;
  } catch {
    return undefined;
  }
}

export function part(value: unknown): LineFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as LineFields) : {};
}

export function list(value: unknown): LineFields[] {
  return Array.isArray(value) ? value.map(part) : [];
}

export function word(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** More is no count of anything here: sums of so many stay exact. */
const MOST = 1e12;

/** What was used, as a program says it: nothing for what is no number or below 0. */
export function usageCount(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.min(value, MOST) : 0;
}

/** The same of what has no halves: tokens, turns. */
export function whole(value: unknown): number {
  return Math.round(usageCount(value));
}

/** A table's row by a name that a program printed; `constructor` is no row of any. */
export function handlerOf<T>(table: Readonly<Record<string, T>>, name: unknown): T | undefined {
  if (typeof name !== 'string' && typeof name !== 'number') return undefined;
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** An instant from seconds since 1970; undefined for any other value. */
export function instantOfField(seconds: unknown): Instant | undefined {
  const ms = usageCount(seconds) * 1000;
  const instant = ms > 0 && ms < 8.64e15 ? toInstant(ms) : undefined;
  return isInstant(instant) ? instant : undefined;
}

/** The beginning of a value for people: a string as it is, anything else as JSON. */
export function clippedSummary(value: unknown, max: number = EVENT_LIMITS.summary): string {
  if (value === undefined || value === null) return '';
  return clip((typeof value === 'string' ? value : jsonOf(value)).trim(), max);
}

/** What can be read as JSON can be too deep to be written. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '(nested too deeply to be shown)';
  }
}
