import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useRead } from '../../data/live.ts';
import { now } from '../../data/state.ts';
import { Button, ToolButton } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { FilterBox } from '../../parts/forms/filter-box.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { FirstSteps } from '../../parts/task/first-steps.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { DAY, dateText, timeOf } from '../../parts/units/time.ts';
import { ViewHead } from '../../parts/view-head.tsx';
import { type Key, useKeys } from '../../shell/keys/keys.ts';
import { announce } from '../../shell/notices/announce.ts';
import { goQuery, hrefOf, route } from '../../shell/route.ts';
import { rangesOf, type TimelineAnswer } from './answer.ts';
import { TimelineLanes } from './lanes.tsx';
import { fittedSpan, gridOf, panned, timeSpanOf, ZOOM_NAMES, ZOOMS, type Zoom, zoomed, zoomTo } from './span.ts';
import { periodText } from './words.ts';

/** Maximum number of bars in a lane. */
const BARS = 40;

/** Past runs, active work and next tasks of each agent. Filter, zoom, time and selected bar are in the URL. */
export function TimelineView() {
  const { query } = route.value;
  const filter = query.get('filter') ?? '';
  // Without a chosen time or zoom, the view shows only the part of the time that has something.
  const fits = query.get('at') === null && query.get('zoom') === null;
  /** The zoom that shows the nearest date, if nothing is near now. */
  const wide = useSignal<Zoom | undefined>(undefined);
  const zoom = zoomNamed(query.get('zoom') ?? (fits ? wide.value : undefined) ?? null);
  const span = timeSpanOf(zoom, query.get('at'), now.value);
  const { value, error, again } = useRead('report_timeline', {
    filter,
    limit: BARS,
    from: instant(span.from),
    until: instant(span.until),
  });
  const last = useRef<TimelineAnswer | undefined>(undefined);
  last.current = value.value ?? last.current;
  const answer = last.current;
  const isEmpty = answer !== undefined && answer.lanes.length === 0 && answer.marks.length === 0;
  useEffect(() => {
    if (!fits || !isEmpty) return;
    const [before, after] = [answer.nearest.before, answer.nearest.after].map((at) =>
      at === undefined ? undefined : timeOf(at),
    );
    wide.value = zoomTo({ before, after }, now.peek());
  }, [fits, isEmpty, answer]);
  const shown = fits && answer ? fittedSpan(rangesOf(answer, now.value), span, now.value) : span;
  const level = fits ? gridOf(shown) : zoom;
  const actions = {
    pan(by: number) {
      const to = panned(shown, level, by);
      goQuery({ zoom: level, at: instant(to.from) });
      announce(periodText(to.from, to.until));
    },
    zoom(to: Zoom) {
      const from = zoomed(shown, to, now.peek());
      goQuery({ zoom: to, at: from === undefined ? '' : instant(from) });
      announce(ZOOMS[to].title);
    },
    closer(by: 1 | -1) {
      const to = ZOOM_NAMES[ZOOM_NAMES.indexOf(level) - by];
      if (to) actions.zoom(to);
    },
    now: () => goQuery({ at: '' }),
    showAll: () => goQuery({ zoom: '', at: '' }),
  };
  useTimelineKeys(actions);
  return (
    <div class="timeline fill">
      <ViewHead title="Timeline">
        <FilterBox filter={filter} error={error.value} onFilter={(text) => goQuery({ filter: text })} />
        <div class="tl-tools flex gap-4" role="toolbar" aria-label="Time">
          <ToolButton title="Earlier" keys="←" text="‹" run={() => actions.pan(-0.25)} />
          <ToolButton title="Go to now" keys="t" text="Now" run={actions.now} />
          <ToolButton title="Later" keys="→" text="›" run={() => actions.pan(0.25)} />
        </div>
        <div class="tl-tools flex wrap gap-4" role="toolbar" aria-label="Zoom">
          <Button look="small" aria-pressed={fits} title="Everything near now (0)" onClick={actions.showAll}>
            Fit
          </Button>
          {ZOOM_NAMES.map((name, i) => (
            <Button
              key={name}
              look="small"
              aria-pressed={!fits && zoom === name}
              title={`${ZOOMS[name].title} (${i + 1})`}
              onClick={() => actions.zoom(name)}
            >
              {ZOOMS[name].title}
            </Button>
          ))}
        </div>
        {answer && <Totals totals={answer.totals} />}
      </ViewHead>
      {error.value && !answer && error.value.code !== 'filter' && <ProblemNote refusal={error.value} again={again} />}
      {(answer?.notes ?? []).map((note) => (
        <p key={note} class="list-note">
          {note}
        </p>
      ))}
      {!answer ? (
        <div class="loading rest" aria-busy={!error.value} />
      ) : isEmpty ? (
        <Nothing nearest={answer.nearest} />
      ) : (
        <Sheet answer={answer} span={shown} zoom={gridOf(shown)} chosen={query.get('bar')} />
      )}
    </div>
  );
}

