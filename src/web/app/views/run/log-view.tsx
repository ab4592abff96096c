import { signal, useComputed, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { touches } from '../../data/answer-dependencies.ts';
import { createQuery } from '../../data/query.ts';
import { onEvent } from '../../data/state.ts';
import { Icon } from '../../parts/icon.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { fullText } from '../../parts/units/time.ts';
import { Virtual } from '../../parts/virtual-list.tsx';
import { useKeys } from '../../shell/keys/keys.ts';
import { announce } from '../../shell/notices/announce.ts';
import { errorsIn, type LogEvent, type LogRow, logRows } from './log.ts';

/** Estimated height in pixels of an unmeasured row. */
const ROW_PX = 26;

/**
 * The log of a run. New lines appear at once. The log scrolls to the end unless the reader turns that off. `e` shows the
 * first error, and then the next one. `head` has the tabs. Only a run that is `live` gets more lines.
 */
export function Log({ run, head, live }: { run: string; head: ComponentChildren; live: boolean }) {
  const { log, error, again } = useLog(run);
  const rows = useComputed(() => logRows(log.value.events, log.value.first));
  const errors = useComputed(() => errorsIn(rows.value));
  const follows = useSignal(true);
  const found = useSignal<{ index: number; n: number } | undefined>(undefined);
  const open = useSignal<ReadonlySet<number>>(new Set());
  const toggle = (key: number) => {
    const next = new Set(open.value);
    if (!next.delete(key)) next.add(key);
    open.value = next;
    follows.value = false;
  };
  const nextError = () => {
    const all = errors.peek();
    const { index: last = -1, n = 0 } = found.peek() ?? {};
    const index = all.find((at) => at > last) ?? all[0];
    if (index === undefined) return;
    found.value = { index, n: n + 1 };
    follows.value = false;
    const row = rows.peek()[index];
    announce(`Error ${all.indexOf(index) + 1} of ${all.length}: ${row?.text ?? ''}`);
  };
  useKeys('Run', [['e', 'Show the first error, then the next', nextError]]);
  const shown = rows.value;
  const count = errors.value.length;
  return (
    <section class="run-log flex-column panel rest" aria-label="Log">
      <header class="line ruled gap-12">
        {head}
        {count > 0 && (
          <button
            type="button"
            class="link-button bad"
            title="Show the first error, then the next (e)"
            onClick={nextError}
          >
            {countOf(count, 'error')}
          </button>
        )}
        <label class="line soft small gap-6">
          <input
            type="checkbox"
            checked={follows.value}
            onChange={({ currentTarget }) => (follows.value = currentTarget.checked)}
          />
          Follow
        </label>
      </header>
      {error.value && <ProblemNote refusal={error.value} again={again} />}
      {shown.length === 0 && !error.value ? (
        <p class="none faint rest">{live ? 'The log of the run appears here.' : 'This run has no log.'}</p>
      ) : (
        <Virtual
          class="run-log-rows rest short"
          label="Log of the run"
          role="list"
          focusable
          count={shown.length}
          size={ROW_PX}
          keyOf={(i) => shown[i]!.key}
          reveal={
            follows.value ? { index: shown.length - 1, n: log.value.first + log.value.events.length } : found.value
          }
          row={(i) => (
            <Row
              row={shown[i]!}
              found={!follows.value && found.value?.index === i}
              open={open.value.has(shown[i]!.key)}
              onToggle={toggle}
            />
          )}
        />
      )}
    </section>
  );
}

const LINES = { lines: true };

interface RowProps {
  row: LogRow;
  /** Whether it is the error that the reader went to. */
  found: boolean;
  open: boolean;
  onToggle(key: number): void;
}

function Row({ row, found, open, onToggle }: RowProps) {
  const chosen = found ? 'is-chosen' : '';
  const time = (
    <time class="log-at faint mono" dateTime={row.at} title={fullText(row.at)}>
      {new Date(row.at).toLocaleTimeString(undefined, { hourCycle: 'h23' })}
    </time>
  );
  if (row.kind === 'text')
    return (
      <div class="log-row fact is-text" role="listitem">
        {time}
        <div class="log-text">{visible(row.text, LINES)}</div>
      </div>
    );
  if (row.kind === 'mark')
    return (
      <div class={`log-row fact is-mark is-${row.tone} ${chosen}`} role="listitem">
        {time}
        <div class="log-text">{visible(row.text, LINES)}</div>
      </div>
    );
  return (
    <div class={`log-row fact is-tools ${chosen}`} role="listitem">
      {time}
      <div class="log-text">
        <button type="button" class="line soft gap-6" aria-expanded={open} onClick={() => onToggle(row.key)}>
          <Icon name={open ? 'down' : 'right'} size={12} />
          <code class="clip">{visible(row.text)}</code>
          {row.failed > 0 && <span class="bad rigid">{row.failed} failed</span>}
        </button>
        {open && (
          <ol class="log-calls soft small mono">
            {row.calls.map(({ key, text, failed }) => (
              <li key={key} class={failed ? 'bad' : ''}>
                {visible(text)}
              </li>
            ))}
          </ol>
        )}
      </div>
    </div>
  );
}

/** Number of events in one request. `KEPT` is the maximum number of events that the page keeps. */
const PAGE = 2_000;
const KEPT = 20_000;

/** The loaded part of a log. `first` is the number of its first event: the page drops a long log's old ones. */
interface LoadedLog {
  first: number;
  events: readonly LogEvent[];
}

/** Loads the log of a run from the start, and then adds new events. */
function useLog(run: string) {
  const loaded = useMemo(() => createLog(run), [run]);
  useEffect(loaded.follow, [loaded]);
  return loaded;
}

function createLog(run: string) {
  const log = signal<LoadedLog>({ first: 0, events: [] });
  let next = 0;
  let asking = false;
  let repeat = false;
  const ask = async () => {
    repeat = asking;
    if (asking) return;
    asking = true;
    for (;;) {
      const page = (await query.ask({ run, after: next, limit: PAGE }))?.answer;
      if (page && page.events.length > 0) add(page.events);
      if (!page || page.next === next) break;
      next = page.next;
    }
    asking = false;
    if (repeat) void ask();
  };
  const add = (more: readonly LogEvent[]) => {
    const { first, events } = log.peek();
    const all = [...events, ...more];
    const gone = Math.max(0, all.length - KEPT);
    log.value = { first: first + gone, events: all.slice(gone) };
  };
  const query = createQuery('run_events', () => void ask());
  const follow = () => {
    void ask();
    const leave = onEvent((message) => {
      const touched =
        message.type === 'reset' ||
        (message.type === 'run' && message.run === run) ||
        (message.type === 'commit' && touches(message.commit, [{ kind: 'run', id: run }]));
      if (touched) void ask();
    });
    return () => {
      repeat = false;
      query.drop();
      query.stop();
      leave();
    };
  };
  return { log, error: query.error, again: () => void ask(), follow };
}
