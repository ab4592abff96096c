import type { ProgressReport } from '../../base/progress.ts';

interface Bar {
  /** Writes at once, even while nothing else gets a turn. */
  put(text: string): void;
  columns(): number;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
}

/** What takes less shows nothing; and so long a bar stands before it is drawn again. In milliseconds. */
const TIMES = { patience: 500, between: 100 };
/** Cells of the bar itself. */
const BAR = { least: 4, most: 30 };

/** A bar on one line of a terminal, drawn over itself, for what takes longer than half a second; `clear` leaves the line as if nothing had been. */
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

/** `storing tasks ████░░░░  45%  3 s`, in less than the width, so that no terminal breaks it; without the bar where there is no room. */
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
