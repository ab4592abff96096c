import { didYouMean } from '../../base/nearest.ts';
import { isPersons } from '../../domain/actor.ts';
import { BacklogError, errorAbout, inField, refuse } from '../../domain/errors.ts';
import { GOAL_FIELDS, type GoalFieldInput, type GoalFieldName, goalFieldsOf } from '../../domain/goals/fields.ts';
import {
  GOAL_CAPS,
  GOAL_KINDS,
  type GoalKind,
  type GoalState,
  ID_LETTERS,
  isClosedGoal,
  kindOfId,
} from '../../domain/goals/words.ts';
import { versionOf } from '../../domain/record-version.ts';
import type { Goal } from '../../domain/records.ts';
import { checkPlan, countedForCap } from '../../goals/check.ts';
import { lastReading } from '../../goals/measure.ts';
import { goalStateOf, type Plan, type PlanRecord, planOf } from '../../goals/plan.ts';
import { same, type Tx } from '../../store/index.ts';
import { validateRecord } from '../workspace/validate.ts';
import { aKind, findGoalRecord } from './find-goal.ts';
import { type FieldFacts, storedOf } from './goal-values.ts';

/** A record to add or to change. Dates must already be instants. */
export interface GoalInput extends GoalFieldInput {
  /** The kind of a new record. */
  kind?: GoalKind | undefined;
  /** The record to change; absent for a new one. */
  id?: string | undefined;
  title?: string | undefined;
  /** A name of the record, by which other records of the same call can name it in links. */
  ref?: string | undefined;
  /** The version of the record that the caller saw. Refused if the record has changed since. */
  seen?: string | undefined;
}

export interface SavedGoal {
  record: PlanRecord;
  kind: GoalKind;
  did: 'created' | 'changed' | 'unchanged';
  /** The values of the changed fields before and after; null for an absent value. */
  changed: Record<string, { from: unknown; to: unknown }>;
}

interface Draft {
  input: GoalInput;
  kind: GoalKind;
  id: string;
  before: PlanRecord | undefined;
}

/**
 * Adds and changes records, all or none. Links can name records of the same call by their `ref`.
 * @param actor the author of readings
 * @throws BacklogError naming the record and the field
 */
export function saveGoals(tx: Tx, inputs: readonly GoalInput[], actor: string): SavedGoal[] {
  const counts = capCounts(planOf(tx));
  const ranks = new Map<GoalKind, number>();
  const refs = new Map<string, string>();
  const drafts = inputs.map((input) => begin(tx, input, refs));
  const put = drafts.map((draft) => {
    const record = inRecord(draft, inputs.length, () => written(tx, draft, { refs, actor, ranks }));
    const isSame = draft.before !== undefined && same(draft.before, record);
    const next = isSame ? draft.before! : { ...record, modified: tx.at };
    if (!isSame) tx.put<string>(draft.kind, draft.id, next);
    return { ...draft, next, isSame };
  });
  onePrimary(tx, put);
  checkPlan(
    planOf(tx),
    put.filter(({ isSame }) => !isSame).map(({ id }) => id),
    counts,
  );
  return put.map(({ kind, before, next, isSame }) => ({
    record: next,
    kind,
    did: isSame ? 'unchanged' : before ? 'changed' : 'created',
    changed: before && !isSame ? differences(before, next) : {},
  }));
}

/** Returns how many records count for the maximum of each kind that has one. */
export function capCounts(plan: Plan): Record<string, number> {
  const capped = GOAL_KINDS.filter((kind) => GOAL_CAPS[kind] !== undefined);
  return Object.fromEntries(capped.map((kind) => [kind, countedForCap(kind, plan).length]));
}

/** Finds the record, or gives a new one its id, so that links of the same call can name it. */
function begin(tx: Tx, input: GoalInput, refs: Map<string, string>): Draft {
  if (input.id !== undefined) {
    const before = findGoalRecord(tx, input.id, GOAL_KINDS);
    const kind = kindOfId(before.id)!;
    if (input.kind !== undefined && input.kind !== kind)
      refuse('invalid', `kind: ${before.id} is ${aKind(kind)} and can't become ${aKind(input.kind)}`);
    checkSeen(before, input.seen);
    nameRef(refs, input.ref, before.id);
    return { input, kind, id: before.id, before };
  }
  const { kind = 'goal' } = input;
  const id = `${ID_LETTERS[kind]}-${tx.nextId(kind)}`;
  nameRef(refs, input.ref, id);
  return { input, kind, id, before: undefined };
}

function nameRef(refs: Map<string, string>, ref: string | undefined, id: string): void {
  if (ref === undefined) return;
  if (refs.has(ref)) refuse('invalid', `ref: two records have the name "${ref}"`, { data: { field: 'ref' } });
  refs.set(ref, id);
}

function checkSeen(record: PlanRecord, seen: string | undefined): void {
  if (seen === undefined || seen === versionOf(record)) return;
  refuse('conflict', `${record.id} has changed since you read it`, {
    hint: `Read it again: goal_info ${record.id}`,
    data: { version: versionOf(record), record },
  });
}

