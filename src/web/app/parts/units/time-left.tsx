import { now } from '../../data/state.ts';
import { lengthText } from './time.ts';

/** The estimated remaining time of a run, by past runs of its agent: `ms` milliseconds counted from `at`. */
export function Left({ ms, at, after = '' }: { ms: number; at: number; after?: string }) {
  const left = ms - (now.value - at);
  return (
    <span title="How much longer past runs took">
      {left > 0 ? `~${lengthText(left)}${after}` : 'longer than usual'}
    </span>
  );
}
