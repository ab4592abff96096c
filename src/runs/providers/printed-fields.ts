import { clip } from '../../base/clip.ts';
import { type Instant, isInstant, toInstant } from '../../domain/instant.ts';
import { EVENT_LIMITS } from './provider.ts';

/** A JSON object that a program printed. No field's type is certain before it is checked. */
export type LineFields = Readonly<Record<string, unknown>>;

/** Parses a line as an object; undefined when it is none. */
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

/** Maximum of a count. Higher ones are lowered to it, so that sums stay exact. */
const MOST = 1e12;

/** Reads a count; 0 for anything but a positive number. */
export function usageCount(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.min(value, MOST) : 0;
}

/** Reads a count of indivisible things, such as tokens or turns, and rounds it. */
export function whole(value: unknown): number {
  return Math.round(usageCount(value));
}

/** Finds a row of a table by a name that a program printed. `constructor` and other inherited names match nothing. */
export function handlerOf<T>(table: Readonly<Record<string, T>>, name: unknown): T | undefined {
  if (typeof name !== 'string' && typeof name !== 'number') return undefined;
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Converts seconds since 1970 into an instant; undefined for any other value. */
export function instantOfField(seconds: unknown): Instant | undefined {
  const ms = usageCount(seconds) * 1000;
  const instant = ms > 0 && ms < 8.64e15 ? toInstant(ms) : undefined;
  return isInstant(instant) ? instant : undefined;
}

/** Shortens a value for people. A string stays as it is, any other value is shown as JSON. */
export function clippedSummary(value: unknown, max: number = EVENT_LIMITS.summary): string {
  if (value === undefined || value === null) return '';
  return clip((typeof value === 'string' ? value : jsonOf(value)).trim(), max);
}

/** Formats a value as JSON. A value that JSON.parse returned may be nested too deeply for JSON.stringify. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '(nested too deeply to show)';
  }
}
