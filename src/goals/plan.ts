import { noneIn } from '../base/iterables.ts';
import { partsOf } from '../base/long-list.ts';
import { GOAL_KINDS, type GoalKind, type GoalState, isClosedGoal, kindOfId } from '../domain/goals/words.ts';
import type { Kinds } from '../domain/records.ts';

/** A record of one of the kinds that say why tasks exist. */
export type PlanRecord = Kinds[GoalKind];

/** Reads the records that say why tasks exist. Building it costs nothing; each read looks into the state. */
export interface Plan {
  /** Returns a record by its id, even an archived one. */
  get<Kind extends GoalKind>(kind: Kind, id: string): Kinds[Kind] | undefined;
  /** Returns a record of any kind by its id. */
  find(id: string): PlanRecord | undefined;
  /** Returns the records of a kind that aren't archived, in the order of their ranks. */
  live<Kind extends GoalKind>(kind: Kind): Kinds[Kind][];
  /** Returns all records of a kind in the order of their ranks. */
  all<Kind extends GoalKind>(kind: Kind): Kinds[Kind][];
  /** Checks whether the queue has no such record at all. */
  isEmpty(): boolean;
}

/** The part of a state or of a transaction that a plan reads. */
export interface PlanSource {
  get(kind: string, id: string): unknown;
  all(kind: string): Iterable<[string, unknown]>;
}

/** Checks of which kind a record is, by its id. */
export function isOfKind<Kind extends GoalKind>(kind: Kind, record: PlanRecord): record is Kinds[Kind] {
  return kindOfId(record.id) === kind;
}

/** Returns the state of a record. Only goals and bets have one. */
export function goalStateOf(record: PlanRecord): GoalState | undefined {
  return 'state' in record ? record.state : undefined;
}

export function planOf(source: PlanSource): Plan {
  const get = <Kind extends GoalKind>(kind: Kind, id: string) => {
    const record = source.get(kind, id);
    return isSoundRecord(kind, id, record) ? (record as Kinds[Kind]) : undefined;
  };
  const all = <Kind extends GoalKind>(kind: Kind) =>
    Array.from(source.all(kind))
      .flatMap(([id, record]) => (isSoundRecord(kind, id, record) ? [record as Kinds[Kind]] : []))
      .sort(byRank);
  return {
    get,
    find: (id) => {
      const kind = kindOfId(id);
      return kind && get(kind, id);
    },
    all,
    live: (kind) => all(kind).filter(({ archived }) => archived === undefined),
    isEmpty: () => GOAL_KINDS.every((kind) => noneIn(source.all(kind))),
  };
}

/** Returns a plan that reads each kind once, for rules that ask for the same records again and again. */
export function readOnce(plan: Plan): Plan {
  const lists = new Map<string, PlanRecord[]>();
  const source = {
    get: (kind: string, id: string) => plan.get(kind as 'goal', id),
    all: (kind: string): Iterable<[string, unknown]> => {
      const known = lists.get(kind) ?? plan.all(kind as 'goal');
      lists.set(kind, known);
      return known.map((record): [string, unknown] => [record.id, record]);
    },
  };
  const read = planOf(source);
  const live = new Map<string, PlanRecord[]>();
  return {
    ...read,
    live: ((kind: 'goal') => {
      const known = live.get(kind) ?? read.live(kind);
      live.set(kind, known);
      return known;
    }) as Plan['live'],
  };
}

function byRank(a: PlanRecord, b: PlanRecord): number {
  return a.rank - b.rank || numberOf(a) - numberOf(b);
}

/** Returns the number in an id: 3 for `I-3`. */
export function numberOf({ id }: { id: string }): number {
  return Number(id.slice(2));
}

/** Checks whether a record is neither archived nor closed. */
export function isOpenRecord(record: PlanRecord): boolean {
  return record.archived === undefined && !isClosedGoal({ state: goalStateOf(record) });
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => Number.isFinite(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const fieldsOf =
  (required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check =>
  (value) => {
    if (typeof value !== 'object' || value === null) return false;
    const fields = value as Readonly<Record<string, unknown>>;
    for (const name in required) if (!required[name]!(fields[name])) return false;
    for (const name in optional) if (fields[name] !== undefined && !optional[name]!(fields[name])) return false;
    return true;
  };

const TEXTS =
  'note archived why measure by wont will done_when state started closed document learned upkeep bet outcome hypothesis evidence solved_by';

const isLog = listOf(fieldsOf({ at: isText, text: isText }, { task: isText, run: isText }));

/** Checks the types of the fields that rules and views read. Limits and words are checked when a record is written. */
const hasShape = fieldsOf(
  { id: isText, title: isText, rank: isNumber, entry: isText, modified: isText },
  {
    ...Object.fromEntries(TEXTS.split(' ').map((name) => [name, isText])),
    ...{ baseline: isNumber, target: isNumber, severity: isNumber },
    ...Object.fromEntries(['outcomes', 'pillars', 'problems', 'depends'].map((name) => [name, listOf(isText)])),
    hurts: listOf(fieldsOf({ persona: isText }, { stakes: isText })),
    readings: listOf(fieldsOf({ at: isText, value: isNumber, actor: isText }, { note: isText })),
    // A long log is read from its file when somebody wants to see it, not here.
    log: (value) => Array.isArray(value) && (partsOf(value) !== undefined || isLog(value)),
  },
);

/** Records of which the shape is known. Records don't change after they are stored. */
const known = new WeakMap<object, boolean>();

/**
 * Checks whether a stored record can be read: somebody else's program, or a hand that edited a file, may have written
 * it. One that can't is treated as missing, and the doctor names it.
 */
export function isSoundRecord(kind: string, id: string, record: unknown): boolean {
  if (typeof record !== 'object' || record === null) return false;
  const found = known.get(record);
  if (found !== undefined) return found;
  const isRight = kindOfId(id) === kind && (record as { id?: unknown }).id === id && hasShape(record);
  known.set(record, isRight);
  return isRight;
}
