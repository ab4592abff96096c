import { lazy as lazily } from '../../base/lazy.ts';
import { holdOf, type LeaseContext, leaseState } from '../../claims/index.ts';
import { GOAL_KINDS } from '../../domain/goals/words.ts';
import { createFacts, type Facts } from '../../domain/queue/facts.ts';
import { createLazyQueue } from '../../domain/queue/lazy-queue.ts';
import { createQueue, type LiveQueue } from '../../domain/queue/queue.ts';
import type { Attachment, Claim, Doc, Run } from '../../domain/records.ts';
import type { Repositories } from '../../domain/repository.ts';
import { choiceOf, leadingRun } from '../../domain/runs/attempts/attempts.ts';
import type { RunFinding } from '../../domain/runs/objections/finding.ts';
import { occupies } from '../../domain/runs/run-states.ts';
import type { StackedOn } from '../../domain/runs/stack.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Coefficients } from '../../domain/urgency/coefficients.ts';
import { createRanking, type Ranking } from '../../domain/urgency/ranking.ts';
import { coefficientsFrom } from '../../domain/urgency/urgency-settings.ts';
import { type Plan, planOf } from '../../goals/plan.ts';
import { servesIn } from '../../goals/serves.ts';
import type { AppliedChange, Store, StoreAuthors, Workspace } from '../../store/index.ts';
import type { Clock } from '../../time/index.ts';
import { isTaskHeld } from '../claim/run-of.ts';
import { currentVersion, WORKSPACE } from '../documents/documents.ts';
import { findingsAt } from '../objections/facts.ts';
import type { OtherHost } from '../processes/queue-machine.ts';
import { createTexts } from '../search/texts.ts';
import { settingsSet } from '../settings/sources.ts';
import type { Texts } from './context.ts';
import { repositoriesOf } from './repositories.ts';

export interface WorkspaceIndexes {
  queue: () => LiveQueue;
  related: () => Related;
  /** The pending tasks by urgency. */
  ranking: () => Ranking;
  /** The tasks that change when time passes, by uuid. */
  timely: () => ReadonlyMap<string, Task>;
  /** The weights of urgency. Returns the same object until a setting changes. */
  coefficients: () => Coefficients;
  /**
   * The repositories, with the one of the given workspace as the current one. Returns the same object until a
   * repository's record changes.
   */
  repositories: (where: Workspace) => Repositories;
  texts: () => Texts;
  authors: () => Pick<StoreAuthors, 'of'>;
  /** The records that say why tasks exist. */
  plan: () => Plan;
  findings: (id: string) => readonly RunFinding[];
}

/** Records by task, then by the record's id. */
type ByTask<Of> = Map<string, Map<string, Of>>;

/** Facts about tasks that come from other kinds of records. */
interface Related {
  claims: ByTask<Claim>;
  runs: ByTask<Run>;
  docs: Map<string, Set<string>>;
  attachments: Map<string, Set<string>>;
}

/**
 * Builds each index at its first use, and updates it with each change of the store. The cost of an update doesn't
 * depend on the size of the store. With `lazy`, the queue answers single questions without reading all tasks.
 */
export function indexesOf(
  store: Pick<Store, 'state' | 'index' | 'getBlob' | 'authors'>,
  { lazy = false } = {},
): WorkspaceIndexes {
  const { state, index } = store;
  const texts = lazily(() => {
    const made = createTexts(store);
    index(made);
    return made;
  });
  let queue: LiveQueue | undefined;
  let related: Related | undefined;
  let ranking: Ranking | undefined;
  let timely: Map<string, Task> | undefined;
  let coefficients: Coefficients | undefined;
  let repositories: { where: Workspace; found: Repositories } | undefined;
  const isHeld = (uuid: string) => isTaskHeld(state, uuid);
  /** Somebody took or released the task, which decides whether it expires. */
  const reapply = (uuid: string) => {
    const task = queue && state.get('task', uuid);
    if (task?.until !== undefined) queue?.apply(task, task);
  };
  index({
    reset() {
      queue = undefined;
      related = undefined;
      ranking = undefined;
      timely = undefined;
      coefficients = undefined;
      repositories = undefined;
    },
    apply(...change) {
      const [kind, id, before, after] = change;
      if (OF_SETTINGS.has(kind)) coefficients = undefined;
      if (kind === 'repository') repositories = undefined;
      if (OF_PLAN.has(kind)) ranking?.forget();
      if (kind === 'task') {
        queue?.apply(before, after);
        if (timely) trackTimely(timely, id, after);
      } else if (kind === 'claim' || kind === 'run') for (const uuid of tasksOf(before, after)) reapply(uuid);
      if (related) trackRelated(related, ...change);
    },
  });
  const tasks = (found: Iterable<[string, Task]>) => Array.from(found, ([, task]) => task);
  const stored = {
    get: (uuid: string) => state.get('task', uuid),
    mentioning: (text: string) => tasks(state.mentioning('task', text)),
    all: () => state.values('task'),
  };
  const buildQueue = () => (lazy ? createLazyQueue(stored, isHeld) : createQueue(stored.all(), isHeld));
  const buildRelated = () => {
    const built: Related = { claims: new Map(), runs: new Map(), docs: new Map(), attachments: new Map() };
    for (const [id, claim] of state.all('claim')) track(built.claims, id, undefined, claim);
    for (const [id, run] of state.all('run')) track(built.runs, id, undefined, run);
    for (const doc of state.values('doc')) trackDoc(built.docs, undefined, doc);
    for (const one of state.values('attachment')) trackAttachment(built.attachments, one, true);
    return built;
  };
  const buildTimely = () => {
    const built = new Map<string, Task>();
    for (const task of state.values('task')) if (isTimely(task)) built.set(task.uuid, task);
    return built;
  };
  const builtQueue = () => (queue ??= buildQueue());
  return {
    queue: builtQueue,
    related: () => (related ??= buildRelated()),
    ranking: () => (ranking ??= createRanking(builtQueue())),
    timely: () => (timely ??= buildTimely()),
    coefficients: () =>
      (coefficients ??= coefficientsFrom(Array.from(settingsSet(state), ([name, { value }]) => ({ name, value })))),
    repositories: (where) => {
      if (repositories?.where !== where) repositories = { where, found: repositoriesOf(state, where) };
      return repositories.found;
    },
    texts,
    authors: () => store.authors,
    plan: lazily(() => planOf(state)),
    findings: (id) => findingsAt(state, id),
  };
}

