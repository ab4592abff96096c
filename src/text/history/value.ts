import { plainValue } from '../../base/json/plain-value.ts';
import { fromInstant, isInstant } from '../../domain/instant.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import { entryText } from '../../domain/scope-text.ts';
import { isUuid } from '../../domain/task/task.ts';
import { formatFull } from '../../time/index.ts';
import { oneLine, quoted } from '../safe.ts';

/** Maximum number of characters of a value in a line of the history. */
export const VALUE_LIMITS = { value: 80, text: 60, evidence: 40, name: 40 } as const;

/** The facts that the format of values depends on. */
export interface ValueContext {
  queue: Pick<TaskQueue, 'get'>;
  zone: string;
  /** True for a commit that archives or restores tasks. The text then doesn't call a removed task purged. */
  archive?: boolean | undefined;
  /** The uuid of the task whose history is shown. Texts omit its name. */
  about?: string | undefined;
}

/** Formats a task: `12 "Fix login"`, or the beginning of its uuid if the task no longer exists. */
export function refText(uuid: string, { queue, about }: ValueContext): string {
  const task = queue.get(uuid);
  if (!task) return uuid.slice(0, 8);
  return uuid === about ? String(task.id) : `${task.id} ${quoted(task.description, VALUE_LIMITS.name)}`;
}

/** Formats the change of a field. For a list, shows added (+) and removed (-) elements. */
export function fieldText(field: string, before: unknown, after: unknown, reader: ValueContext): string {
  if (!field.endsWith('[]')) return `${field}: ${valueText(before, reader)} -> ${valueText(after, reader)}`;
  const elements = (list: unknown, sign: string) =>
    Array.isArray(list) ? list.map((element) => sign + valueText(element, reader)) : [];
  return `${field.slice(0, -2)}: ${[...elements(before, '-'), ...elements(after, '+')].join(' ')}`;
}

export function valueText(value: unknown, reader: ValueContext): string {
  if (value === undefined || value === null) return '(none)';
  if (typeof value === 'string') return wordText(value, reader);
  if (Array.isArray(value)) return oneLine(value.map((each) => valueText(each, reader)).join(' '), VALUE_LIMITS.value);
  return typeof value === 'object' ? structureText(value, reader) : String(value);
}

/** Formats a uuid as the task's number and name, and an instant in the reader's time zone. */
function wordText(value: string, reader: ValueContext): string {
  if (isUuid(value)) return refText(value, reader);
  return isInstant(value) ? formatFull(fromInstant(value), reader.zone) : oneLine(value, VALUE_LIMITS.value);
}

/** The fields of a stored object, such as a note, that the text can show. */
interface Structure {
  text?: string;
  met?: { evidence?: string; outdated?: string };
  note?: string;
  /** A number that was measured; its note is optional. */
  value?: number;
  persona?: string;
  stakes?: string;
  glob?: string;
  repo?: string;
  type?: string;
  uuid?: string;
  zone?: string;
}

/**
 * Formats notes, criteria and handoffs by text, readings by value, scopes by globs, links by tasks, and other objects by
 * their parts.
 */
function structureText(value: object, reader: ValueContext): string {
  const { text, met, note, value: measured, persona, stakes, glob, repo, type, uuid, zone } = value as Structure;
  if (text !== undefined)
    return `${quoted(text, VALUE_LIMITS.text)}${met ? ` (${met.outdated === undefined ? 'met' : 'outdated'}: ${oneLine(String(met.evidence), VALUE_LIMITS.evidence)})` : ''}`;
  if (measured !== undefined) return [measured, note && quoted(note, VALUE_LIMITS.value)].filter(Boolean).join(' ');
  if (persona !== undefined) return [persona, stakes && quoted(stakes, VALUE_LIMITS.value)].filter(Boolean).join(' ');
  if (note !== undefined) return quoted(note, VALUE_LIMITS.value);
  if (glob !== undefined) return oneLine(entryText({ repo, glob }));
  if (uuid !== undefined) return `${type} ${refText(uuid, reader)}`;
  return (
    zone ??
    oneLine(
      plainValue(value, (word) => wordText(word, reader)),
      VALUE_LIMITS.value,
    )
  );
}

/** Returns the texts that are too long for a line of the history: notes, handoffs, evidence, descriptions. */
export function longTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(longTexts);
  if (typeof value === 'string') return isLong(value, VALUE_LIMITS.value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  const { text, note, met } = value as Structure;
  return [
    ...(text !== undefined && isLong(text, VALUE_LIMITS.text) ? [text] : []),
    ...(note !== undefined && isLong(note, VALUE_LIMITS.value) ? [note] : []),
    ...(met?.evidence !== undefined && isLong(met.evidence, VALUE_LIMITS.evidence) ? [met.evidence] : []),
  ];
}

const isLong = (text: string, most: number) => text.length > most || text.includes('\n');
