import { percentOf, type Span, ticksOf, type Zoom } from './span.ts';
import { tickText, ZONE } from './words.ts';

/** Times above the lanes, with lines down through them. */
export function Axis({ span, zoom, width }: { span: Span; zoom: Zoom; width: number }) {
  const ticks = ticksOf(span, zoom, ZONE);
  const every = Math.max(1, Math.ceil((ticks.length * LABEL) / Math.max(1, width)));
  return (
    <div class="tl-axis" role="presentation">
      {ticks.map((tick, i) => {
        const left = percentOf(tick.at, span);
        return (
          <span key={tick.at} class={`tl-tick ${tick.day ? 'is-day' : ''}`} style={{ left: `${left}%` }}>
            {(tick.day || i % every === 0) && left < 97 && !isBeforeDay(ticks, i, every) && tickText(tick, zoom)}
          </span>
        );
      })}
    </div>
  );
}

/** Pixels of a label. */
const LABEL = 64;

/** The name of a day is longer than a time of day: one that stands just before or behind it gives way. */
function isBeforeDay(ticks: readonly { day: boolean }[], i: number, every: number): boolean {
  return every > 1 && !ticks[i]!.day && ticks.slice(i - every + 1, i + every).some(({ day }) => day);
}
