import type { Claim } from '../../domain/claim.ts';
import { createFacts, type Facts } from '../../domain/facts.ts';
import { createQueue, type LiveQueue } from '../../domain/queue.ts';
import type { Doc, Run } from '../../domain/records.ts';
import type { Task } from '../../domain/task.ts';
import type { Store } from '../../store/index.ts';
import type { Clock } from '../../time/index.ts';
import { currentVersion } from '../task/docs.ts';

/** What is looked up in a store by more than the ids of records. Each index is built when it is first asked for. */
export interface Indexes {
  queue: () => LiveQueue;
  beside: () => Beside;
}

/** What is known of tasks from other records. */
interface Beside {
  claims: Map<string, Claim>;
  runs: Map<string, Run>;
  docs: Map<string, Set<string>>;
}

/** Follows the store's changes; each change costs the same however large the store is. Each index is built when it is first asked for. */
export function indexesOf({ state, observe }: Store): Indexes {
  let queue: LiveQueue | undefined;
  let beside: Beside | undefined;
  observe({
    reset() {
      queue = undefined;
      beside = undefined;
    },
    apply(kind, id, before, after) {
      if (kind === 'task') queue?.apply(before as Task | undefined, after as Task | undefined);
      else if (beside) track[kind]?.(beside, id, before, after);
    },
  });
  const buildQueue = () => createQueue(Array.from(state.all('task'), ([, task]) => task));
  const buildBeside = () => {
    const empty: Beside = { claims: new Map(), runs: new Map(), docs: new Map() };
    for (const [kind, take] of Object.entries(track))
      for (const [id, record] of state.all(kind)) take(empty, id, undefined, record);
    return empty;
  };
  return { queue: () => (queue ??= buildQueue()), beside: () => (beside ??= buildBeside()) };
}

/** kind -> what a changed record of it means for {@link Beside}. */
const track: Readonly<Record<string, (to: Beside, id: string, before: unknown, after: unknown) => void>> = {
  claim: ({ claims }, id, _, after) => (after ? claims.set(id, after as Claim) : claims.delete(id)),
  run: ({ runs }, _, before, after) => trackRun(runs, before as Run | undefined, after as Run | undefined),
  doc: ({ docs }, _, before, after) => trackDoc(docs, before as Doc | undefined, after as Doc | undefined),
};

/** The run with the highest attempt stands for its task. */
function trackRun(runs: Map<string, Run>, before: Run | undefined, after: Run | undefined): void {
  if (after && after.attempt >= (runs.get(after.task)?.attempt ?? 0)) runs.set(after.task, after);
  else if (!after && before && runs.get(before.task)?.id === before.id) runs.delete(before.task);
}

function trackDoc(docs: Map<string, Set<string>>, before: Doc | undefined, after: Doc | undefined): void {
  const { task, name } = (after ?? before)!;
  if (!task) return;
  const names = docs.get(task) ?? new Set();
  if (currentVersion(after)) names.add(name);
  else names.delete(name);
  docs.set(task, names);
}

/** Facts for filters, virtual tags and urgency, as of a clock. */
export function factsOf({ queue, beside }: Indexes, clock: Clock): Facts {
  return createFacts({
    queue: queue(),
    now: clock.now,
    get zone() {
      return clock.zone;
    },
    claimsOf: (uuid) => [...beside().claims.values()].filter((claim) => claim.task === uuid),
    latestRun: (uuid) => beside().runs.get(uuid),
    docNames: (uuid) => [...(beside().docs.get(uuid) ?? [])],
  });
}
