import { clip } from '../../base/clip.ts';
import { isObject } from '../../base/is-object.ts';
import { type Instant, LAST_INSTANT_MS, toInstant } from '../../domain/instant.ts';
import { EVENT_LIMITS, type QuotaEvent, WRITTEN_LIMITS } from './run-event.ts';

/** A JSON object that a program printed. Check the type of each field before use. */
export type LineFields = Readonly<Record<string, unknown>>;

/** Parses a line as a JSON object; undefined for any other line. */
export function parseFields(line: string): LineFields | undefined {
  if (!line.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as LineFields;
  } catch {
    return undefined;
  }
}

export function part(value: unknown): LineFields {
  return isObject(value) ? value : {};
}

export function list(value: unknown): LineFields[] {
  return Array.isArray(value) ? value.map(part) : [];
}

export function word(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Maximum of a count. Higher counts are reduced to it, so that sums stay exact. */
const MOST = 1e12;

/** Returns a count; 0 for any value except a positive number. */
export function usageCount(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.min(value, MOST) : 0;
}

/** Returns a cost in US dollars that a program printed; undefined for any value except a number of 0 or more. */
export function costOf(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? Math.min(value, MOST) : undefined;
}

/** Returns the highest of the costs that a program printed so far: a cost never falls. */
export function mostCost(...costs: readonly (number | undefined)[]): number | undefined {
  const known = costs.filter((cost) => cost !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}

/** Returns a count of whole things, such as tokens or turns, rounded. */
export function wholeCount(value: unknown): number {
  return Math.round(usageCount(value));
}

/** Reads how much of a limit is used. Undefined for any share except a number from 0 to 100. */
export function quotaOf(window: unknown, percent: unknown, resetsAt: Instant | undefined): QuotaEvent | undefined {
  if (typeof percent !== 'number' || !(percent >= 0 && percent <= 100) || word(window) === '') return undefined;
  const used = Math.round(percent * 10) / 10;
  return { type: 'quota', window: clip(word(window), 40), used, ...(resetsAt === undefined ? {} : { resetsAt }) };
}

/** Returns the entry of a table for a name that a program printed. Inherited names, such as `constructor`, have no entry. */
export function handlerOf<T>(table: Readonly<Record<string, T>>, name: unknown): T | undefined {
  if (typeof name !== 'string' && typeof name !== 'number') return undefined;
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Converts seconds since 1970 into an instant; undefined for any other value. */
export function instantOfField(seconds: unknown): Instant | undefined {
  const ms = usageCount(seconds) * 1000;
  return ms > 0 && ms <= LAST_INSTANT_MS ? toInstant(ms) : undefined;
}

/** Matches a moment of any zone, with or without parts of a second. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

/** Converts a moment that a program printed into an instant; undefined for any other value. */
export function instantOfText(text: unknown): Instant | undefined {
  const ms = typeof text === 'string' && MOMENT.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : toInstant(ms);
}

/** Shortens a value for people. A string stays a string; any other value is shown as JSON. */
export function clippedSummary(value: unknown, max: number = EVENT_LIMITS.summary): string {
  if (value === undefined || value === null) return '';
  return clip((typeof value === 'string' ? value : jsonOf(value)).trim(), max);
}

/**
 * Returns the beginnings of the lines of a written text, by which a line of the result is recognised later. Lines without
 * a letter or digit are left out.
 */
export function writtenLines(text: string): string[] {
  return text
    .split('\n')
    .map(writtenLine)
    .filter((line) => line !== '')
    .slice(0, WRITTEN_LIMITS.lines);
}

/** Returns the beginning of a line without indentation; empty if it has no letter or digit. */
export function writtenLine(line: string): string {
  return /[\p{L}\p{N}]/u.test(line) ? line.trim().slice(0, WRITTEN_LIMITS.line) : '';
}

/** Formats a value as JSON. Some values from JSON.parse are nested too deeply for JSON.stringify. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '(nested too deeply to show)';
  }
}

/** Returns the server of an address, as the setting `runs.network` names it; undefined without an address. */
export function modelServerOf(address: string | undefined): string[] | undefined {
  if (!address || !URL.canParse(address)) return undefined;
  const { protocol, hostname, port } = new URL(address);
  const isHere = hostname === 'localhost' || hostname === '127.0.0.1';
  const usual = protocol === 'http:' ? '80' : '443';
  return [isHere ? `localhost:${port || usual}` : port ? `${hostname}:${port}` : hostname];
}
