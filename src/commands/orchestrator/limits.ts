import { callOf, inputOf } from '../../domain/calls/door.ts';
import { refuse } from '../../domain/errors.ts';
import type { ReviewSpan } from '../../domain/kinds/orchestrator.ts';
import { goalOver } from '../../scheduler/preferred-goal.ts';
import { openGoalId } from '../../work/goals/find-goal.ts';
import type { Context } from '../../work/workspace/context.ts';

/** Arguments of an example: all queues count only towards a limit. */
const WITH_LIMIT = '--unreviewed 8 --unreviewed-in all-queues';

/** Maximum value of a limit that is a number of runs. */
const MOST = 64;

/** @returns undefined for no value @throws BacklogError `invalid` */
export function whole(name: string, value: number | null | undefined, least: number, most = MOST): number | undefined {
  if (value == null) return undefined;
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  return refuse('invalid', `${name}: expected a whole number from ${least} to ${most}, received ${value}`);
}

/** @throws BacklogError `invalid` */
export function positive(name: string, value: number): number {
  return value >= 0 ? value : refuse('invalid', `${name}: expected a number from 0 on, received ${value}`);
}

/** @throws BacklogError `invalid` */
export function aboveZero(name: string, value: number): number {
  return value > 0 ? value : refuse('invalid', `${name}: expected a number above 0, received ${value}`);
}

/** @returns the id of a goal that still needs work @throws BacklogError `conflict` for a closed or reached goal */
export function openGoal({ store }: Context, text: string): string {
  const id = openGoalId(store.state, text);
  const over = goalOver(store.state.get('goal', id), id);
  return over === undefined
    ? id
    : refuse('conflict', `goal: ${over}`, { hint: `Close it, or raise its target: \`goal_modify ${id} --target 50\`` });
}

/**
 * Refuses the queues of a limit that is nowhere set, or that the call removes: they would have no effect.
 * @param most the limit of this call, or the stored one
 * @throws BacklogError `invalid` with the line to type
 */
export function checkReviewSpan(
  { caller: { door } }: Pick<Context, 'caller'>,
  command: string,
  { span, most }: { span: ReviewSpan | undefined; most: number | null | undefined },
): void {
  if (span !== 'all-queues' || most) return;
  const [limit, queues] = [inputOf(door, 'unreviewed'), inputOf(door, 'unreviewed_in')];
  const why = most === 0 ? ', and 0 removes it' : '';
  refuse('invalid', `${queues} ${span} needs ${limit}: it names which queues count in that limit${why}`, {
    hint: `Set the limit, too: \`${callOf(door, command, WITH_LIMIT)}\``,
    data: { field: 'unreviewed_in', received: span },
  });
}
