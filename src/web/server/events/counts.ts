import { planOf } from '../../../goals/plan.ts';
import { situationIn } from '../../../runs/view/situation.ts';
import type { Caller } from '../../../work/workspace/context.ts';
import type { Opened } from '../../../work/workspace/open.ts';

/** The numbers of the sidebar. The stream sends them, so that a page need not read a whole report after each commit. */
export interface EventCounts {
  /** Number of items that need a person's attention. */
  waiting: number;
  /** Number of active runs. */
  running: number;
  /** Whether the queue has goals. */
  goals: boolean;
}

const READER: Caller = { actor: { kind: 'system', name: 'board' }, holder: 'system:board', door: 'web' };

/** Counts what the page "Now" shows. */
export function countsIn(opened: Opened): EventCounts {
  const context = opened.context(READER);
  const { attention, working } = situationIn(context);
  return {
    waiting: attention.length,
    running: working.filter(({ run }) => run !== undefined).length,
    goals: !planOf(context.store.state).isEmpty(),
  };
}

/** Least milliseconds between two counts. While a run works, commits follow each other fast. */
const SOON_MS = 200;
/** Milliseconds after which the numbers are counted again without a commit, because dates pass. */
const AGAIN_MS = 60_000;

/** Counts after commits and as time passes, while somebody listens. */
export interface Counter {
  /** Returns the message with the last numbers; undefined if they can't be counted. */
  last(): string | undefined;
  /** Counts again soon. */
  changed(): void;
  stop(): void;
}

/** @param count returns undefined if the store can't be read @param message formats the numbers @param send gets each message that differs from the last one */
export function createCounter(
  count: () => EventCounts | undefined,
  message: (counts: EventCounts) => string,
  send: (text: string) => void,
): Counter {
  const text = () => {
    const counts = count();
    return counts && message(counts);
  };
  let known = text();
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    timer = undefined;
    const now = text();
    if (now === undefined || now === known) return;
    known = now;
    send(now);
  };
  const regularly = setInterval(look, AGAIN_MS).unref();
  return {
    last: () => known,
    changed() {
      timer ??= setTimeout(look, SOON_MS).unref();
    },
    stop() {
      clearInterval(regularly);
      clearTimeout(timer);
    },
  };
}
