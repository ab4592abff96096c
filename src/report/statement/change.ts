import type { StatementVerb } from './verbs.ts';

/** The change of one record by a commit. `null` means that the record did not exist. */
export interface RecordChange {
  kind: string;
  id: string;
  before: Fields | null;
  after: Fields | null;
}
type Fields = Readonly<Record<string, unknown>>;

const BY_STATUS: Readonly<Record<string, StatementVerb>> = {
  completed: 'complete',
  deleted: 'delete',
  pending: 'reopen',
};

/** Verbs for a record that came, and for a record that went. */
const ENDS: Readonly<Record<string, readonly [came: StatementVerb, went: StatementVerb]>> = {
  claim: ['claim', 'release'],
  question: ['ask', 'remove'],
};

/** @param archives whether the commit archives tasks or restores them from the archive */
export function verbOf({ kind, before, after }: RecordChange, archives = false): StatementVerb {
  const moves = archives && kind !== 'archive';
  const [came, went] = ENDS[kind] ?? (moves ? ['restore', 'archive'] : ['add', 'remove']);
  if (before === null) return came;
  if (after === null) return went;
  if (kind === 'question' && after.answer) return 'answer';
  return kind === 'task' ? taskVerb(before, after) : 'change';
}

function taskVerb(before: Fields, after: Fields): StatementVerb {
  if (typeof after.status === 'string') return BY_STATUS[after.status] ?? 'change';
  if ('start' in after || 'start' in before) return after.start ? 'start' : 'stop';
  const isMoved = 'rank' in before || 'rank' in after;
  return isMoved && detailOf({ before, after }).length === 0 ? 'move' : 'change';
}

/** Fields of a task that change together with others. */
const ALONG = new Set(['modified', 'end', 'entry', 'start', 'rank', 'handoff', 'source']);

/** Returns the names of the changed fields of a task that a person sets. */
export const detailOf = (change: Pick<RecordChange, 'before' | 'after'>): string[] =>
  changedFields(change).filter((field) => !ALONG.has(field));

/**
 * Returns the names of all changed fields, as stored. The name of a list that changes by elements ends with `[]`. Who gave
 * an estimate is no second change.
 */
export const changedFields = ({ before, after }: Pick<RecordChange, 'before' | 'after'>): string[] =>
  Object.keys({ ...before, ...after }).filter((name, _, all) => name !== 'estimates' || !all.includes('estimate'));

/** Fields of a task whose change the verb says. */
const SAID: Readonly<Partial<Record<StatementVerb, readonly string[]>>> = {
  complete: ['status', 'start', 'end'],
  delete: ['status', 'start', 'end'],
  reopen: ['status', 'start', 'end'],
  start: ['start'],
  stop: ['start'],
  move: ['rank'],
};

export const isSaidBy = (verb: StatementVerb, field: string): boolean => SAID[verb]?.includes(field) ?? false;

const NAMES: Readonly<Record<string, string>> = {
  annotations: 'notes',
  acceptance: 'criteria',
  depends: 'dependencies',
};

/** Returns the name of a field in a sentence: `notes` for `annotations[]`. */
export function fieldName(field: string): string {
  const name = field.replace(/\[\]$/, '');
  return NAMES[name] ?? name;
}
