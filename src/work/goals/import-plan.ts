import { BacklogError, refuse } from '../../domain/errors.ts';
import { GOAL_FIELDS, type GoalFieldName, goalFieldsOf } from '../../domain/goals/fields.ts';
import { GOAL_KINDS, kindOfId } from '../../domain/goals/words.ts';
import type { Goal, Outcome } from '../../domain/records.ts';
import type { PageRecord } from '../../goals/page.ts';
import { type Plan, type PlanRecord, planOf } from '../../goals/plan.ts';
import type { Tx } from '../../store/index.ts';
import { type GoalInput, type SavedGoal, saveGoals } from './save-goals.ts';

/**
 * Stores the records of a page, all or none. A record whose id and kind exist here, or whose title exists among the live
 * ones of its kind, is changed: fields that the page leaves out are cleared. Every other record is added. Records that
 * the page lacks stay.
 * @param whole whether the page has all fields of a record; otherwise fields that it leaves out stay
 * @throws BacklogError `invalid` naming the line of a record that can't be stored
 */
export function importPlan(tx: Tx, records: readonly PageRecord[], actor: string, whole: boolean): SavedGoal[] {
  const plan = planOf(tx);
  // Records come after those that their links name, except goals among themselves, whose links come last.
  const sorted = GOAL_KINDS.flatMap((kind) => records.filter((record) => record.kind === kind));
  const inputs = sorted.map((record) => inputOf(record, plan, whole));
  const saved = saveGoals(tx, inputs, actor);
  return saved.map((one, i) => withReadings(tx, one, sorted[i]!, actor));
}

function inputOf(record: PageRecord, plan: Plan, whole: boolean): GoalInput {
  const { kind, id, title, fields, line } = record;
  const present = presentOf(record, plan);
  const known = goalFieldsOf(kind);
  const other = Object.keys(fields).find((name) => !known.includes(name as GoalFieldName));
  if (other !== undefined)
    refuse('invalid', `line ${line}, ${id ?? title}: there is no field ${other}`, {
      hint: `Its fields: ${known.join(', ')}.`,
    });
  const values = known
    .filter((name) => name !== 'reading')
    .map((name) => [
      name,
      name in fields ? argumentOf(name, fields[name]!) : whole && present ? cleared(name) : undefined,
    ]);
  const named = present ? { id: present.id } : { kind, ...(id ? { ref: id } : {}) };
  return { ...named, title, ...Object.fromEntries(values) };
}

/** Finds the record of the queue that a record of the page means. */
function presentOf({ kind, id, title }: PageRecord, plan: Plan): PlanRecord | undefined {
  const own = id !== undefined && kindOfId(id) === kind ? plan.find(id) : undefined;
  const low = title.toLowerCase();
  return own ?? plan.live(kind).find((record) => record.title.toLowerCase() === low);
}

/** State and severity have no empty value. */
const KEPT: ReadonlySet<string> = new Set(['state', 'severity']);

function cleared(name: GoalFieldName): null | undefined {
  return KEPT.has(name) ? undefined : null;
}

/** Converts texts as an argument of a command does. */
function argumentOf(name: GoalFieldName, value: string | string[]): unknown {
  const numbers: readonly string[] = ['baseline', 'target', 'severity'];
  if (numbers.includes(name)) return Number(value);
  if (name === 'primary') return value === 'true';
  const isList = 'to' in GOAL_FIELDS[name] && Array.isArray(value);
  return isList ? value : Array.isArray(value) ? value[0] : value;
}

/** Adds the readings of the page that the record doesn't have, with their own times. */
function withReadings(tx: Tx, saved: SavedGoal, { readings }: PageRecord, actor: string): SavedGoal {
  const record = saved.record as Goal | Outcome;
  const present = record.readings ?? [];
  const has = (at: string, value: number) => present.some((one) => one.at === at && one.value === value);
  const added = readings
    .filter(({ at, value }) => !has(at, value))
    .map((reading) => ({ id: tx.uuid().slice(0, 8), actor, ...reading }));
  if (added.length === 0) return saved;
  if (!goalFieldsOf(saved.kind).includes('reading'))
    throw new BacklogError('invalid', `${record.id} can't have readings: only goals and outcomes have a measure`);
  const all = [...present, ...added].sort((a, b) => (a.at < b.at ? -1 : 1));
  const next = { ...record, readings: all, modified: tx.at } as PlanRecord;
  tx.put<string>(saved.kind, record.id, next);
  return { ...saved, record: next, did: saved.did === 'created' ? 'created' : 'changed' };
}
