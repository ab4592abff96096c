/**
 * Checks whether a value means nothing: it is absent, null, a text without words, or an empty list.
 * @param field the task's field, if it has one. A status that nobody set means nothing, too
 */
export function isNothing(value: unknown, field?: string): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value !== 'string') return false;
  return value.trim() === '' || (field === 'status' && (value === 'pending' || value === 'recurring'));
}
