import { resolveDuration } from '../../time/index.ts';
import { isPersons } from '../actor.ts';
import type { Instant } from '../instant.ts';
import type { Task } from './task.ts';

export type Estimates = NonNullable<Task['estimates']>;
type Estimate = NonNullable<Estimates['person']>;

/** Returns a task's estimate in milliseconds. */
export function estimateOf({ estimate }: Pick<Task, 'estimate'>): number | undefined {
  if (estimate === undefined) return undefined;
  const read = resolveDuration(estimate);
  return read.ok ? read.ms : undefined;
}

/**
 * Signs a changed estimate. A person's estimate counts until a person changes it: the estimate of an agent or a script
 * is kept beside it. A person who clears the estimate clears both.
 * @param before the task before the change. Its estimate counts as a person's if nobody signed it
 * @param written the task with the new `estimate`; without one, the author clears the estimate
 */
export function signedEstimate<Of extends Partial<Task>>(
  before: Partial<Task>,
  written: Of,
  by: { at: Instant; actor: string },
): Of {
  const { person, agent } = before.estimates ?? {};
  const signed = (known: Estimate | undefined) => {
    const { estimate } = written;
    if (estimate === undefined) return undefined;
    return known?.actor === by.actor && known.estimate === estimate ? known : { estimate, ...by };
  };
  if (isPersons(by.actor)) {
    const own = signed(person);
    return withEstimates(written, written.estimate, own ? { person: own, agent } : {});
  }
  const own = signed(agent);
  const unsigned = before.estimate === countingEstimate(before)?.estimate ? undefined : before.estimate;
  const kept = person?.estimate ?? unsigned;
  return withEstimates(written, kept ?? own?.estimate, { person, agent: own });
}

/** Returns the task with these estimates. Leaves out absent values. */
function withEstimates<Of extends Partial<Task>>(
  task: Of,
  estimate: string | undefined,
  { person, agent }: { person?: Estimate | undefined; agent?: Estimate | undefined },
): Of {
  const estimates = { ...(person ? { person } : {}), ...(agent ? { agent } : {}) };
  const others = { ...task };
  delete others.estimate;
  delete others.estimates;
  return {
    ...others,
    ...(estimate === undefined ? {} : { estimate }),
    ...(person || agent ? { estimates } : {}),
  };
}

/** Returns the signed estimate that counts: the person's, otherwise the agent's. */
export function countingEstimate({ estimates }: Pick<Task, 'estimates'>): Estimate | undefined {
  return estimates?.person ?? estimates?.agent;
}