interface SheetProps {
  answer: TimelineAnswer;
  span: { from: number; until: number };
  zoom: Zoom;
  chosen: string | null;
}

function Sheet({ answer, span, zoom, chosen }: SheetProps) {
  const sheet = useRef<HTMLDivElement>(null);
  const width = useSignal(800);
  useLayoutEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      width.value = entry!.contentRect.width;
    });
    watch.observe(sheet.current!);
    return () => watch.disconnect();
  }, []);
  return (
    <div ref={sheet} class="tl-sheet fill">
      <p class="tl-about faint small">{periodText(span.from, span.until)}</p>
      <TimelineLanes answer={answer} span={span} zoom={zoom} chosen={chosen} width={width.value} />
    </div>
  );
}

function Totals({ totals: { earlier, rest, overdue } }: Pick<TimelineAnswer, 'totals'>) {
  return (
    <span class="facts">
      {earlier > 0 && <span>{countOf(earlier, 'earlier run')}</span>}
      {rest > 0 && <span>{countOf(rest, 'open task')} not shown</span>}
      {overdue > 0 && (
        <a class="due late" href={hrefOf('list', [], { filter: '+OVERDUE' })}>
          {overdue} overdue
        </a>
      )}
    </span>
  );
}

function Nothing({ nearest: { before, after } }: Pick<TimelineAnswer, 'nearest'>) {
  const { query } = route.value;
  const near = after ?? before;
  return (
    <Empty icon="timeline" title="Nothing in this period">
      <p>
        Runs, next tasks and due dates appear here. Press <b>Run</b> on a task to start one, or <b>Start</b> under
        Agents to run all ready tasks.
      </p>
      <a class="button primary" href={hrefOf('agents')}>
        Open Agents
      </a>
      {near && (
        <Button onClick={() => goQuery({ zoom: 'month', at: instant(timeOf(near) - DAY) })}>
          Go to {dateText(near)}
        </Button>
      )}
      {(query.get('at') || query.get('filter')) && (
        <Button onClick={() => goQuery({ at: '', filter: '' })}>Go to now</Button>
      )}
      <FirstSteps />
    </Empty>
  );
}

function zoomNamed(name: string | null): Zoom {
  return ZOOM_NAMES.find((each) => each === name) ?? 'day';
}

const instant = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

interface TimelineActions {
  /** Moves the visible time by a part of its length. */
  pan(by: number): void;
  zoom(to: Zoom): void;
  closer(by: 1 | -1): void;
  now(): void;
  /** Shows all that is near now. */
  showAll(): void;
}

/** Binds keys for all actions that a pointer can do in the timeline. */
function useTimelineKeys({ pan, zoom, closer, now, showAll }: TimelineActions): void {
  useKeys('Timeline', [
    ['ArrowLeft', 'Earlier', () => pan(-0.25)],
    ['ArrowRight', 'Later', () => pan(0.25)],
    ['shift+ArrowLeft', 'Much earlier', () => pan(-1)],
    ['shift+ArrowRight', 'Much later', () => pan(1)],
    ['+', 'Zoom in', () => closer(1)],
    ['-', 'Zoom out', () => closer(-1)],
    ...ZOOM_NAMES.map((name, i): Key => [String(i + 1), ZOOMS[name].title, () => zoom(name)]),
    ['0', 'Fit', () => showAll()],
    ['t', 'Go to now', () => now()],
    ['j', 'Next bar', () => step(1)],
    ['k', 'Previous bar', () => step(-1)],
    ['ArrowDown', 'Next bar', () => step(1)],
    ['ArrowUp', 'Previous bar', () => step(-1)],
  ]);
}

/** Moves the focus to the next or previous bar. A bar is a link, so Enter opens the focused bar. */
function step(by: 1 | -1): void {
  const bars = [...document.querySelectorAll<HTMLElement>('[data-bar]')];
  const focused = bars.indexOf(document.activeElement as HTMLElement);
  const at = focused >= 0 ? focused : bars.findIndex((bar) => bar.getAttribute('aria-current') === 'true');
  bars[at < 0 ? 0 : Math.max(0, Math.min(bars.length - 1, at + by))]?.focus();
}
