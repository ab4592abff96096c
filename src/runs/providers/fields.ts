import { clip } from '../../domain/clip.ts';
import { type Instant, isInstant, toInstant } from '../../domain/instant.ts';
import { EVENT_LIMITS } from './provider.ts';

/** What a program printed as JSON: nothing in it is what it should be until it was looked at. */
export type Fields = Readonly<Record<string, unknown>>;

/** A line's object; undefined when it is none. */
export function parseFields(line: string): Fields | undefined {
  if (!line.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Fields;
  } catch {
    return undefined;
  }
}

export function part(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(part) : [];
}

export function word(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}

/** A table's row by a name that a program printed; `constructor` is no row of any. */
export function rowOf<T>(table: Readonly<Record<string, T>>, name: unknown): T | undefined {
  return Object.hasOwn(table, String(name)) ? table[String(name)] : undefined;
}

/** A stored instant from seconds since 1970; undefined for what is none. */
export function instantOf(seconds: unknown): Instant | undefined {
  const ms = count(seconds) * 1000;
  const instant = ms > 0 && ms < 8.64e15 ? toInstant(ms) : undefined;
  return isInstant(instant) ? instant : undefined;
}

/** The beginning of a value for people: a string as it is, anything else as JSON. */
export function summaryOf(value: unknown, max: number = EVENT_LIMITS.summary): string {
  if (value === undefined || value === null) return '';
  return clip((typeof value === 'string' ? value : JSON.stringify(value)).trim(), max);
}

/** The last lines of a stream that are worth repeating when the program fails. */
export function lastLines(most = 5): { push(line: string): void; text(): string } {
  const lines: string[] = [];
  return {
    push(line) {
      if (line.trim() === '') return;
      lines.push(clip(line.trim(), EVENT_LIMITS.summary));
      if (lines.length > most) lines.shift();
    },
    text: () => lines.join(' '),
  };
}
