import { now } from '../../data/state.ts';
import type { TimeLeft } from '../../data/types.ts';
import { lengthText } from './time.ts';

/**
 * Shows the remaining time of a run, with its source.
 * @param at the instant of the answer that contained the time, in epoch milliseconds
 * @param short whether only the title names the source
 */
export function Left({ of: { ms, by, percent, said }, at, short }: { of: TimeLeft; at: number; short?: true }) {
  const left = ms - (now.value - at);
  const done = percent === undefined ? '' : `, ${percent}% done`;
  return (
    <span title={said ?? TITLES[by]}>
      {left > 0 ? `~${lengthText(left)} left` : `longer than ${LONGER[by]}`}
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
