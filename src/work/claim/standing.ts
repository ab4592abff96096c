import type { Instant } from '../../domain/instant.ts';
import type { Claim } from '../../domain/records.ts';
import { expiresAt } from '../../domain/task/expiry.ts';
import type { Task } from '../../domain/task/task.ts';
import { overEverywhere } from '../../domain/task-date.ts';
import { same } from '../../store/index.ts';

/** Everything that the work of a task's holder relies on, at one moment. */
export interface WorkStanding {
  /** Undefined if the task isn't in the queue. */
  task: Task | undefined;
  claims: readonly Claim[];
  /** The blob of the spec. */
  spec: string | undefined;
  /** The document of the task's goal that its result may change although it is out of scope. */
  document: string | undefined;
  /** The uuids of open subtasks, without those that the call leaves unchanged. */
  subtasks: readonly string[];
  /** The uuids of open tasks that the task depends on. */
  dependencies: readonly string[];
}

/**
 * Who may cause a loss, besides people:
 * - `holders`: the holders of the task's claims and the holders below every one of them.
 * - `relatives`: also the holders above them, such as the session of a subagent.
 * - `closers`: everybody who may complete or delete the task.
 */
export type MayCause = 'holders' | 'relatives' | 'closers';

/** A loss for the holder of a task: what of the task a call changes, as the subject of a sentence. */
export interface Loss {
  what: string;
  by: MayCause;
}

interface LossRow extends Loss {
  /** @param at the time of the call */
  lost(before: WorkStanding & { task: Task }, after: WorkStanding & { task: Task }, at: Instant): boolean;
}

const differs =
  (...fields: (keyof Task)[]): LossRow['lost'] =>
  ({ task: before }, { task: after }) =>
    fields.some((field) => !same(before[field], after[field]));

/** Is the task hidden or not ready until a date that the call sets? */
const delays =
  (field: 'wait' | 'scheduled'): LossRow['lost'] =>
  ({ task: before }, { task: after }, at) => {
    const until = after[field];
    return until !== undefined && overEverywhere(until) >= at && until > (before[field] ?? '');
  };

const grows =
  (list: 'subtasks' | 'dependencies'): LossRow['lost'] =>
  (before, after) =>
    after[list].some((uuid) => !before[list].includes(uuid));

/** The losses, the worst first. Fields that have no row are free for every caller: notes, tags, priority and others. */
const LOSSES: readonly LossRow[] = [
  { what: 'the status', by: 'closers', lost: differs('status') },
  { what: 'the start', by: 'closers', lost: ({ task: before }, { task: after }) => !!before.start && !after.start },
  { what: 'the claim', by: 'closers', lost: ({ claims }, after) => claims.some((claim) => ends(claim, after.claims)) },
  { what: 'the scope', by: 'holders', lost: differs('scope') },
  { what: 'the acceptance criteria', by: 'holders', lost: differs('acceptance') },
  { what: 'the spec', by: 'holders', lost: (before, after) => before.spec !== after.spec },
  { what: "the goal's document", by: 'holders', lost: (before, after) => before.document !== after.document },
  {
    what: 'the until date',
    by: 'relatives',
    lost: ({ task: before }, { task: after }) => expiresAt(after) < expiresAt(before),
  },
  { what: 'the wait date', by: 'relatives', lost: delays('wait') },
  { what: 'the scheduled date', by: 'relatives', lost: delays('scheduled') },
  { what: 'the description', by: 'relatives', lost: differs('description') },
  { what: 'the assignee', by: 'relatives', lost: differs('agent') },
  { what: 'the checks', by: 'relatives', lost: differs('checks') },
  { what: 'the recurrence', by: 'relatives', lost: differs('recur', 'template') },
  { what: 'the parent', by: 'relatives', lost: differs('parent') },
  { what: 'the dependencies', by: 'relatives', lost: grows('dependencies') },
  { what: 'the subtasks', by: 'relatives', lost: grows('subtasks') },
  {
    what: 'the block',
    by: 'relatives',
    lost: ({ task: was }, { task: is }) => !!is.obstacle && !same(was.obstacle, is.obstacle),
  },
];

/** Compares a task before and after a call. @returns what its holder loses, the worst first */
export function lossesOf(before: WorkStanding, after: WorkStanding, at: Instant): Loss[] {
  const { task } = before;
  if (!task) return [];
  if (!after.task) return [{ what: 'the record', by: 'closers' }];
  const [was, is] = [
    { ...before, task },
    { ...after, task: after.task },
  ];
  return LOSSES.filter(({ lost }) => lost(was, is, at));
}

/**
 * Checks whether a call takes the work on a task from its holder: ends it, takes it over, gives its files to new subtasks,
 * or reports its progress. A person is asked before.
 */
export function takesWork(before: WorkStanding, after: WorkStanding, at: Instant): boolean {
  return (
    lossesOf(before, after, at).some(({ by }) => by === 'closers') || splits(before, after) || reports(before, after)
  );
}

function splits(before: WorkStanding, after: WorkStanding): boolean {
  return !!before.task?.scope && !after.task?.scope && after.subtasks.length > before.subtasks.length;
}

function reports({ task: before }: WorkStanding, { task: after }: WorkStanding): boolean {
  const known = new Set(before?.annotations?.map(({ id }) => id));
  return after?.annotations?.some(({ id, progress }) => progress !== undefined && !known.has(id)) ?? false;
}

/**
 * Checks whether a holder loses a claim, or a part of its time. A claim without a task also loses files; the files of
 * another claim are the scope of its task.
 */
export function ends(claim: Claim, after: readonly Claim[]): boolean {
  const left = after.find(({ id }) => id === claim.id);
  if (!left || left.holder !== claim.holder || left.expires < claim.expires || left.task !== claim.task) return true;
  return claim.task === undefined && claim.scope.some((entry) => !left.scope.some((other) => same(entry, other)));
}
