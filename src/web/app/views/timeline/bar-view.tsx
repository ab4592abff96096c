import { toneClass } from '../../parts/task/state.tsx';
import { hrefOf } from '../../shell/route.ts';
import type { DrawnTimeline } from './answer.ts';
import { afterOf, clipped, labelRoom, textSide } from './pack.ts';
import type { TimeSpan } from './span.ts';

interface Props {
  bar: DrawnTimeline;
  span: TimeSpan;
  /** Width reserved for the bar's label, as a duration in milliseconds. */
  words: number;
  chosen: boolean;
  onChoose(key: string): void;
}

/** The bar of a run or of a next task. Work is filled, waiting is hatched, and the expected rest is outlined. */
export function BarView({ bar, span, words: room, chosen, onChoose }: Props) {
  const { key, id, title, run, kind, state, words } = bar;
  const side = textSide(bar, span, room);
  const [left, right] = [clipped(bar.begins, span), clipped(bar.ends, span)];
  const whole = right - left;
  const worked = whole > 0 ? ((clipped(bar.worked, span) - left) / whole) * 100 : 100;
  const expected = bar.expected === undefined ? right : clipped(bar.expected, span);
  const beside = side === 'after' ? clipped(afterOf(bar, span, room), span) - right : 0;
  const place = beside > 0 ? { left: `calc(100% + ${beside}cqw + 3px)` } : {};
  return (
    <>
      {expected > right && (
        <span class="tl-expected" aria-hidden="true" style={{ left: `${right}%`, width: `${expected - right}%` }} />
      )}
      <a
        href={run ? hrefOf('run', [run]) : hrefOf('task', [id])}
        data-bar={key}
        class={`tl-bar line is-${kind} of-${state} ${toneClass(state)} words-${side} ${chosen ? 'is-chosen' : ''}`}
        style={{ left: `${left}%`, width: `max(${whole}%, 4px)` }}
        aria-current={chosen ? 'true' : undefined}
        title={words}
        onFocus={() => onChoose(key)}
      >
        {kind !== 'next' && <span class="tl-worked" style={{ width: `${worked}%` }} />}
        <span class="unseen">{words}</span>
        <span
          class="tl-words clip small slim"
          style={{ maxWidth: labelRoom(bar, span, side, room), ...place }}
          aria-hidden="true"
        >
          {run ?? `#${id}`} {title}
        </span>
      </a>
    </>
  );
}
