import { isObject } from '../../base/is-object.ts';
import { RISKS } from '../../domain/kinds/agent.ts';
import type { SourceTask } from './row.ts';
import { names, type ValueReader } from './values.ts';

/** Reads the capabilities that a task needs, as tags: `needs.edit_code`. */
export const needs: ValueReader = (value) => (names(value) as string[]).map((word) => `needs.${word}`);

/** Reads the risk of a task as a tag: `risk.high`. An unknown word has no tag. */
export const risk: ValueReader = (value) => (isRisk(value) ? [`risk.${value.trim().toLowerCase()}`] : []);

/** The values that {@link risk} reads exactly. */
export const PLAIN_RISKS = RISKS;

function isRisk(value: unknown): value is string {
  return typeof value === 'string' && (RISKS as readonly string[]).includes(value.trim().toLowerCase());
}

/** Moves a value from a nested field of `extra` to the row. Keeps the value there if `take` returns false. */
export function takeNested(
  row: SourceTask,
  [outer, inner]: readonly [string, string],
  take: (value: unknown) => boolean,
) {
  const whole = row.extra[outer];
  if (!isObject(whole) || whole[inner] === undefined) return;
  if (!take(whole[inner])) return;
  const { [inner]: _, ...rest } = whole;
  if (Object.keys(rest).length > 0) row.extra[outer] = rest;
  else delete row.extra[outer];
}

/** Adds tags to a row. */
export function addTags({ known }: SourceTask, tags: readonly string[]): void {
  if (tags.length > 0) known.tags = [...((known.tags as string[] | undefined) ?? []), ...tags];
}
