import { now } from '../../data/state.ts';
import { lengthText } from './time.ts';

/**
 * Shows the estimated remaining time of a run, based on past runs of the same agent.
 * @param ms the estimated time in milliseconds at the instant `at`
 */
export function Left({ ms, at, after = '' }: { ms: number; at: number; after?: string }) {
  const left = ms - (now.value - at);
  return <span title="Estimate from past runs">{left > 0 ? `~${lengthText(left)}${after}` : 'longer than usual'}</span>;
}
