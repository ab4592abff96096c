import { useComputed, useSignal } from '@preact/signals';
import { Icon } from '../../parts/icon.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { fullText } from '../../parts/units/time.ts';
import { Virtual } from '../../parts/virtual-list.tsx';
import { type LogRow, logRows } from './log.ts';
import { useLog } from './use-log.ts';

/** Estimated height in pixels of an unmeasured row. */
const ROW_PX = 26;

/** The log of a run. New lines appear at once. The log scrolls to the end unless the reader turns that off. */
export function Log({ run }: { run: string }) {
  const { log, error, again } = useLog(run);
  const rows = useComputed(() => logRows(log.value.events, log.value.first));
  const follows = useSignal(true);
  const open = useSignal<ReadonlySet<number>>(new Set());
  const toggle = (key: number) => {
    const next = new Set(open.value);
    if (!next.delete(key)) next.add(key);
    open.value = next;
    follows.value = false;
  };
  const shown = rows.value;
  return (
    <section class="run-log flex-column panel" aria-label="Log">
      <header class="line ruled">
        <h2>Log</h2>
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
        <p class="none faint">The log of the run appears here.</p>
      ) : (
        <Virtual
          class="run-log-rows rest short"
          label="Log of the run"
          role="list"
          focusable
          count={shown.length}
          size={ROW_PX}
          keyOf={(i) => shown[i]!.key}
          reveal={follows.value ? { index: shown.length - 1, n: log.value.first + log.value.events.length } : undefined}
          row={(i) => <Row row={shown[i]!} open={open.value.has(shown[i]!.key)} onToggle={toggle} />}
        />
      )}
    </section>
  );
}

const LINES = { lines: true };

interface RowProps {
  row: LogRow;
  open: boolean;
  onToggle(key: number): void;
}

function Row({ row, open, onToggle }: RowProps) {
  const time = (
    <time class="log-at faint mono" dateTime={row.at} title={fullText(row.at)}>
      {new Date(row.at).toLocaleTimeString(undefined, { hourCycle: 'h23' })}
    </time>
  );
  if (row.kind === 'text')
    return (
      <div class="log-row is-text" role="listitem">
        {time}
        <div class="log-text">{visible(row.text, LINES)}</div>
      </div>
    );
  if (row.kind === 'mark')
    return (
      <div class={`log-row is-mark is-${row.tone}`} role="listitem">
        {time}
        <div class="log-text">{visible(row.text)}</div>
      </div>
    );
  return (
    <div class={`log-row is-tools ${row.failed > 0 ? 'has-failed' : ''}`} role="listitem">
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
