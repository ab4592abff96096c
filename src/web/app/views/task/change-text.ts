import { plainValue } from '../../../../base/json/plain-value.ts';
import { isInstant } from '../../../../domain/instant.ts';
import type { RunState } from '../../../../domain/runs/run-states.ts';
import { entryText } from '../../../../domain/scope-text.ts';
import { SHOWN_STATES } from '../../../../domain/state-words.ts';
import { changedFields, fieldName, isSaidBy, verbOf } from '../../../../report/statement/change.ts';
import type { Statement } from '../../../../report/statement/statement.ts';
import { VERBS } from '../../../../report/statement/verbs.ts';
import { statementText } from '../../../../text/history/statement.ts';
import { typedText } from '../../parts/units/time.ts';
import type { PastChange } from './answers.ts';

/** Maximum length of a value in a line of the history, in characters. */
const SHOWN = 60;
/** Fields that the history omits, because their values are internal. */
const SILENT = new Set(['modified', 'end', 'uuid', 'id', 'entry', 'awaits']);

export function actorText({ kind, name, session, run, via }: Statement['by']): string {
  if (kind === 'human') return via === undefined ? name : `${name} (${via})`;
  return [name, run ?? session?.slice(0, 6)].filter(Boolean).join(' ');
}

/** Returns the `#number` of a task by its uuid. */
export type NameOf = (uuid: string) => string | undefined;

export function nameIn(tasks: readonly { uuid: string; id: number }[]): NameOf {
  const ids = new Map(tasks.map(({ uuid, id }) => [uuid, `#${id}`]));
  return (uuid) => ids.get(uuid);
}

/** Describes a change by its verb, and by the fields whose change the verb doesn't say. */
export function changeText(change: PastChange, nameOf?: NameOf): string[] {
  return detailText({ verb: 'change', object: {}, detail: [] }, change, nameOf);
}

/** What a page says about a commit before its changes. */
type Said = Pick<Statement, 'verb' | 'detail'> & { object: { id?: string } };

/** Describes a change without the words of the commit's statement. */
export function detailText(said: Said, change: PastChange, nameOf: NameOf = () => undefined): string[] {
  const { kind, id, before, after } = change;
  const verb = verbOf(change, said.verb === 'archive' || said.verb === 'restore');
  // A run that comes to rest stops its task.
  const isNews =
    verb !== 'change' && verb !== said.verb && said.verb !== 'import' && (said.verb !== 'reach' || verb !== 'stop');
  if (kind === 'counter' || (id === said.object.id && kind !== 'task')) return [];
  if (kind === 'doc') return ['document'];
  if (kind === 'claim') return isNews ? [VERBS[verb].did] : [];
  if (kind !== 'task') return [`${kind} ${String(after?.state ?? '')}`.trim()];
  const fields =
    before && after ? changedFields(change).filter((name) => !SILENT.has(name) && !isSaidBy(verb, name)) : [];
  const [only, ...others] = said.detail;
  return [
    ...(isNews ? [VERBS[verb].did] : []),
    ...fields.map((field) => {
      const value = changedText(field, { before: before?.[field], after: after?.[field] }, nameOf);
      return field === only && others.length === 0 ? value : `${fieldName(field)}${isList(field) ? '' : ':'} ${value}`;
    }),
  ];
}

const isList = (field: string) => field.endsWith('[]');

function changedText(field: string, { before, after }: { before: unknown; after: unknown }, nameOf: NameOf): string {
  if (isList(field)) return elementsText(listed(before), listed(after), nameOf);
  return [valueText(before), valueText(after)].filter(Boolean).join(' → ') || 'none';
}

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
  const { repo, glob, note } = (value ?? {}) as { repo?: string; glob?: string; note?: unknown };
  if (typeof note === 'string') return `“${note}”`;
  return glob === undefined ? plainValue(value, wordText) : entryText({ repo, glob });
}

/** Returns an instant in the reader's time zone, as inputs show it, and other texts as they are. */
const wordText = (text: string) => (isInstant(text) ? typedText(text) : text);

const shortened = (text: string) => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

/** Returns the predicate of a sentence about a run that reached a state. Undefined if its state didn't change. */
export const reachedText = (state: string | undefined): string | undefined =>
  state === undefined ? undefined : SHOWN_STATES[state as RunState]?.does;

/** Says in the history of one task what a commit did, as a predicate of {@link subjectText}. */
export function pastText(statement: Statement): string {
  const { verb, object } = statement;
  if (verb === 'reach') return reachedText(object.state) ?? 'changed';
  return statementText(statement, { form: 'did', omits: object.kind === 'run' ? undefined : 'page' });
}

/** Returns the subject of {@link pastText}: the run that reached a state, otherwise the author. */
export const subjectText = ({ verb, object, by }: Statement): string => (verb === 'reach' ? object.id! : actorText(by));
