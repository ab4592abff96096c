import * as z from 'zod';
import { present } from '../../base/present.ts';
import type { Shape } from '../../base/shape.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import { type RunFigures, runFigures } from '../../domain/runs/run-figures.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Coefficients } from '../../domain/urgency/coefficients.ts';
import { card, cardOf } from '../cards.ts';
import { type Attention, attention } from '../needs.ts';
import { type Situation, working } from '../situation.ts';
import { halted } from './halted.ts';

/** An item that continues only after the person's decision. */
const waitingRow = () => {
  const { why, run, state, said, elsewhere, next, since, holdsUp } = attention().shape;
  return z.strictObject({
    ...{ what: why, card: card(), run, state, said, elsewhere, next, since, holdsUp },
    /** Only for a run. */
    figures: runFigures().exactOptional(),
  });
};
export type WaitingRow = Shape<typeof waitingRow>;

/** An item that a person deals with later. Without `until`, it appears again when it changes. */
const snoozedRow = () => waitingRow().extend({ until: z.string().exactOptional() });

const inHandRow = () => {
  const { by, since, left } = working().shape;
  return z.strictObject({ card: card(), by, since, left });
};

export const nowOutput = () =>
  z.strictObject({
    waiting: z.array(waitingRow()),
    snoozed: z.array(snoozedRow()),
    /** Ids of the active runs, the longest-running first. */
    running: z.array(z.string()),
    /** Ids of the runs with a result in a pull request, the longest-waiting first. */
    proposed: z.array(z.string()),
    /** Started tasks without an active run. */
    inHand: z.array(inHandRow()),
    next: z.array(card()),
    /** Open tasks that the orchestrator starts only after a person accepts them, unless a setting lets it. */
    unaccepted: z.array(card()),
    /** Set if a started orchestrator starts no runs. */
    halted: halted().exactOptional(),
    /** Number of open proposals in the inbox. Absent if there are none. */
    inbox: z.int().exactOptional(),
    totals: z.record(z.string<Total>(), z.int()),
  });
export type Now = Shape<typeof nowOutput>;

type Total =
  | 'waiting'
  | 'snoozed'
  | 'running'
  | 'proposed'
  | 'inHand'
  | 'next'
  | 'unaccepted'
  | 'blocked'
  | 'overdue'
  | 'open'
  | 'doneToday';

interface Known {
  facts: Facts;
  coefficients: Coefficients;
  figuresOf(run: string, task: Task): RunFigures;
  /** Maximum number of rows per list. */
  rows: number;
}

/**
 * Collects the content of the page "Now": items that need attention, active tasks, and the next tasks. An item whose
 * task blocks more tasks comes first.
 */
export function nowOf(situation: Situation, { facts, coefficients, figuresOf, rows }: Known): Now {
  const { ready, overdue, blocked, unaccepted, totals } = situation;
  const shown = (task: Task) => cardOf(task, facts, coefficients);
  const running = situation.working.flatMap(({ run }) => run ?? []);
  const proposed = situation.proposed.flatMap(({ run }) => run ?? []);
  const row = <Row extends Attention>({ task, why, objections: _, ...rest }: Row) => ({
    ...rest,
    ...(rest.run === undefined ? {} : { figures: figuresOf(rest.run, task) }),
    ...{ what: why, card: shown(task) },
  });
  const inHand = situation.working.filter(({ run }) => run === undefined);
  return {
    waiting: situation.attention.slice(0, rows).map(row),
    snoozed: situation.snoozed.slice(0, rows).map(row),
    running: running.slice(0, rows),
    proposed: proposed.slice(0, rows),
    inHand: inHand.slice(0, rows).map(({ task, run: _, state: __, ...row }) => ({ ...row, card: shown(task) })),
    next: situation.mostUrgent(ready, rows).map(shown),
    unaccepted: situation.mostUrgent(unaccepted, rows).map(shown),
    ...present({ halted: situation.halted, inbox: situation.inbox }),
    totals: {
      ...{ waiting: situation.attention.length, snoozed: situation.snoozed.length },
      ...{ running: running.length, proposed: proposed.length, inHand: inHand.length, next: ready.length },
      unaccepted: unaccepted.length,
      ...{ blocked: blocked.length, overdue: overdue.length, open: totals.open },
      doneToday: doneSince(facts, facts.calendar().today),
    },
  };
}

function doneSince({ queue }: Facts, day: string): number {
  let count = 0;
  for (const uuid of queue.byStatus('completed')) if (queue.get(uuid)!.end! >= day) count++;
  return count;
}
