import { plainValue } from '../../../../base/json/plain-value.ts';
import { entryText } from '../../../../domain/scope-text.ts';
import type { PastChange, PastCommit } from './answers.ts';

/** Maximum length of a value in a line of the history, in characters. */
const SHOWN = 60;
/** Fields that the history omits, because their values are internal. */
const SILENT = new Set(['modified', 'end', 'uuid', 'id', 'entry', 'fence', 'renewer', 'others', 'expires', 'since']);

export function actorText({ kind, name, session, run, via }: PastCommit['actor']): string {
  if (kind === 'human') return via === undefined ? name : `${name} (${via})`;
  return [name, run ?? session?.slice(0, 6)].filter(Boolean).join(' ');
}

/** Returns the `#number` of a task by its uuid. */
export type NameOf = (uuid: string) => string | undefined;

export function nameIn(tasks: readonly { uuid: string; id: number }[]): NameOf {
  const ids = new Map(tasks.map(({ uuid, id }) => [uuid, `#${id}`]));
  return (uuid) => ids.get(uuid);
}

/** Describes a change field by field. */
export function changeText({ kind, before, after }: PastChange, nameOf: NameOf = () => undefined): string[] {
  if (kind === 'counter') return [];
  if (kind === 'doc') return ['document'];
  if (kind === 'claim') return [after === null ? 'released' : before === null ? 'claimed' : ''].filter(Boolean);
  if (kind !== 'task') return [`${kind} ${String(after?.state ?? '')}`.trim()];
  if (before === null) return ['added'];
  if (after === null) return ['removed'];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !SILENT.has(name));
  return names.map((name) => fieldText(name, { before: before[name], after: after[name] }, nameOf));
}

function fieldText(field: string, { before, after }: { before: unknown; after: unknown }, nameOf: NameOf): string {
  const name = field.replace(/\[\]$/, '');
  if (name === 'start') return after === undefined || after === null ? 'stopped' : 'started';
  if (name === 'status' && typeof after === 'string') return after;
  if (name === 'annotations') return 'note';
  if (field !== name) return `${WORDS[name] ?? name} ${elementsText(listed(before), listed(after), nameOf)}`;
  return `${name}: ${[valueText(before), valueText(after)].filter(Boolean).join(' → ') || 'none'}`;
}

const WORDS: Readonly<Record<string, string>> = { acceptance: 'criteria', depends: 'depends on' };

/**
 * Describes the elements that were removed from a list field (`gone`) or added to it (`come`). An element in both
 * counts as changed.
 */
function elementsText(gone: readonly unknown[], come: readonly unknown[], nameOf: NameOf): string {
  const said = (value: unknown) => elementText(value, nameOf);
  const stays = (value: unknown, others: readonly unknown[]) => others.some((other) => keyOf(other) === keyOf(value));
  const signed = [
    ...gone.filter((value) => !stays(value, come)).map((value) => `−${said(value)}`),
    ...come.map((value) => (stays(value, gone) ? said(value) : `+${said(value)}`)),
  ];
  return signed.join(' ');
}

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const keyOf = (value: unknown) => (value as { id?: unknown } | null)?.id ?? value;

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

function elementText(value: unknown, nameOf: NameOf): string {
  if (typeof value === 'string') return UUID.test(value) ? (nameOf(value) ?? 'a task') : value;
  const { text, met } = value as { text?: unknown; met?: unknown };
  return typeof text === 'string' ? `“${shortened(text)}”${met ? ' met' : ''}` : '1';
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return shortened(Array.isArray(value) ? value.map(itemText).join(', ') : itemText(value));
}

function itemText(value: unknown): string {
  if (typeof value !== 'object') return String(value);
  const { repo, glob, note } = value as { repo?: string; glob?: string; note?: unknown };
  if (typeof note === 'string') return `“${note}”`;
  return glob === undefined ? plainValue(value) : entryText({ repo, glob });
}

const shortened = (text: string) => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
