import type { ProgressReport } from '../../../base/progress.ts';
import type { Streams } from '../io.ts';

interface Bar {
  /** Writes synchronously, so that the bar moves even during a long computation. */
  put(text: string): void;
  columns(): number;
  /** Returns a time in milliseconds from a clock that never runs backwards. */
  now(): number;
}

/** Times in milliseconds. The bar appears after `patience`, and changes at most once in `between`. */
const TIMES = { patience: 500, between: 100 };
/** Minimum and maximum width of the bar, in cells. */
const BAR = { least: 4, most: 30 };

/**
 * Returns a progress bar on one line of a terminal, for work of more than half a second.
 * @returns `step` shows the progress; `clear` removes the bar
 */
export function progressBar({ put, columns, now }: Bar): { step: ProgressReport; clear(): void } {
  const begun = now();
  let drawn: number | undefined;
  const clear = () => {
    if (drawn !== undefined) put('\r\u001b[K');
    drawn = undefined;
  };
  const step: ProgressReport = (done, total, what) => {
    const at = now();
    if (at - begun < TIMES.patience || (drawn !== undefined && at - drawn < TIMES.between)) return;
    drawn = at;
    put(`\r\u001b[K${lineOf({ done, total, what, seconds: Math.floor((at - begun) / 1_000) }, columns())}`);
  };
  return { step, clear };
}

/**
 * Formats a line such as `storing tasks ████░░░░  45%  3 s`. The line is shorter than the terminal's width, so that the
 * terminal doesn't wrap it. A line that is too short has no bar.
 */
function lineOf(
  { done, total, what, seconds }: { done: number; total: number; what: string; seconds: number },
  columns: number,
): string {
  const part = total === 0 ? 1 : Math.min(1, done / total);
  const percent = `${String(Math.floor(100 * part)).padStart(3)}%`;
  const told = `${percent}  ${seconds} s`;
  const room = Math.min(BAR.most, columns - what.length - told.length - 4);
  const full = Math.round(part * room);
  const bar = room < BAR.least ? '' : `${'█'.repeat(full)}${'░'.repeat(room - full)}  `;
  return `${what} ${bar}${told}`.slice(0, Math.max(0, columns - 1));
}

/** Returns a progress bar for long work. The bar disappears when the work ends or is interrupted. */
export function barOn(put: Bar['put'], { size, interrupted }: Pick<Streams, 'size' | 'interrupted'>) {
  const { step, clear } = progressBar({ put, columns: () => size().columns || 80, now: () => performance.now() });
  interrupted.addEventListener('abort', clear);
  return { clear, step: (...far: Parameters<typeof step>) => void (interrupted.aborted || step(...far)) };
}
