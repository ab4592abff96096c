import { useSignal } from '@preact/signals';
import { now } from '../../data/state.ts';
import { Icon } from '../../parts/icon.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { DAY, dateText, timeOf } from '../../parts/units/time.ts';
import { goQuery, hrefOf } from '../../shell/route.ts';
import { barsOf, forecastOf, type Lane, type Mark, type TimelineAnswer } from './answer.ts';
import { Axis } from './axis.tsx';
import { BarView } from './bar-view.tsx';
import { type Lasting, labelRoom, packed, textSide } from './pack.ts';
import { percentOf, type TimeSpan, ticksOf, type Zoom } from './span.ts';
import { clockText, ZONE } from './words.ts';

interface Props {
  answer: TimelineAnswer;
  span: TimeSpan;
  zoom: Zoom;
  chosen: string | null;
  /** Width of the lanes in pixels. */
  width: number;
}

/**
 * Width of a bar's label, in pixels. `NAMES` is the width of the lanes' titles. A small window shows these titles above
 * the lanes.
 */
const WORDS = 170;
const NAMES = 140;
const SMALL = '(width <= 760px)';

/** The lanes of the agents, a lane of dates, and a line at the current time. */
export function TimelineLanes({ answer, span, zoom, chosen, width }: Props) {
  const track = Math.max(120, matchMedia(SMALL).matches ? width : width - NAMES);
  const least = ((span.until - span.from) * WORDS) / track;
  const at = percentOf(now.value, span);
  const ticks = ticksOf(span, zoom, ZONE);
  return (
    <div class="tl-lanes panel">
      <div class="tl-lane tl-head">
        <span class="tl-name" />
        <Axis ticks={ticks} span={span} zoom={zoom} width={track} />
      </div>
      {answer.lanes.map((lane) => (
        <LaneView key={lane.agent} lane={lane} span={span} least={least} chosen={chosen} />
      ))}
      {answer.marks.length > 0 && <Marks answer={answer} span={span} least={least} chosen={chosen} />}
      <div class="tl-over" aria-hidden="true">
        {ticks.map((tick) => (
          <span
            key={tick.at}
            class={`tl-line ${tick.day ? 'is-day' : ''}`}
            style={{ left: `${percentOf(tick.at, span)}%` }}
          />
        ))}
        {at >= 0 && at <= 100 && <span class="tl-now" style={{ left: `${at}%` }} />}
      </div>
    </div>
  );
}

interface LaneProps {
  span: TimeSpan;
  /** Width reserved for a label, as a duration in milliseconds. */
  least: number;
  chosen: string | null;
}

const choose = (key: string) => goQuery({ bar: key });

