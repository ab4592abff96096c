import { counted } from '../../base/amounts.ts';
import { type KindRow, kindRow } from '../../domain/kinds/table.ts';
import { sourceTexts } from '../../domain/task/source-texts.ts';
import { isOutsideIn, isUuid } from '../../domain/task/task.ts';
import type { DocumentChange } from '../../report/history.ts';
import { changedFields, isSaidBy, verbOf } from '../../report/statement/change.ts';
import { VERBS } from '../../report/statement/verbs.ts';
import type { Commit } from '../../store/index.ts';
import { titleText } from '../row.ts';
import { harmless, oneLine, quoted, quotedLines } from '../safe.ts';
import { fieldText, longTexts, refText, VALUE_LIMITS, type ValueContext, valueText } from './value.ts';

/** Maximum number of lines per text in the full history. */
const TEXT_LINES = 100;

export type CommitChange = Commit['changes'][number];
type Fields = Readonly<Record<string, unknown>>;

/** A change on one line, and the lines that the full history shows below it. */
export interface ToldChange {
  line: string;
  more: readonly string[];
}

/**
 * Formats a change. Returns undefined for kinds of records that the history does not show, and for a task that only got
 * a new time of change.
 */
export function changeTold(
  change: CommitChange,
  reader: ValueContext,
  document?: DocumentChange,
): ToldChange | undefined {
  if (change.kind === 'task') return taskTold(change, reader);
  const row = kindRow(change.kind);
  return row?.historyText && recordTold(change, { row, told: row.historyText, document }, reader);
}

/** Fields that every task has, or that the line about a new task shows anyway. */
const PLAIN = new Set(['uuid', 'id', 'description', 'entry', 'modified', 'status']);

function taskTold(change: CommitChange, reader: ValueContext): ToldChange | undefined {
  const { id, before, after } = change;
  const name = after === null ? goneText(id, before, reader) : refText(id, reader);
  const verb = verbOf(change, reader.archive);
  const { did } = VERBS[verb];
  if (verb === 'restore' || after === null) return { line: `${name} ${did}`, more: [] };
  if (before === null) {
    const description = after?.description;
    const number = typeof after?.id === 'number' ? after.id : (reader.queue.get(id)?.id ?? refText(id, reader));
    const given = Object.entries(after ?? {}).filter(([field]) => !PLAIN.has(field));
    return {
      line: `${number} ${did}${typeof description === 'string' ? `: ${titleText({ description, outside: isOutsideIn(after ?? {}) }, VALUE_LIMITS.text)}` : ''}`,
      more: given.flatMap(([field, value]) => [
        `${field}: ${taskValueText(field, value, reader)}`,
        ...whole(undefined, value),
      ]),
    };
  }
  const isTold = (field: string) =>
    field !== 'modified' &&
    !isSaidBy(verb, field) &&
    (field !== 'source' || taskValueText(field, before[field], reader) !== taskValueText(field, after[field], reader));
  const fields = changedFields(change).filter(isTold);
  const acts = verb === 'change' || verb === 'move' ? [] : [did];
  const texts = [...acts, ...fields.map((field) => taskFieldText(field, before[field], after[field], reader))];
  if (texts.length === 0) return undefined;
  return {
    line: `${name} ${texts.join(', ')}`,
    more: fields.flatMap((field) => whole(before[field], after[field])),
  };
}

function taskFieldText(field: string, before: unknown, after: unknown, reader: ValueContext): string {
  if (field !== 'source') return fieldText(field, before, after, reader);
  return `${field}: ${taskValueText(field, before, reader)} -> ${taskValueText(field, after, reader)}`;
}

/** Formats a value of a task. A source is named, without the digests that imports keep. */
function taskValueText(field: string, value: unknown, reader: ValueContext): string {
  if (field !== 'source' || typeof value !== 'object' || value === null) return valueText(value, reader);
  return oneLine(sourceTexts(value as Parameters<typeof sourceTexts>[0]).join(' '), VALUE_LIMITS.value);
}

/** Formats the name of a removed task from its last fields. */
function goneText(uuid: string, before: Fields | null, reader: ValueContext): string {
  const { id, description } = before ?? {};
  if (typeof id !== 'number' || typeof description !== 'string') return refText(uuid, reader);
  return uuid === reader.about ? String(id) : `${id} ${quoted(description, VALUE_LIMITS.name)}`;
}

/**
 * Returns the texts that were added or, if there are none, the texts that were removed. Quotes them, so that no line
 * looks like a line of Backlog's.
 */
