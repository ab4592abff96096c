import { ascending } from '../../base/ascending.ts';
import { groupedBy } from '../../base/iterables.ts';
import { holdsUp } from '../../domain/queue/graph.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import type { Run } from '../../domain/records.ts';
import { inTheWay } from '../../domain/task/objections.ts';

interface Waiting {
  run: Run;
  /** Whether nothing objects to its approval. */
  isClean: boolean;
  project: string;
  holdsUp: number;
}

/**
 * Sorts results in review for a person who reads them one after the other: the clean ones first, then those with
 * objections. Results of one project follow each other; the project and the result that block most tasks come first.
 */
export function reviewOrder(runs: readonly Run[], queue: TaskQueue): Run[] {
  const all = runs.map((run): Waiting => {
    const task = queue.get(run.task);
    const isClean = inTheWay({ run, task }).length === 0;
    return { run, isClean, project: task?.project ?? '', holdsUp: task ? holdsUp(queue, task) : 0 };
  });
  const bundles = [...groupedBy(all, ({ isClean, project }) => JSON.stringify([isClean, project])).values()];
  return bundles
    .map((bundle) => bundle.sort(byBlocked))
    .sort(([a], [b]) => Number(b!.isClean) - Number(a!.isClean) || byBlocked(a!, b!))
    .flatMap((bundle) => bundle.map(({ run }) => run));
}

function byBlocked(a: Waiting, b: Waiting): number {
  return b.holdsUp - a.holdsUp || ascending(a.run.at, b.run.at) || ascending(a.run.id, b.run.id);
}
