import * as z from 'zod';
import { type Shape, typedAs } from '../../base/shape.ts';
import { stored, task } from '../../domain/kinds/schemas.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { startTask } from '../task/life.ts';
import { eligibility, type Verdict } from './eligibility.ts';
import { type Choosing, candidateOf, snapshotOf } from './snapshot.ts';

const verdict = () => typedAs<Verdict>(z.looseObject({ task: task(), reasons: z.array(z.looseObject({})) }));

export const pulled = () =>
  z.strictObject({
    taken: z.strictObject({ task: task(), claim: stored('claim') }).nullable(),
    /**
     * The tasks before the chosen one that the caller may not have, with the reasons. Those that others have are left out
     * if one was chosen.
     */
    passed: z.array(verdict()),
  });
export type Pulled = Shape<typeof pulled>;

/** The tasks to choose from, each list with the best first. */
export interface PullCandidates {
  /** Those that nobody has. */
  ready: Iterable<Task>;
  /** With those that others have. It is read only if none of the ready ones is free. */
  all: Iterable<Task>;
}

/** What a choice found: free tasks, and the tasks before the first of them. */
interface Found {
  tasks: Task[];
  passed: Verdict[];
}

/** Finds the first `most` tasks that the caller may have. Changes nothing. */
export function firstFree(
  records: Parameters<typeof snapshotOf>[0],
  context: Choosing,
  { ready, all }: PullCandidates,
  most: number,
): Found {
  const who = { ...candidateOf(records, context.caller), how: 'pull' } as const;
  const snapshot = snapshotOf(records, context);
  const found = firstOf(eligibility(snapshot, who, ready), most);
  return found.tasks.length > 0 ? found : firstOf(eligibility(snapshot, who, all), most);
}

function firstOf(verdicts: Iterable<Verdict>, most: number): Found {
  const found: Found = { tasks: [], passed: [] };
  for (const { task, reasons } of verdicts) {
    if (reasons.length === 0) {
      if (found.tasks.push(task) === most) break;
    } else if (found.tasks.length === 0) found.passed.push({ task, reasons });
  }
  return found;
}

/**
 * Number of tasks to remember for the next attempts of a write. Each lost attempt means that somebody else took one of
 * them, or changed something else.
 */
const SPARE = 16;

/**
 * Returns a function that starts and claims the first free task in one transaction, so two callers never get the same
 * task. If another writer committed first, the transaction runs again. Then the function looks only at the best tasks
 * that it found before, because others wait for the end of a repeated attempt.
 * @param candidates returns the candidates of the queue
 * @param candidatesAmong returns those of the tasks that are candidates now
 */
export function pulling(
  candidates: () => PullCandidates,
  candidatesAmong: (tasks: readonly Task[]) => readonly Task[],
) {
  let known: Found | undefined;
  const chosen = (tx: Tx, context: Choosing): Found => {
    if (known) {
      const ready = candidatesAmong(known.tasks.flatMap(({ uuid }) => tx.get('task', uuid) ?? []));
      const { tasks } = firstFree(tx, context, { ready, all: [] }, 1);
      if (tasks.length > 0) return { tasks, passed: known.passed };
    }
    const { ready, all } = candidates();
    const best = keptOpen(ready);
    const found = firstFree(tx, context, { ready: best, all }, 1);
    known = { ...found, tasks: [...found.tasks, ...first(best, SPARE)] };
    return found;
  };
  return (tx: Tx, context: Choosing): Pulled => {
    const { tasks, passed } = chosen(tx, context);
    const [task] = tasks;
    return { taken: task ? startTask(tx, context, task) : null, passed };
  };
}

/** Returns an iterator that goes on where a loop left it: the end of a loop would end a generator. */
function keptOpen<Value>(values: Iterable<Value>): IterableIterator<Value> {
  const iterator = values[Symbol.iterator]();
  const open: IterableIterator<Value> = { next: () => iterator.next(), [Symbol.iterator]: () => open };
  return open;
}

function first<Value>(values: Iterable<Value>, most: number): Value[] {
  const found: Value[] = [];
  for (const value of values) if (found.push(value) === most) break;
  return found;
}