/** Adds the record's name to an error of one of its fields, if the call has several records. */
function inRecord<T>({ input, id, kind }: Draft, count: number, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof BacklogError) || count === 1) throw error;
    const name = input.id === undefined ? `${kind} "${input.title ?? ''}"` : id;
    throw errorAbout(name, error);
  }
}

interface Saving {
  refs: ReadonlyMap<string, string>;
  actor: string;
  /** The last rank of each kind so far. */
  ranks: Map<GoalKind, number>;
}

function written(tx: Tx, draft: Draft, { refs, actor, ranks }: Saving): PlanRecord {
  const { input, kind, before } = draft;
  const next: Record<string, unknown> = { ...(before ?? blank(tx, draft, ranks)) };
  const readings = before && 'readings' in before ? before.readings : undefined;
  if (input.title !== undefined) next.title = input.title.trim();
  if (!next.title) refuse('invalid', `title: ${aKind(kind)} needs a name`, { data: { field: 'title' } });
  for (const name of Object.keys(GOAL_FIELDS) as GoalFieldName[]) {
    const value = input[name];
    if (value === undefined) continue;
    if (!goalFieldsOf(kind).includes(name)) refuseField(kind, name);
    if (name === 'reading_note') {
      if (input.reading == null) refuse('invalid', 'reading_note: it belongs to a reading, and the call has none');
      continue;
    }
    const reading: FieldFacts = { tx, refs, actor, before: next, readings, note: input.reading_note };
    const stored = inField(name, () => (value === null ? undefined : storedOf(name, value, reading)));
    if (name === 'reading') next.readings = stored ?? readings?.slice(0, -1);
    else if (stored === undefined || (Array.isArray(stored) && stored.length === 0)) delete next[name];
    else next[name] = stored;
  }
  if (input.document !== undefined) nameDocument(next, before, actor);
  if ('state' in next || kind === 'goal' || kind === 'bet') inState(tx, next, kind, before);
  const record: unknown = next;
  validateRecord<GoalKind>(kind, record, before);
  return record;
}

/** Stores who named the document. Whoever names a person's document again changes nothing. */
function nameDocument(next: Partial<Goal>, before: Partial<Goal> | undefined, actor: string): void {
  if (next.document === undefined) delete next.document_by;
  else if (next.document !== before?.document || isPersons(actor)) next.document_by = actor;
}

function blank(tx: Tx, { id, kind }: Draft, ranks: Map<GoalKind, number>): object {
  const last = ranks.get(kind) ?? Math.floor(planOf(tx).all(kind).at(-1)?.rank ?? 0);
  const rank = Math.max(0, last) + 1;
  ranks.set(kind, rank);
  return {
    ...{ id, title: '', rank, entry: tx.at, modified: tx.at },
    ...(kind === 'problem' ? { severity: 3 } : {}),
  };
}

function refuseField(kind: GoalKind, name: GoalFieldName): never {
  const fields = ['title', ...goalFieldsOf(kind)];
  return refuse('invalid', `${name}: ${aKind(kind)} has no such field${didYouMean(name, fields)}`, {
    hint: `Its fields: ${fields.join(', ')}.`,
    data: { field: name, known: fields },
  });
}

/** Sets the default state and the times of its changes. */
function inState(tx: Tx, next: Record<string, unknown>, kind: GoalKind, before: PlanRecord | undefined): void {
  const state = (next.state ?? (kind === 'goal' ? 'now' : 'idea')) as GoalState;
  next.state = state;
  if (state === 'now') next.started ??= tx.at;
  if (!isClosedGoal({ state })) delete next.closed;
  else if (!before || !isClosedGoal({ state: goalStateOf(before) })) next.closed = tx.at;
}

/** Keeps one primary persona: setting another one takes the mark from the former. */
function onePrimary(tx: Tx, put: readonly { id: string; next: PlanRecord; input: GoalInput }[]): void {
  const chosen = put.findLast(({ input, next }) => input.primary === true && next.archived === undefined);
  if (!chosen) return;
  for (const persona of planOf(tx).all('persona')) {
    const { primary, ...rest } = persona;
    if (primary && persona.id !== chosen.id) tx.put('persona', persona.id, { ...rest, modified: tx.at });
  }
}

/** Fields whose changes are no news. */
const QUIET: ReadonlySet<string> = new Set(['modified', 'started', 'closed', 'document_by']);

function differences(before: PlanRecord, after: PlanRecord): SavedGoal['changed'] {
  const [old, now]: Record<string, unknown>[] = [{ ...before }, { ...after }];
  const names = [...new Set([...Object.keys(old!), ...Object.keys(now!)])].filter((name) => !QUIET.has(name));
  return Object.fromEntries(
    names
      .filter((name) => JSON.stringify(old![name]) !== JSON.stringify(now![name]))
      .map((name) => [name, { from: shown(name, before, old!), to: shown(name, after, now!) }]),
  );
}

/** Returns a value for an answer. Of readings, only the last one. */
function shown(name: string, record: PlanRecord, fields: Readonly<Record<string, unknown>>): unknown {
  return (name === 'readings' && 'readings' in record ? lastReading(record)?.value : fields[name]) ?? null;
}
