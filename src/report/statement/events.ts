import { clip } from '../../base/clip.ts';
import { present } from '../../base/present.ts';
import type { Actor } from '../../domain/actor.ts';
import type { Instant } from '../../domain/instant.ts';
import { RUN_STATE_NAMES } from '../../domain/runs/run-states.ts';
import { isNamedOutside, namedIn, type Task } from '../../domain/task/task.ts';
import { detailOf, fieldName, type RecordChange, verbOf } from './change.ts';
import type { StatementVerb } from './verbs.ts';

/**
 * The changes that become events, by kind of record and verb. Other changes are no events: renewals, documents,
 * comments, settings. A task's new place in its column is none, either.
 */
const BY_VERB: Readonly<Record<string, Readonly<Partial<Record<StatementVerb, string>>>>> = {
  task: {
    add: 'task.added',
    change: 'task.changed',
    start: 'task.started',
    stop: 'task.stopped',
    complete: 'task.completed',
    delete: 'task.deleted',
    reopen: 'task.reopened',
    remove: 'task.removed',
    archive: 'task.archived',
    restore: 'task.restored',
  },
  claim: { claim: 'claim.granted', release: 'claim.released' },
  question: { ask: 'question.asked', answer: 'question.answered' },
  conflict: { add: 'conflict.found', change: 'conflict.resolved' },
};

/** A run's event is its new state, such as `run.review`, `run.approved` or `run.merged`. */
const OF_RUNS = RUN_STATE_NAMES.map((state) => `run.${state}`);

/** All types of events, sorted by what they are about. */
export const EVENT_TYPES: readonly string[] = [
  ...Object.values(BY_VERB).flatMap((verbs) => Object.values(verbs)),
  ...OF_RUNS,
];

/** Checks whether a word selects events: a type, or the part of types before the dot. */
export const isEventWord = (word: string): boolean => EVENT_TYPES.some((type) => selects(word, type));

const selects = (word: string, type: string) => type === word || type.startsWith(`${word}.`);

/** Checks whether an event is one of those that somebody asked for. Without words, all are. */
export const isAsked = (type: string, words: readonly string[] | undefined): boolean =>
  words === undefined || words.some((word) => selects(word, type));

/** A commit, as far as its events need it. */
interface EventCommit {
  seq: number;
  tx: string;
  at: Instant;
  actor: Actor;
  command: string;
  undoes?: number;
  changes: readonly RecordChange[];
}

/** Something that happened in the queue. Its number is that of the commit, with the place of the change in the commit. */
export interface QueueEvent {
  seq: number;
  /** The random id of the commit. After a restored backup, another commit can have the same number. */
  tx: string;
  /** Number of the change in its commit: 1, 2, 3, … */
  index: number;
  type: string;
  at: Instant;
  /** Texts of people and agents stay out, but for a task's description on demand. */
  data: Readonly<Record<string, unknown>>;
}

/** Finds the records that an event names. */
interface EventLookup {
  task(uuid: string): Task | undefined;
  record(kind: string, id: string): Readonly<Record<string, unknown>> | undefined;
}

/** Maximum number of fields that an event names, and of characters of a text in it. So no event has more than 10 KB. */
const MOST = { fields: 60, characters: 200 };

/** Returns the events of a commit. Pure, so a second delivery has the same events under the same numbers. */
export function eventsOf(commit: EventCommit, look: EventLookup, descriptions = false): QueueEvent[] {
  const archives = commit.changes.some(({ kind }) => kind === 'archive');
  return commit.changes.flatMap((change, place) => {
    const type = typeOf(change, archives);
    if (type === undefined) return [];
    const { seq, tx, at, actor, command, undoes } = commit;
    const by = { kind: actor.kind, name: clip(actor.name, MOST.characters) };
    const about = factsOf(change, look, descriptions);
    return [
      {
        seq,
        tx,
        index: place + 1,
        type,
        at,
        data: { ...about, by, command: clip(command, MOST.characters), ...present({ undoes }) },
      },
    ];
  });
}

function typeOf(change: RecordChange, archives: boolean): string | undefined {
  const { kind, before, after } = change;
  if (kind === 'run') {
    const state = after?.state;
    return typeof state === 'string' && OF_RUNS.includes(`run.${state}`) ? `run.${state}` : undefined;
  }
  const verbs = Object.hasOwn(BY_VERB, kind) ? BY_VERB[kind] : undefined;
  const verb = verbs && verbOf(change, archives);
  // A conflict changes each time one of its sides does. Only its decision is an event.
  if (kind === 'conflict' && verb === 'change' && !after?.resolved) return undefined;
  if (kind === 'task' && verb === 'change' && detailOf({ before, after }).length === 0) return undefined;
  return verb && verbs?.[verb];
}

function factsOf(change: RecordChange, look: EventLookup, descriptions: boolean): Record<string, unknown> {
  const { kind, id, before, after } = change;
  const known = { ...before, ...after, ...look.record(kind, id) };
  const uuid = kind === 'task' ? id : known.task;
  const task =
    typeof uuid === 'string' ? (look.task(uuid) ?? (kind === 'task' ? namedIn(known) : undefined)) : undefined;
  const named = task && {
    number: task.id,
    uuid,
    ...(descriptions && !isNamedOutside(task) ? { description: clip(task.description, MOST.characters) } : {}),
  };
  if (kind === 'task') return { task: named, ...changedIn(change) };
  const text = (value: unknown) => (typeof value === 'string' ? clip(value, MOST.characters) : undefined);
  const more = present({
    state: kind === 'run' ? text(after?.state) : undefined,
    run: text(known.run),
    source: text(known.source),
    field: text(known.field),
    side: text((after?.resolved as { side?: unknown } | undefined)?.side),
  });
  return { [kind]: id.slice(0, MOST.characters), ...present({ task: named }), ...more };
}

function changedIn(change: RecordChange): { fields?: string[] } {
  if (change.before === null || change.after === null) return {};
  const fields = detailOf(change).map((field) => clip(fieldName(field), 40));
  return fields.length === 0 ? {} : { fields: [...new Set(fields)].slice(0, MOST.fields) };
}
