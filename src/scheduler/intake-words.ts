import { counted } from '../base/amounts.ts';
import { signatureText } from '../domain/actor.ts';
import type { Instant } from '../domain/instant.ts';
import type { Task } from '../domain/task/task.ts';
import type { HoldReason } from './snapshot-types.ts';

type IntakeHold = Extract<HoldReason, { why: 'awaits' | 'cap' }>;

/** Formats the reason why a task that no person added or accepted doesn't start. */
export function intakeText(hold: IntakeHold): string {
  if (hold.why === 'awaits') {
    const { why, run } = hold.awaits;
    const by = signatureText(hold.awaits);
    if (why === 'discarded') return `its run ${run} was discarded by ${by}`;
    if (why === 'reverted') return `the merge of its run ${run} was reverted by ${by}`;
    return `it was added by ${by}, and no person has accepted it`;
  }
  const { cap, most, run } = hold;
  const of = {
    run: `of run ${run}`,
    hour: 'of agents within an hour',
    night: 'of agents in this night',
    queue: 'of agents since a person started the orchestrator',
  } as const;
  return `the limit of added tasks is reached: ${counted(most, 'task')} ${of[cap]}`;
}

/** Returns the next step for starting such a task. */
export function intakeNext({ id }: Task, hold: IntakeHold, when: (instant: Instant) => string): string {
  if (hold.why === 'awaits') return `task_accept ${id} lets the orchestrator start it; run_start ${id} starts it now`;
  const later = hold.until === undefined ? '' : `it starts automatically ${when(hold.until)}; `;
  return `${later}task_accept ${id} lets it start without this limit`;
}
