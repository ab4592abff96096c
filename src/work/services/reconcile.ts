import { present } from '../../base/present.ts';
import { dayOf } from '../../domain/date-in-zone.ts';
import { isTrusted, type OutsideAuthor, type TrustRules } from '../../domain/outside.ts';
import type { Conflict, Linked, Source } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import { type Base, baseText, mergingOf, readBase, said, saysSame } from '../merge/base.ts';
import { merge } from '../merge/merge.ts';
import { FIELD_OWNERS, fieldsIn, type StepField } from './values.ts';

/** What has to happen to one item and its task, so that both have the same values. */
export interface Reconciled {
  /** Fields whose value the queue gets, with the value. */
  take: Map<StepField, unknown>;
  /** Fields whose value the service gets, with the value. */
  give: Map<StepField, unknown>;
  conflicts: { field: StepField; here: unknown; there: unknown }[];
  /** Fields with a stored conflict that no longer is one. */
  settled: StepField[];
  /** The base after the queue has its part. */
  seen: Record<string, string>;
}

export interface Reconciling {
  linked: Pick<Linked, 'seen' | 'cut'> | undefined;
  there: Readonly<Partial<Record<StepField, unknown>>>;
  /** The zone in which days begin. */
  zone: string;
  /** Undefined for an item without a task. */
  here: Readonly<Record<StepField, unknown>> | undefined;
  conflicts: ReadonlyMap<string, Conflict>;
  closes: Source['closes'];
  isMerged: boolean;
  /** Set if nobody trusts the item's author and somebody works on its task: the state there is an offer. */
  isOffer?: boolean;
  /** Set if nobody trusts the author of the title and the text any more. A person decides about their changes. */
  hasLostTrust: boolean;
  document(base: Base): Promise<string | undefined>;
  /** Texts of conflicts, to recognise a decided one. */
  encode(field: StepField, value: unknown): string;
}

/**
 * Compares an item with its task by field, and decides which side gets which value. No time decides: only what both had
 * after the last synchronisation does. Changes nothing.
 */
export async function reconcile(asked: Reconciling): Promise<Reconciled> {
  const made: Reconciled = { take: new Map(), give: new Map(), conflicts: [], settled: [], seen: {} };
  for (const field of fieldsIn(asked.there)) {
    const seen = asked.linked?.seen[field];
    const found = field === 'status' ? statusOutcome(asked, seen) : await fieldOutcome(asked, field, seen);
    const isOffered = asked.isOffer === true && field === 'status' && found.is === 'there';
    const isDoubtful = asked.hasLostTrust && TEXTS.includes(field) && (found.is === 'there' || found.is === 'both');
    apply(made, asked, {
      field,
      seen,
      outcome: isOffered ? { is: 'offered' } : isDoubtful ? { is: 'conflict' } : found,
    });
  }
  return made;
}

/** The fields that an item's author writes. */
const TEXTS: readonly StepField[] = ['description', 'spec'];

/** Returns the author of an item's title and text; nobody for an item that Backlog made. */
export const authorOf = ({ made, author, association }: Linked): OutsideAuthor =>
  made ? {} : present({ name: author, association });

/** Checks whether nobody trusts the author of a text that was trusted when it came. */
export const hasLostTrust = (linked: Linked, rules: TrustRules): boolean =>
  !linked.outside && !isTrusted(authorOf(linked), rules);

/** `held`: the change of the queue stays in the queue for now. `offered`: that of the service stays there, and is known. */
type Outcome = { is: 'same' | 'here' | 'there' | 'conflict' | 'held' | 'offered' } | { is: 'both'; value: unknown };

/** Stands for the status of a base; it never means nothing. */
const statusSaid = (status: unknown) => `=${JSON.stringify(status)}`;

/** Returns one side of a base. */
export const sideOf = (field: StepField, value: unknown) =>
  field === 'status' ? statusSaid(value) : said(field, value);

