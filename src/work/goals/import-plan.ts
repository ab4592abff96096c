import { BacklogError, refuse } from '../../domain/errors.ts';
import { GOAL_FIELDS, type GoalFieldName, goalLinksOf, storedFieldsOf } from '../../domain/goals/fields.ts';
import { GOAL_KINDS, kindOfId } from '../../domain/goals/words.ts';
import { sameName } from '../../goals/check.ts';
import { lastReading } from '../../goals/measure.ts';
import type { PageRecord } from '../../goals/page.ts';
import { isOfKind, type Plan, type PlanRecord, planOf } from '../../goals/plan.ts';
import type { Tx } from '../../store/index.ts';
import { type GoalInput, type SavedGoal, saveGoals } from './save-goals.ts';

/** What a page means. */
export interface PageMeaning {
  /** Whether the page has all fields of a record. Otherwise fields that it leaves out stay. */
  whole: boolean;
  /** Whether this queue wrote the page. Ids of other pages name only records of the same page. */
  isOwn: boolean;
}

/**
 * Stores the records of a page, all or none. A record whose id exists here, if the page is this queue's own, or whose
 * title exists among the live ones of its kind, is changed: fields that the page leaves out are cleared. Every other
 * record is added. Records that the page lacks stay.
 * @throws BacklogError `invalid` naming the line of a record that can't be stored
 */
export function importPlan(tx: Tx, records: readonly PageRecord[], actor: string, meaning: PageMeaning): SavedGoal[] {
  const plan = planOf(tx);
  // Records come after those that their links name, except goals among themselves, whose links come last.
  const sorted = GOAL_KINDS.flatMap((kind) => records.filter((record) => record.kind === kind));
  const inputs = sorted.map((record) => inputOf(record, plan, meaning));
  if (!meaning.isOwn) for (const record of sorted) checkOwnLinks(record, records);
  const saved = saveGoals(tx, inputs, actor);
  return saved.map((one, i) => withReadings(tx, one, sorted[i]!, actor));
}

function inputOf(record: PageRecord, plan: Plan, { whole, isOwn }: PageMeaning): GoalInput {
  const { kind, id, title } = record;
  const fields = filled(record.fields);
  const present = presentOf(record, plan, isOwn);
  const known = storedFieldsOf(kind);
  const other = Object.keys(record.fields).find((name) => !known.includes(name as GoalFieldName));
  if (other !== undefined)
    refuse('invalid', `${placeOf(record, other)}: there is no field ${other}`, {
      hint: `Its fields: ${known.join(', ')}.`,
    });
  const values = known.map((name) => [
    name,
    name in fields ? argumentOf(name, fields[name]!, record) : whole && present ? cleared(name) : undefined,
  ]);
  const named = present ? { id: present.id } : { kind };
  return { ...named, ...(id ? { ref: id } : {}), title, ...Object.fromEntries(values) };
}

/** Finds the record of the queue that a record of the page means. */
function presentOf({ kind, id, title }: PageRecord, plan: Plan, isOwn: boolean): PlanRecord | undefined {
  const own = isOwn && id !== undefined && kindOfId(id) === kind ? plan.find(id) : undefined;
  const wanted = sameName(title);
  return own ?? plan.live(kind).find((record) => sameName(record.title) === wanted);
}

/** Names a record for an error, with the line of one of its fields. */
function placeOf({ id, title, line, lines }: PageRecord, field: string): string {
  return `${line > 0 ? `line ${lines?.[field] ?? line}, ` : ''}${id ?? title}`;
}

/** Returns the fields with a value. A field without one is absent. */
function filled(fields: PageRecord['fields']): PageRecord['fields'] {
  const isFilled = (text: string) => text.trim() !== '';
  const values = Object.entries(fields).map(
    ([name, value]) => [name, Array.isArray(value) ? value.filter(isFilled) : value] as const,
  );
  return Object.fromEntries(values.filter(([, value]) => (Array.isArray(value) ? value.length > 0 : isFilled(value))));
}

/** Refuses links to ids that the page lacks: such an id would name an unrelated record of this queue. */
function checkOwnLinks(record: PageRecord, all: readonly PageRecord[]): void {
  const ids = new Set(all.map(({ id }) => id));
  const fields = filled(record.fields);
  for (const field of goalLinksOf(record.kind))
    for (const link of [fields[field] ?? []].flat()) {
      const named = field === 'hurts' ? (/^\s*(\S+?):?(?:\s|$)/.exec(link)?.[1] ?? link) : link.trim();
      if (!ids.has(named))
        refuse('invalid', `${placeOf(record, field)}: ${field} names ${named}, which the text lacks`, {
          hint: "Remove this link, or add the record. Only ids in a page that this queue's goal_export wrote name records of the queue.",
          data: { field, received: named },
        });
    }
}

/** State and severity have no empty value. */
const KEPT: ReadonlySet<string> = new Set(['state', 'severity']);

function cleared(name: GoalFieldName): null | undefined {
  return KEPT.has(name) ? undefined : null;
}

/** Converts texts as an argument of a command does. */
function argumentOf(name: GoalFieldName, value: string | string[], record: PageRecord): unknown {
  const numbers: readonly string[] = ['baseline', 'target', 'severity'];
  if (numbers.includes(name)) {
    const number = Number(value);
    if (Number.isFinite(number)) return number;
    refuse('invalid', `${placeOf(record, name)}: ${name}: expected a number, received "${String(value)}"`, {
      data: { field: name, received: value },
    });
  }
  if (name === 'primary') return value === 'true';
  const isList = 'to' in GOAL_FIELDS[name] && Array.isArray(value);
  return isList ? value : Array.isArray(value) ? value[0] : value;
}

/** Adds the readings of the page that the record doesn't have, with their own times. */
function withReadings(tx: Tx, saved: SavedGoal, { readings }: PageRecord, actor: string): SavedGoal {
  const { record } = saved;
  const present = ('readings' in record && record.readings) || [];
  const has = (at: string, value: number) => present.some((one) => one.at === at && one.value === value);
  const added = readings
    .filter(({ at, value }) => !has(at, value))
    .map((reading) => ({ id: tx.uuid().slice(0, 8), actor, ...reading }));
  if (added.length === 0) return saved;
  if (!isOfKind('goal', record) && !isOfKind('outcome', record))
    throw new BacklogError('invalid', `${record.id} can't have readings: only goals and outcomes have a measure`);
  const all = [...present, ...added].sort((a, b) => (a.at < b.at ? -1 : 1));
  const next = { ...record, readings: all, modified: tx.at };
  tx.put<string>(saved.kind, record.id, next);
  if (saved.did === 'created') return { ...saved, record: next };
  const last = (readings: typeof present) => lastReading({ readings })?.value ?? null;
  const changed = { ...saved.changed, readings: { from: last(present), to: last(all) } };
  return { ...saved, record: next, did: 'changed', changed };
}