function LaneView({ lane, span, least, chosen }: LaneProps & { lane: Lane }) {
  const { agent, runs, held, next, left } = lane;
  const isFolded = useSignal(false);
  const forecast = forecastOf(lane, now.value);
  const rows = isFolded.value
    ? []
    : [...packed(barsOf(lane, now.value), span, least), ...(forecast.length > 0 ? [forecast] : [])];
  return (
    <section
      class="tl-lane"
      aria-label={`${agent}: ${countOf(runs.length, 'run')}, ${held.length > 0 ? `${held.length} active, ` : ''}${next.length} next`}
    >
      <h2 class="tl-name">
        <button
          type="button"
          class="line gap-4"
          aria-expanded={!isFolded.value}
          onClick={() => (isFolded.value = !isFolded.value)}
        >
          <Icon name={isFolded.value ? 'right' : 'down'} size={12} />
          {agent}
        </button>
        <span class="count small">
          {runs.length > 0 || held.length === 0 ? countOf(runs.length, 'run') : ''}
          {held.length > 0 && `${runs.length > 0 ? ', ' : ''}${held.length} active`}
          {next.length > 0 && `, ${next.length} next`}
          {left > 0 && `, ${left} not shown`}
        </span>
      </h2>
      <ol class="tl-rows">
        {rows.map((row) => (
          <li key={row[0]!.key} class="tl-row">
            {row.map((bar) => (
              <BarView
                key={bar.key}
                bar={bar}
                span={span}
                words={least}
                chosen={chosen === bar.key}
                onChoose={choose}
              />
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Marks({ answer: { marks, days, totals }, span, least, chosen }: LaneProps & { answer: TimelineAnswer }) {
  const isWide = span.until - span.from > CROWDED;
  // Many dates would be hundreds of rows at the same place. Their numbers say more.
  const rows = packed(
    (isWide && totals.marksLeft > 0 ? [] : marks).map((mark) => ({
      mark,
      begins: timeOf(mark.at),
      ends: timeOf(mark.at),
    })),
    span,
    least,
  );
  return (
    <section class="tl-lane" aria-label="Due and scheduled">
      <h2 class="tl-name">
        Due, scheduled
        {totals.marksLeft > 0 && !isWide && <span class="count small">{totals.marksLeft} not shown</span>}
      </h2>
      <ol class="tl-rows">
        {(totals.marksLeft > 0 || isWide) && <DayCounts days={days} span={span} least={least} />}
        {rows.map((row) => (
          <li key={keyOf(row[0]!.mark)} class="tl-row">
            {row.map(({ mark, ...at }) => (
              <MarkView
                key={keyOf(mark)}
                mark={mark}
                span={span}
                at={at}
                least={least}
                chosen={chosen === keyOf(mark)}
              />
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Length of the shown time in milliseconds from which the due dates of each day are counted. */
const CROWDED = 12 * DAY;

/** Width of a digit of a count, and of the space around a count, in pixels. */
const DIGIT = 8;
const AROUND = 10;

/** Number of due dates on each day, with a link to its tasks. Counts that would overlap are in several rows. */
function DayCounts({ days, span, least }: Pick<TimelineAnswer, 'days'> & Omit<LaneProps, 'chosen'>) {
  const shown = days.filter(({ date }) => timeOf(date) < span.until && timeOf(date) + DAY > span.from);
  const digits = Math.max(0, ...shown.map(({ due }) => String(due).length));
  const width = ((digits * DIGIT + AROUND) * least) / WORDS;
  const counts = shown.map(({ date, due }) => {
    const begins = Math.max(span.from, Math.min(timeOf(date), span.until - width));
    return { date, due, begins, ends: begins };
  });
  return packed(counts, span, width).map((row) => (
    <li key={row[0]!.date} class="tl-row">
      {row.map(({ date, due, begins }) => (
        <a
          key={date}
          class="tl-day count small"
          data-day={date}
          style={{ left: `${percentOf(begins, span)}%` }}
          title={`${countOf(due, 'task')} due on ${dateText(date)}`}
          href={hrefOf('list', [], { filter: `due:${date}` })}
        >
          {due}
        </a>
      ))}
    </li>
  ));
}

const keyOf = ({ what, id }: Mark) => `${what}-${id}`;

interface MarkProps {
  mark: Mark;
  at: Lasting;
  span: TimeSpan;
  least: number;
  chosen: boolean;
}

function MarkView({ mark, at: lasting, span, least, chosen }: MarkProps) {
  const { id, description, what } = mark;
  const side = textSide(lasting, span, least);
  const left = percentOf(lasting.begins, span);
  const late = what === 'due' && lasting.begins < now.value;
  const words = `#${id} ${description}, ${what} ${clockText(lasting.begins)}${late ? ', late' : ''}`;
  return (
    <a
      href={hrefOf('task', [id])}
      data-bar={keyOf(mark)}
      class={`tl-mark line ${late ? 'bad' : what === 'due' ? 'asks' : 'soft'} of-${what} words-${side} ${chosen ? 'is-chosen' : ''}`}
      style={{ left: `${left}%` }}
      aria-current={chosen ? 'true' : undefined}
      title={words}
      onFocus={() => choose(keyOf(mark))}
    >
      <span class="tl-diamond" />
      <span class="unseen">{words}</span>
      <span
        class="tl-words clip small slim"
        style={{ maxWidth: labelRoom(lasting, span, side, least) }}
        aria-hidden="true"
      >
        #{id} {description}
      </span>
    </a>
  );
}
