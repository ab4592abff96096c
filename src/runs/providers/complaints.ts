import { clip } from '../../base/clip.ts';
import { EVENT_LIMITS } from './run-event.ts';

/** Maximum number of kept lines. Few stack traces are longer. */
const KEPT = 200;
/** Number of last lines that identify the kind of failure. */
const LAST = 5;

/** The last output of a program that failed. */
export interface Complaints {
  push(line: string): void;
  /** Returns the line with the error, without the stack after it. */
  reason(): string;
  /** Returns the last lines as one text. */
  text(): string;
}

/** Creates an object that keeps the last lines of a stream. */
export function createComplaints(): Complaints {
  const lines: string[] = [];
  return {
    push(line) {
      if (line.trim() === '') return;
      lines.push(clip(line.trimEnd(), EVENT_LIMITS.summary));
      if (lines.length > KEPT) lines.shift();
    },
    reason: () => reasonIn(lines),
    text: () =>
      lines
        .slice(-LAST)
        .map((line) => line.trim())
        .join(' '),
  };
}

/**
 * Matches lines around an error that don't describe it: frames of a stack, lines after a frame, advice. Covers Node,
 * Python, Rust, Go, Java, Ruby and PHP.
 */
const AROUND: readonly RegExp[] = [
  /^\s/,
  /^[\]})]+[,;]?$/,
  /^(at|from) /,
  /^Node\.js v\d/,
  /^\(Use `node --/,
  /^(Require stack|Stack trace|stack backtrace|Caused by):?$/i,
  /^- \//,
  /^#\d+ /,
  /^Caused by: /,
  /^note: /,
  /^(goroutine \d+ |created by |exit status \d+$|\[signal )/,
  // Matches a frame of a Go stack trace: `main.(*server).run(0xc000…)`.
  /^[\w./*()-]+\.[\w.*()-]+\(.*\)$/,
  /^npm (ERR!|error)( A complete log| code | errno | syscall | path |\s*$)/,
];

const TRACEBACK = 'Traceback (most recent call last):';
const PANIC = /^thread '.*' panicked at .*:$/;

function reasonIn(lines: readonly string[]): string {
  const traceback = lines.lastIndexOf(TRACEBACK);
  const from = traceback < 0 ? -1 : lines.findIndex((line, i) => i > traceback && /^\S/.test(line));
  const at = from < 0 ? lines.findLastIndex((line) => !AROUND.some((each) => each.test(line))) : from;
  const said = lines[at] ?? lines.at(-1) ?? '';
  const before = lines[at - 1];
  return clip((before && PANIC.test(before) ? `${before} ${said}` : said).trim(), EVENT_LIMITS.summary);
}
