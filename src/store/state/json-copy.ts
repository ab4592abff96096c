/**
 * Copies a value like `JSON.parse(JSON.stringify(value))`, but in a third of the time for plain values. The copy shares
 * nothing with the original.
 * @returns undefined if JSON can't represent the value
 */
export function jsonCopy(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (Array.isArray(value) && !('toJSON' in value)) return elementsOf(value);
  return isPlain(value) ? fieldsOf(value) : slowly(value);
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    !('toJSON' in value) &&
    !Object.hasOwn(value, '__proto__')
  );
}

function elementsOf(value: readonly unknown[]): unknown[] {
  const copy: unknown[] = [];
  for (const element of value) copy.push(jsonCopy(element) ?? null);
  return copy;
}

function fieldsOf(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const field of Object.keys(value)) {
    const inner = jsonCopy(value[field]);
    if (inner !== undefined) copy[field] = inner;
  }
  return copy;
}

function slowly(value: unknown): unknown {
  const text: string | undefined = JSON.stringify(value);
  return text === undefined ? undefined : JSON.parse(text);
}