function whole(before: unknown, after: unknown): string[] {
  const came = longTexts(after);
  return (came.length > 0 ? came : longTexts(before)).flatMap((text) => bounded(quotedLines(text)));
}

function bounded(lines: readonly string[]): readonly string[] {
  if (lines.length <= TEXT_LINES) return lines;
  return [...lines.slice(0, TEXT_LINES), `… and ${counted(lines.length - TEXT_LINES, 'more line')}`];
}

/**
 * Formats the change of another record: `12 "Fix login" document spec: version 2, +3 -1 lines`, `setting
 * claims.outsideScope = deny`, `@mine removed`.
 */
function recordTold(
  change: CommitChange,
  {
    row,
    told,
    document,
  }: { row: KindRow; told: NonNullable<KindRow['historyText']>; document: DocumentChange | undefined },
  reader: ValueContext,
): ToldChange {
  const { id, before, after } = change;
  // The id of a question is its own, and only its first change has its task.
  const [first] = id.split('/');
  const owner = first === id && isUuid(first) ? after?.task : first;
  const whose = row.task && typeof owner === 'string' && isUuid(owner) ? `${refText(owner, reader)} ` : '';
  const name = `${whose}${oneLine(told.name(id), VALUE_LIMITS.value)}`;
  if (after === null) return { line: `${name} ${VERBS[verbOf(change, reader.archive)].did}`, more: [] };
  const version = documentText({ before, after }, document);
  if (version) return { line: `${name}: ${version}`, more: document ? documentLines(document) : [] };
  const value = told.value?.(after as never);
  if (value !== undefined) {
    const was = before === null ? undefined : told.value?.(before as never);
    const earlier = was === undefined || was === value ? '' : ` (was ${oneLine(was, VALUE_LIMITS.value)})`;
    return { line: `${name} = ${oneLine(value, VALUE_LIMITS.value)}${earlier}`, more: whole(undefined, value) };
  }
  return { line: before && told.fields ? `${name} ${fieldsText(change, row, reader)}` : name, more: [] };
}

/** Fields that change with every write. */
const SIGNATURE = new Set(['at', 'actor']);

function fieldsText(change: CommitChange, { stamps = [] }: KindRow, reader: ValueContext): string {
  const { before, after } = change;
  const fields = changedFields(change).filter((field) => !SIGNATURE.has(field) && !stamps.includes(field));
  return fields.map((field) => fieldText(field, before?.[field], after?.[field], reader)).join(', ');
}

/** Maximum number of lines of a diff, and of characters per line. */
const DIFF_LIMITS = { lines: 80, line: 240 } as const;

interface Version {
  n?: number;
  blob?: string | null;
  note?: string;
}

/** Formats a document's new version: `version 2 (from the meeting), +3 -1 lines`. Undefined if none changed. */
function documentText(
  { before, after }: Pick<Commit['changes'][number], 'before' | 'after'>,
  change: DocumentChange | undefined,
): string | undefined {
  const came = lastOf(after?.['versions[]'] ?? after?.versions);
  const went = lastOf(before?.['versions[]'] ?? before?.versions);
  const last = came ?? went;
  if (!last?.n) return undefined;
  const note = last.note && came ? ` (${oneLine(last.note, VALUE_LIMITS.value)})` : '';
  const what = !came ? `version ${last.n} undone` : came.blob === null ? 'deleted' : `version ${last.n}`;
  return `${what}${note}${sizeText(change)}`;
}

function lastOf(versions: unknown): Version | undefined {
  return Array.isArray(versions) ? (versions.at(-1) as Version | undefined) : undefined;
}

function sizeText(change: DocumentChange | undefined): string {
  if (!change) return '';
  if (change.unreadable !== undefined) return `; ${oneLine(change.unreadable, VALUE_LIMITS.value)}`;
  const { added, deleted } = change;
  return added + deleted === 0 ? '' : `, +${added} -${deleted} lines`;
}

/** Returns the lines of the diff, if it was requested. Each starts with `+`, `-`, a space or `@`. */
function documentLines({ diff }: DocumentChange): string[] {
  if (diff === undefined) return [];
  const lines = diff.split('\n').slice(HEADER).map(shown);
  if (lines.length <= DIFF_LIMITS.lines) return lines;
  return [...lines.slice(0, DIFF_LIMITS.lines), `… and ${counted(lines.length - DIFF_LIMITS.lines, 'more line')}`];
}

/** Number of lines before the first hunk of a unified diff: the two file names. */
const HEADER = 2;

function shown(line: string): string {
  const text = harmless(line);
  return text.length <= DIFF_LIMITS.line ? text : `${text.slice(0, DIFF_LIMITS.line)}…`;
}
