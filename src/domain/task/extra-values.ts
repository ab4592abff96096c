import { resolveDate } from '../../time/index.ts';
import type { Task } from './task.ts';

/**
 * Returns the values of a field of another tool, as texts. A dot leads into a nested field. Upper case doesn't matter,
 * and `_` stands for blanks and other characters: `story_points` is `Story Points`.
 */
export function extraTexts({ extra }: Pick<Task, 'extra'>, name: string): string[] {
  return valuesAt(extra, folded(name)).flatMap((value) => textsOfValue(value));
}

/** A number, or a date in epoch ms. Texts of other tools don't say their types. */
export type Measure = { number: number } | { date: number };

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
/** Matches a whole date of ISO 8601, or of Taskwarrior, with or without a time. Words and parts of dates are texts. */
const DATE = /^\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-][\d:]+)?)?$|^\d{8}T\d{4,6}(?:Z|[+-][\d:]+)?$/;

/**
 * Reads the value of a field of another tool as a number or as a date. Filters compare two numbers as numbers, and two
 * dates as dates.
 * @param zone IANA name of the zone for dates without one
 * @returns undefined for another text
 */
export function measureOf(text: string, zone: string): Measure | undefined {
  if (NUMBER.test(text)) return { number: Number(text) };
  if (!DATE.test(text)) return undefined;
  // A whole date doesn't depend on the current time.
  const date = resolveDate(text, { now: 0, zone });
  return date.ok ? { date: date.at } : undefined;
}

/** Returns the texts of all fields of other tools. */
export function allExtraTexts({ extra }: Pick<Task, 'extra'>): string[] {
  return leavesOf(extra);
}

/** Returns a field's name as filters write it. */
export function folded(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.]+/gu, '_')
    .replace(/(?<=.)_$/u, '');
}

/** Levels of nested lists and objects that are searched. Deeper values count as their JSON. */
const MOST_LEVELS = 20;

function valuesAt(value: unknown, path: string, levels = MOST_LEVELS): unknown[] {
  if (typeof value !== 'object' || value === null || levels === 0) return [];
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path, levels - 1));
  return Object.entries(value).flatMap(([key, inner]) => {
    const name = folded(key);
    if (name === path) return [inner];
    return path.startsWith(`${name}.`) ? valuesAt(inner, path.slice(name.length + 1), levels - 1) : [];
  });
}

function textsOfValue(value: unknown): string[] {
  if (!Array.isArray(value)) return leavesOf(value, 0);
  return value.flatMap((item) => leavesOf(item, 0));
}

/** Returns the single values inside of a value, as texts. */
function leavesOf(value: unknown, levels = MOST_LEVELS): string[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [String(value)];
  return levels === 0 ? [JSON.stringify(value)] : Object.values(value).flatMap((inner) => leavesOf(inner, levels - 1));
}
