import { ownProperty } from '../base/own-property.ts';

/** What lets a refused change be sent again, besides another value here and a change of the item there. */
export type Ending = 'map' | 'token' | 'pause';

interface RefusalRow {
  /** The condition, for the sentence "Backlog sends it again …". */
  next: string;
  retry: readonly Ending[];
}

/** Why a service refuses a change, and when that can be over. What no row names is never sent again by itself. */
export const REFUSALS = {
  map: { next: 'after a change of the map', retry: ['map', 'pause'] },
  rights: { next: 'with another token', retry: ['token', 'pause'] },
  size: { next: 'with a shorter text', retry: [] },
  form: { next: 'if something changes there', retry: ['map', 'pause'] },
  other: { next: 'if something changes', retry: ['map', 'token', 'pause'] },
} as const satisfies Readonly<Record<string, RefusalRow>>;

export type RefusalKind = keyof typeof REFUSALS;

/** Returns the row of a stored kind. Earlier versions stored none, and a newer one may know more. */
export const refusalRow = (kind = 'other'): RefusalRow => ownProperty(REFUSALS, kind) ?? REFUSALS.other;

/** Statuses of a service, by what they say about a change. */
const OF_STATUS: Readonly<Record<number, RefusalKind>> = { 400: 'form', 403: 'rights', 413: 'size', 422: 'form' };

/** Words by which services name a text that is too long. */
const TOO_LONG = /\b(CONTENT_LIMIT_EXCEEDED|too_long|is too long)\b/;

/** Returns what a service's refusal of a change is about. */
export const refusalKind = (status: number, says: string): RefusalKind =>
  TOO_LONG.test(says) ? 'size' : (OF_STATUS[status] ?? 'other');
