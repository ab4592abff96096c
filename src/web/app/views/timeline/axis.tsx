import { type AxisTick, percentOf, type TimeSpan, type Zoom } from './span.ts';
import { tickText } from './words.ts';

interface Props {
  ticks: readonly AxisTick[];
  span: TimeSpan;
  zoom: Zoom;
  /** Width of the axis in pixels. */
  width: number;
}

/** The time labels above the lanes. */
export function Axis({ ticks, span, zoom, width }: Props) {
  return (
    <div class="tl-axis">
      {ticks.filter(haveRoom(ticks, span, width)).map((tick) => (
        <span
          key={tick.at}
          class={`tl-tick faint small ${tick.day ? 'is-day' : ''}`}
          style={{ left: `${percentOf(tick.at, span)}%` }}
        >
          {tickText(tick, zoom)}
        </span>
      ))}
    </div>
  );
}

/** Width of a day's label and of a time's label, in pixels. */
const ROOM = { day: 88, time: 50 } as const;

/** Chooses the labels with enough room: first days, then times that don't overlap another label. */
function haveRoom(ticks: readonly AxisTick[], span: TimeSpan, width: number): (tick: AxisTick) => boolean {
  const shown: { from: number; to: number }[] = [];
  const kept = new Set<AxisTick>();
  for (const tick of [...ticks.filter(({ day }) => day), ...ticks.filter(({ day }) => !day)]) {
    const from = (percentOf(tick.at, span) / 100) * width;
    const to = from + (tick.day ? ROOM.day : ROOM.time);
    if (to > width || shown.some((other) => from < other.to && to > other.from)) continue;
    shown.push({ from, to });
    kept.add(tick);
  }
  return (tick) => kept.has(tick);
}
