import { closeSync, openSync, writeSync } from 'node:fs';
import { emitKeypressEvents, type Interface, type Key } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import { type Frame, frameChange } from './frame.ts';
import type { FullScreen, FullScreenListeners } from './full-screen.ts';
import { pressedKey } from './key-names.ts';

interface Ends {
  stdin: ReadStream;
  stdout: WriteStream;
}

/** The other screen, no wrapped lines, marked pastes. */
const ENTER = '\u001b[?1049h\u001b[?7l\u001b[?2004h';
const LEAVE = '\u001b[?2004l\u001b[?7h\u001b[?25h\u001b[?1049l';
/** Time in milliseconds after which an Escape is a key, and not the beginning of a longer sequence. */
const ESCAPE_MS = 50;
/** Signals that end the process, with the exit codes that a shell expects. */
const SIGNALS = { SIGTERM: 143, SIGHUP: 129, SIGQUIT: 131 } as const;

/** Uses the whole screen of the terminal, and reads its keys, until {@link FullScreen.close}. */
export function openFullScreen({ stdin, stdout }: Ends, { pressed, resized }: FullScreenListeners): FullScreen {
  let shown: Frame | undefined;
  let open = false;
  let closed = false;
  const enter = () => {
    open = true;
    shown = undefined;
    stdin.setRawMode(true);
    stdout.write(ENTER);
  };
  // Writes synchronously, because nothing asynchronous runs while the process ends.
  const leave = () => {
    if (!open) return;
    open = false;
    try {
      stdin.setRawMode(false);
      writeSync(1, LEAVE);
    } catch {
      leaveGoneTerminal();
    }
  };
  const redraw = () => {
    shown = undefined;
    resized();
  };
  // A shell sets the modes of a stopped program's terminal to its own, and the program has to set its modes again.
  const resume = () => {
    leave();
    enter();
    resized();
  };
  const suspend = () => {
    leave();
    process.off('SIGTSTP', suspend);
    process.kill(0, 'SIGTSTP');
    // The process stops before this timer fires. Without a shell that controls jobs, it does not stop.
    setTimeout(() => {
      if (closed) return;
      process.on('SIGTSTP', suspend);
      if (!open) resume();
    }, 50);
  };
  const keys = keysOf(stdin, pressed);
  const ends = Object.entries(SIGNALS).map(([signal, code]) => {
    const end = () => {
      leave();
      process.exit(code);
    };
    process.once(signal, end);
    return () => process.off(signal, end);
  });
  process.on('SIGCONT', resume).on('SIGTSTP', suspend);
  stdout.on('resize', redraw);
  process.once('exit', leave);
  // Node prints the error after this, onto the ordinary screen.
  process.once('uncaughtExceptionMonitor', leave);
  enter();
  return {
    draw(frame) {
      if (!open) return;
      const change = frameChange(shown, frame);
      if (change !== '') stdout.write(change);
      shown = frame;
    },
    redraw,
    suspend,
    close() {
      closed = true;
      process.off('SIGCONT', resume).off('SIGTSTP', suspend);
      keys.close();
      stdout.off('resize', redraw);
      for (const end of ends) end();
      leave();
    },
  };
}

/**
 * Puts the null device in the place of a terminal that is gone. At its end, Node restores the modes of the terminal that
 * it started with, and aborts if that fails. It skips a replaced descriptor.
 */
function leaveGoneTerminal(): void {
  for (const descriptor of [0, 1, 2]) {
    try {
      closeSync(descriptor);
    } catch {
      // It was closed before.
    }
    openSync('/dev/null', 'r+');
  }
}

/** Maximum length of a pasted text. More than any line that a person types. */
const MOST_PASTED = 16_384;

/** Reads keys, and pasted texts as one. Control characters of a pasted text are blanks, because they could act on the terminal. */
function keysOf(stdin: ReadStream, pressed: FullScreenListeners['pressed']): { close(): void } {
  let pasted: string | undefined;
  const heard = (typed: string | undefined, key: Key) => {
    if (key.name === 'paste-start') pasted = '';
    else if (key.name === 'paste-end') {
      pressed({ key: 'paste', text: (pasted ?? '').slice(0, MOST_PASTED).replace(/[\s\p{Cc}]+/gu, ' ') });
      pasted = undefined;
    } else if (pasted !== undefined) {
      if (pasted.length < MOST_PASTED) pasted += typed ?? key.sequence ?? '';
    } else pressed(pressedKey(typed, key));
  };
  const gone = () => pressed({ key: 'ctrl+c' });
  emitKeypressEvents(stdin, { escapeCodeTimeout: ESCAPE_MS } as unknown as Interface);
  stdin.on('keypress', heard).on('error', gone).on('end', gone).resume();
  return {
    close() {
      stdin.off('keypress', heard).off('error', gone).off('end', gone).pause();
    },
  };
}
