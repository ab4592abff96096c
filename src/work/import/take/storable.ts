import { putOwn } from '../../../base/own-property.ts';
import { storable, unstorable } from '../../../base/unsafe-characters.ts';
import type { TaskRow } from '../../../sources/index.ts';

/**
 * Replaces characters that Backlog can't store in texts by U+FFFD, with a warning. Doesn't change `extra`, which is
 * JSON.
 */
export function makeStorable({ known, warnings }: TaskRow): void {
  for (const [field, value] of Object.entries(known)) {
    if (field === 'extra') continue;
    const found = new Set<string>();
    const clean = storableIn(value, found);
    if (found.size === 0) continue;
    putOwn(known, field, clean);
    warnings.push(`${field}: ${[...found].join(', ')} is not a text character; replaced by U+FFFD`);
  }
}

function storableIn(value: unknown, found: Set<string>): unknown {
  if (typeof value === 'string') {
    const first = unstorable(value);
    if (first !== undefined) found.add(first);
    return first === undefined ? value : storable(value);
  }
  if (Array.isArray(value)) return value.map((inner) => storableIn(inner, found));
  if (typeof value !== 'object' || value === null) return value;
  const clean = {};
  for (const [key, inner] of Object.entries(value))
    putOwn(clean, storableIn(key, found) as string, storableIn(inner, found));
  return clean;
}
