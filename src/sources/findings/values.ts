import { isObject } from '../../base/is-object.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Returns the objects of a list. Anything else is an empty list. */
export function objectsIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function objectIn(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** Returns a line number. */
export function lineIn(value: unknown): number | undefined {
  return Number.isInteger(value) && (value as number) > 0 ? (value as number) : undefined;
}
