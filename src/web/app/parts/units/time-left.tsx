import type { TimeLeft } from '../../../../domain/runs/times/time-left.ts';
import { now } from '../../data/state.ts';
import { roughText } from './time.ts';

/** Returns the time in milliseconds that remains now. It is negative if the work takes longer than expected. */
export const leftNow = ({ ms, now: at }: TimeLeft) => ms - (now.value - at);

/**
 * Shows the remaining time of a run, with its source.
 * @param short whether only the title names the source
 */
export function Left({ of, short }: { of: TimeLeft; short?: true }) {
  const { by, percent, said } = of;
  const left = leftNow(of);
  const done = percent === undefined ? '' : `, ${percent}% done`;
  return (
    <span title={said ?? TITLES[by]}>
      {left > 0 ? `~${roughText(left)} left` : `longer than ${LONGER[by]}`}
      {short || by === 'past' ? '' : ` (${by === 'progress' ? `reported${done}` : 'estimate'})`}
    </span>
  );
}

const TITLES = {
  progress: 'Reported by the agent',
  estimate: "The task's estimate minus the time so far",
  past: 'Estimate from past runs',
} as const;

const LONGER = { progress: 'reported', estimate: 'estimated', past: 'usual' } as const;
