import { bareName } from '../../../base/bare-name.ts';
import { clip } from '../../../base/clip.ts';
import { ownProperty } from '../../../base/own-property.ts';
import { present } from '../../../base/present.ts';
import { type Instant, isInstant } from '../../../domain/instant.ts';
import type { Handoff, Task } from '../../../domain/task/task.ts';
import type { ReadRows, TaskRow } from '../../../sources/index.ts';
import type { ParsedRow } from './row-schema.ts';

/** That a task is not free where it comes from. */
type Underway = NonNullable<ParsedRow['underway']>;

/** Words of all tools for an open task that anybody may begin. Any other (in progress, review, deferred, failed) is a reason not to. */
const FREE: ReadonlySet<string> = new Set(
  ['to do', 'todo', 'open', 'new', 'pending', 'ready', 'planned', 'queued', 'next', 'backlog', 'accepted'].concat(
    ...['proposed', 'idea', 'icebox', 'triage', 'selected', 'reopened', 'not started', 'unstarted', 'later', 'inbox'],
    ...['selected for development', 'offen', 'neu', 'zu erledigen', 'nicht begonnen', 'geplant'],
  ),
);

/** What other words of the row say in our terms: what it waits for, or until when. */
const SAID_OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  blocked: ['depends'],
  waiting: ['depends', 'wait'],
  deferred: ['wait', 'scheduled'],
};

/** Notes of each row that it is not free where it comes from. What says so is the same for all: `start`, or the status kept in `extra`, unless the format says it itself. */
export function noteUnderway({ rows, title, bySource }: ReadRows): void {
  for (const row of rows) {
    const { known } = row;
    if ((known.status ?? 'pending') !== 'pending' || known.handoff) continue;
    const word = isInstant(known.start) ? 'active' : (bySource || row.byHand) && heldWord(row);
    if (!word) continue;
    const by = namesOf(row.extra.assignee, known.agent);
    known.underway = { word, ...(title ? { in: title } : {}), ...present({ by }), since: known.start };
    delete known.start;
  }
}

/** The word of the tool, where it is a reason not to begin the task. */
function heldWord({ known, extra, held }: TaskRow): string | undefined {
  if (held !== undefined) return held;
  const written = extra.status ?? extra.state;
  if (typeof written !== 'string') return undefined;
  const word = clip(written.replaceAll(/[\p{Cc}\s_-]+/gu, ' ').trim(), 60).toLowerCase();
  const isFree =
    word === '' || FREE.has(word) || ownProperty(SAID_OTHERWISE, word)?.some((field) => isGiven(known[field]));
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
 * The handoff of a task that is not free elsewhere, so that only who names the task begins it here; null when it is free again there.
 * Undefined: the task stays as it is, since somebody here began, left or closed it.
 */
export function handedOver(
  underway: Underway | null,
  { present, importer, at }: { present: Task | undefined; importer: string; at: Instant },
): Handoff | null | undefined {
  const isOurs =
    present && (present.status !== 'pending' || present.start || (present.handoff && !present.handoff.elsewhere));
  if (isOurs) return undefined;
  if (underway === null) return present?.handoff ? null : undefined;
  const { word, by, since = at } = underway;
  const whose = by ? `, by ${by.join(', ')}` : '';
  const where = underway.in ? `in ${underway.in}` : 'where it came from';
  const note = `${word} ${where}${whose}`;
  const known = present?.handoff;
  // A second import of the same row signs nothing again.
  if (known?.note === note && known.at === since) return known;
  return { at: since, actor: importer, note, elsewhere: true };
}
