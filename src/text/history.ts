import { type Actor, formatActor } from '../domain/actor.ts';
import { fromInstant, isInstant } from '../domain/instant.ts';
import { type KindRow, kindRow } from '../domain/kinds/table.ts';
import type { TaskQueue } from '../domain/queue.ts';
import { isUuid } from '../domain/task.ts';
import type { Commit } from '../store/index.ts';
import { formatFull } from '../time/index.ts';
import { oneLine, quoted } from './safe.ts';

/** How much of a commit a line of history tells. */
export const HISTORY_LIMITS = { changes: 5, value: 80 } as const;

export interface Telling {
  queue: Pick<TaskQueue, 'get'>;
  zone: string;
  /** Tell all changes, one per line. */
  whole?: boolean;
}

/** `41 2026-08-01 10:00 UTC human:ada task_modify  12 due: 2026-08-02 -> 2026-08-04` */
export function commitText(commit: Commit, { queue, zone, whole = false }: Telling): string {
  const told = commit.changes.flatMap((change) => changeText(change, { queue, zone }) ?? []);
  const head = `${commit.seq} ${formatFull(fromInstant(commit.at), zone)} ${whoText(commit.actor)} ${commit.command}`;
  if (whole) return [head, ...told.map((text) => `  ${text}`)].join('\n');
  const shown = told.slice(0, HISTORY_LIMITS.changes);
  if (told.length > shown.length)
    shown.push(`… and ${told.length - shown.length} more: history of commit ${commit.seq}`);
  return shown.length > 0 ? `${head}  ${shown.join('; ')}` : head;
}

/** With the session, by its first eight characters: two sessions of one client have the same name. */
function whoText(actor: Actor): string {
  const name = oneLine(formatActor(actor));
  return actor.session ? `${name} (session ${oneLine(actor.session).slice(0, 8)})` : name;
}

type Reader = Pick<Telling, 'queue' | 'zone'>;
type Change = Commit['changes'][number];

/** undefined for what history leaves out. */
function changeText(change: Change, reader: Reader): string | undefined {
  if (change.kind === 'task') return taskText(change, reader);
  const row = kindRow(change.kind);
  return row?.told && recordText(change, { row, told: row.told }, reader);
}

function taskText({ id, before, after }: Change, reader: Reader): string {
  const name = refText(id, reader);
  if (before === null) {
    const description = after?.description;
    return `${name} created${typeof description === 'string' ? `: ${oneLine(description, 60)}` : ''}`;
  }
  if (after === null) return `${name} purged`;
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((field) => field !== 'modified');
  return `${name} ${fields.map((field) => fieldText(field, before[field], after[field], reader)).join(', ')}`;
}

/** `12 document spec: version 2`, `setting claims.outsideScope = deny`, `@mine removed` */
function recordText(
  { id, before, after }: Change,
  { row, told }: { row: KindRow; told: NonNullable<KindRow['told']> },
  reader: Reader,
): string {
  const [owner] = id.split('/');
  const whose = row.task && owner && isUuid(owner) ? `${refText(owner, reader)} ` : '';
  const name = `${whose}${oneLine(told.name(id), HISTORY_LIMITS.value)}`;
  if (after === null) return `${name} removed`;
  const version = versionText(after['versions[]'] ?? after.versions);
  if (version) return `${name}: ${version}`;
  const value = isSigned(after) ? undefined : told.value?.({ ...before, ...after } as never);
  return value === undefined ? name : `${name} = ${oneLine(value, HISTORY_LIMITS.value)}`;
}

/** Was only the signature renewed? A change holds only the fields that changed, so then there is no value to tell. */
function isSigned(after: Record<string, unknown>): boolean {
  return Object.keys(after).every((field) => field === 'at' || field === 'actor');
}

function versionText(versions: unknown): string | undefined {
  const last = Array.isArray(versions)
    ? (versions.at(-1) as { n?: number; blob?: string | null; note?: string })
    : undefined;
  if (!last?.n) return undefined;
  const note = last.note ? ` (${oneLine(last.note, HISTORY_LIMITS.value)})` : '';
  return last.blob === null ? `deleted${note}` : `version ${last.n}${note}`;
}

/** A field whose elements change one by one is told by what came (+) and went (-). */
function fieldText(field: string, before: unknown, after: unknown, reader: Reader): string {
  if (!field.endsWith('[]')) return `${field}: ${valueText(before, reader)} -> ${valueText(after, reader)}`;
  const elements = (list: unknown, sign: string) =>
    Array.isArray(list) ? list.map((element) => sign + valueText(element, reader)) : [];
  return `${field.slice(0, -2)}: ${[...elements(before, '-'), ...elements(after, '+')].join(' ')}`;
}

function valueText(value: unknown, reader: Reader): string {
  if (value === undefined || value === null) return '(none)';
  if (typeof value === 'string') return wordText(value, reader);
  if (Array.isArray(value))
    return oneLine(value.map((each) => valueText(each, reader)).join(' '), HISTORY_LIMITS.value);
  return typeof value === 'object' ? structureText(value, reader) : String(value);
}

/** Tasks by their number, instants in the reader's zone. */
function wordText(value: string, reader: Reader): string {
  if (isUuid(value)) return refText(value, reader);
  return isInstant(value) ? formatFull(fromInstant(value), reader.zone) : oneLine(value, HISTORY_LIMITS.value);
}

/** What a stored structure may hold that says most of it. */
interface Structure {
  text?: string;
  met?: { evidence?: string };
  note?: string;
  glob?: string;
  repo?: string;
  type?: string;
  uuid?: string;
  zone?: string;
}

/** Notes, criteria and handoffs by their words, scopes by their globs, links by their tasks; others as JSON. */
function structureText(value: object, reader: Reader): string {
  const { text, met, note, glob, repo, type, uuid, zone } = value as Structure;
  if (text !== undefined) return `${quoted(text, 60)}${met ? ` (met: ${oneLine(String(met.evidence), 40)})` : ''}`;
  if (note !== undefined) return quoted(note, HISTORY_LIMITS.value);
  if (glob !== undefined) return oneLine(repo === undefined ? glob : `${repo}:${glob}`);
  if (uuid !== undefined) return `${type} ${refText(uuid, reader)}`;
  return zone ?? oneLine(JSON.stringify(value), HISTORY_LIMITS.value);
}

/** A task by its number; one that is gone by the start of its uuid. */
function refText(uuid: string, { queue }: Reader): string {
  return String(queue.get(uuid)?.id ?? uuid.slice(0, 8));
}