function tasksOf(...records: (Claim | Run | undefined)[]): Set<string> {
  return new Set(records.flatMap((record) => record?.task ?? []));
}

/** Kinds of records that can change the urgency of the tasks of a goal. */
const OF_PLAN: ReadonlySet<string> = new Set(GOAL_KINDS);

/** Kinds of records that can change the value of a setting. */
const OF_SETTINGS: ReadonlySet<string> = new Set(['setting', 'config', 'consent', 'repository']);

function trackTimely(timely: Map<string, Task>, uuid: string, task: Task | undefined): void {
  if (task && isTimely(task)) timely.set(uuid, task);
  else timely.delete(uuid);
}

/** Recurrence templates, and pending tasks with an `until`. */
function isTimely({ status, until }: Task): boolean {
  return status === 'recurring' || (status === 'pending' && until !== undefined);
}

export function latestRun({ runs }: Related, task: string): Run | undefined {
  return leadingRun(valuesOf(runs.get(task)));
}

/** Applies the change of a record to {@link Related}. The opposite change must undo its effect. */
function trackRelated(to: Related, ...[kind, id, before, after]: AppliedChange): void {
  if (kind === 'claim') track(to.claims, id, before, after);
  else if (kind === 'run') track(to.runs, id, before, after);
  else if (kind === 'doc') trackDoc(to.docs, before, after);
  else if (kind === 'attachment') trackAttachment(to.attachments, (before ?? after)!, after !== undefined);
}

function track<Of extends Claim | Run>(
  to: ByTask<Of>,
  id: string,
  before: Of | undefined,
  after: Of | undefined,
): void {
  if (before?.task !== undefined) {
    const rest = to.get(before.task);
    rest?.delete(id);
    if (rest?.size === 0) to.delete(before.task);
  }
  if (after?.task !== undefined) to.set(after.task, (to.get(after.task) ?? new Map<string, Of>()).set(id, after));
}

function trackDoc(docs: Related['docs'], before: Doc | undefined, after: Doc | undefined): void {
  const { task = WORKSPACE, name } = (after ?? before)!;
  const names = docs.get(task) ?? new Set();
  if (currentVersion(after)) names.add(name);
  else names.delete(name);
  docs.set(task, names);
}

function trackAttachment(attachments: Related['attachments'], { task, name }: Attachment, there: boolean): void {
  const names = attachments.get(task) ?? new Set();
  if (there) names.add(name);
  else names.delete(name);
  attachments.set(task, names);
}

/** A shared empty list: a filter asks for each task, and few have any. */
const NONE: readonly never[] = [];

function valuesOf<Value>(map: ReadonlyMap<string, Value> | undefined): readonly Value[] {
  return map ? [...map.values()] : NONE;
}

/** Checks the values of a map without a copy of them: each claim of a next task asks for every task. */
function some<Value>(map: ReadonlyMap<string, Value> | undefined, holds: (value: Value) => boolean): boolean {
  if (map) for (const value of map.values()) if (holds(value)) return true;
  return false;
}

export function queueFacts(
  { queue, related, texts, authors, plan, findings }: WorkspaceIndexes,
  clock: Clock,
  around: Omit<LeaseContext, 'now'> & { otherHost: OtherHost; stackOf: (task: Task) => StackedOn | undefined },
): Facts {
  const lease = { ...around, now: clock.now };
  return createFacts({
    queue: queue(),
    now: clock.now,
    get zone() {
      return clock.zone;
    },
    claimsOf: (uuid) => valuesOf(related().claims.get(uuid)),
    claimed: () => related().claims.keys(),
    holdOf: (claim) => holdOf(claim, lease),
    isClaimed: (uuid) => some(related().claims.get(uuid), (claim) => leaseState(claim, lease) === 'held'),
    hostOf: ({ renewer }) => around.otherHost(renewer),
    latestRun: (uuid) => latestRun(related(), uuid),
    findingsOf: findings,
    attemptsAt: (uuid) => choiceOf(valuesOf(related().runs.get(uuid))),
    isInRun: (uuid) => some(related().runs.get(uuid), ({ state }) => occupies(state)),
    stackOf: around.stackOf,
    docNames: (uuid) => [...(related().docs.get(uuid) ?? [])],
    attachmentNames: (uuid) => [...(related().attachments.get(uuid) ?? [])],
    withText: (text) => texts().having(text),
    authorsOf: (uuid) => authors().of(uuid),
    servesOf: servesIn(plan(), queue()),
  });
}