async function fieldOutcome(asked: Reconciling, field: StepField, seen: string | undefined): Promise<Outcome> {
  if (!asked.here) return { is: 'there' };
  const [there, here] = [asked.there[field], asked.here[field]];
  if (saysSame(field, there, field === 'due' && here ? dayOf(String(here), asked.zone) : here)) return { is: 'same' };
  const isNew = !asked.linked;
  const base = readBase(seen);
  const moved = {
    there: isNew || sideOf(field, there) !== base.there,
    here: isNew || sideOf(field, here) !== base.here,
  };
  if (!moved.there) {
    if (!moved.here) return { is: 'held' };
    return { is: FIELD_OWNERS[field] === 'there' || asked.linked?.cut?.includes(field) ? 'held' : 'here' };
  }
  // The queue has elements that the service refused. They are not removed there.
  const isSplit = mergingOf(field) === 'set' && base.there !== base.here;
  if ((!moved.here && !isSplit) || FIELD_OWNERS[field] === 'there') return { is: 'there' };
  const both = { there: true, here: true };
  const one = await merge(field, { there, here, moved: both, base, document: () => asked.document(base) });
  if (one.from === 'conflict' && !moved.here) return { is: 'there' };
  if (one.from !== 'both') return { is: one.from };
  return asked.linked?.cut?.includes(field) ? { is: 'there' } : { is: 'both', value: one.value };
}

const isClosedThere = (state: unknown) => state !== 'open';
const isClosedHere = (status: unknown) => status === 'completed' || status === 'deleted';

/** The state there is open or closed for a reason; the task is open, completed or deleted. */
function statusOutcome({ here, there, linked, closes, isMerged }: Reconciling, seen: string | undefined): Outcome {
  if (!here) return { is: 'there' };
  const base = readBase(seen);
  const moved = {
    there: !linked || statusSaid(there.status) !== base.there,
    here: !linked || statusSaid(here.status) !== base.here,
  };
  if (isClosedThere(there.status) === isClosedHere(here.status)) {
    const differs = moved.there && !moved.here && isClosedHere(here.status) && statusFor(there.status) !== here.status;
    return { is: differs ? 'there' : 'same' };
  }
  if (moved.there && moved.here && linked) return { is: 'conflict' };
  if (moved.there && !moved.here) return { is: 'there' };
  if (!linked) return { is: 'conflict' };
  if (!moved.here) return { is: 'held' };
  if (!isClosedHere(here.status)) return { is: 'here' };
  const mayClose = closes === 'completed' || (closes === 'merged' && isMerged && here.status === 'completed');
  return { is: mayClose ? 'here' : 'held' };
}

/** The status of a task for a state there. */
export const statusFor = (state: unknown): Task['status'] =>
  state === 'open' ? 'pending' : state === 'completed' ? 'completed' : 'deleted';

/** The state there for the status of a task. */
export const stateFor = (status: unknown) =>
  status === 'completed' ? ('completed' as const) : status === 'deleted' ? ('not_planned' as const) : ('open' as const);

/** Notes an outcome, and the base that follows from it. */
function apply(
  made: Reconciled,
  { there, here, conflicts, encode }: Reconciling,
  { field, seen, outcome }: { field: StepField; seen: string | undefined; outcome: Outcome },
): void {
  const stored = conflicts.get(field);
  const sides = { there: sideOf(field, there[field]), here: here ? sideOf(field, here[field]) : '' };
  const isOpen = stored !== undefined && !stored.resolved;
  const isDecided =
    stored?.resolved?.side === 'here' && stored.seen === seen && stored.there === encode(field, there[field]);
  let base = seen;
  if (outcome.is === 'same') {
    if (isOpen) made.settled.push(field);
    base = baseText(sides);
  } else if (outcome.is === 'offered') base = baseText(sides);
  else if (isOpen || (outcome.is === 'conflict' && !isDecided))
    made.conflicts.push({ field, here: here?.[field], there: there[field] });
  else if (outcome.is === 'conflict' || outcome.is === 'here') made.give.set(field, here?.[field]);
  else if (outcome.is === 'both') {
    made.take.set(field, outcome.value);
    made.give.set(field, outcome.value);
    // The queue's side still counts as changed until the service has the merged value.
    base = baseText({ there: sides.there, here: sides.there });
  } else if (outcome.is === 'there') {
    const value = field === 'status' ? statusFor(there.status) : there[field];
    made.take.set(field, value);
    base = baseText({ there: sides.there, here: sideOf(field, value) });
  }
  if (base !== undefined && base !== '') made.seen[field] = base;
}
