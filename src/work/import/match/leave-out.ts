/**
 * Keeps the name of a reference that an import leaves out in `extra`, under the reference's field.
 * @returns the new `extra`
 */
export function keptInExtra(
  extra: Readonly<Record<string, unknown>> | undefined,
  field: string,
  name: string,
): Record<string, unknown> {
  const before = extra?.[field];
  if (field === 'parent') return { ...extra, parent: name };
  return { ...extra, [field]: [...new Set([...(Array.isArray(before) ? (before as unknown[]) : []), name])] };
}

/** Words the warning about a reference to a task that an import doesn't find. */
export function unknownReference(field: string, name: string): string {
  return `${field}: ${JSON.stringify(name)} is neither in this file nor in the queue; it stays in extra`;
}
