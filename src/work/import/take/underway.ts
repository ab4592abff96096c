import { bareName } from '../../../base/bare-name.ts';
import { clip } from '../../../base/clip.ts';
import { ownProperty } from '../../../base/own-property.ts';
import { present } from '../../../base/present.ts';
import { type Instant, isInstant } from '../../../domain/instant.ts';
import type { Handoff, Task } from '../../../domain/task/task.ts';
import { FREE_WORDS, plainState, type ReadRows, type TaskRow } from '../../../sources/index.ts';
import type { ParsedRow } from './row-schema.ts';

/** The work on a task in its source tool. */
export type Underway = NonNullable<ParsedRow['underway']>;

/** Words that only repeat other fields of the row: its dependencies or its dates. */
const SAID_OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  blocked: ['depends'],
  waiting: ['depends', 'wait'],
  deferred: ['wait', 'scheduled'],
};

/** Matches a tag that says the same about an issue, which has no such state on GitHub: `needs-triage`, `status: triage`. */
const TRIAGE_TAG = /^(?:status[:/_-]?)?(?:needs|awaiting|to)?[:/_-]*triage$/i;

/**
 * Marks rows whose task somebody already works on in the source tool. The facts are `start`, the status in `extra`, or
 * the format's own field.
 */
export function noteUnderway({
  rows,
  title,
  bySource,
}: Pick<ReadRows, 'title' | 'bySource'> & { rows: readonly TaskRow[] }): void {
  for (const row of rows) {
    const { known } = row;
    if ((known.status ?? 'pending') !== 'pending' || known.handoff) continue;
    const word = isInstant(known.start)
      ? 'active'
      : (bySource || row.byHand || row.held !== undefined) && heldWord(row);
    if (!word) continue;
    const by = namesOf(row.extra.assignee, known.agent);
    known.underway = { word, ...(title ? { in: title } : {}), ...present({ by }), since: known.start };
    delete known.start;
  }
}

/** Returns the tool's word for the task's state, if the word means that the task isn't free. */
function heldWord({ known, extra, held }: TaskRow): string | undefined {
  if (held !== undefined) return held;
  const tags = Array.isArray(known.tags) ? known.tags : [];
  if (tags.some((tag) => typeof tag === 'string' && TRIAGE_TAG.test(tag.replaceAll(' ', '')))) return 'needs triage';
  const written = extra.status ?? extra.state;
  if (typeof written !== 'string') return undefined;
  const word = clip(written.replaceAll(/[\p{Cc}\s_-]+/gu, ' ').trim(), 60).toLowerCase();
  const isFree =
    word === '' ||
    FREE_WORDS.has(plainState(word)) ||
    ownProperty(SAID_OTHERWISE, word)?.some((field) => isGiven(known[field]));
  return isFree ? undefined : word;
}

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null;
}

function namesOf(several: unknown, one: unknown): string[] | undefined {
  const all = Array.isArray(several) ? several : [one];
  const names = all.flatMap((name) => (typeof name === 'string' ? clip(bareName(name), 60) : []));
  return names.length > 0 ? names.slice(0, 5) : undefined;
}

/**
 * Returns the handoff of a task that somebody works on in the source tool. Only a caller that names the task can start
 * it.
 * @param reopens whether the row reopens the task. The task is then as new: nobody in Backlog works on it.
 * @returns null if the task is free at its source again; undefined, which changes nothing, if somebody started, handed
 * off or closed it in Backlog
 */
export function handedOver(
  underway: Underway | null,
  {
    present,
    importer,
    at,
    reopens = false,
  }: { present: Task | undefined; importer: string; at: Instant; reopens?: boolean },
): Handoff | null | undefined {
  const isOurs =
    !reopens &&
    present &&
    (present.status !== 'pending' || present.start || (present.handoff && !present.handoff.elsewhere));
  if (isOurs) return undefined;
  if (underway === null) return present?.handoff ? null : undefined;
  const { word, by, since = at } = underway;
  const whose = by ? `, by ${by.join(', ')}` : '';
  const where = underway.in ? `in ${underway.in}` : 'where it came from';
  const note = `${word} ${where}${whose}`;
  const known = present?.handoff;
  // A repeated import keeps the author and time.
  if (known?.note === note && known.at === since) return known;
  return { at: since, actor: importer, note, elsewhere: true };
}
