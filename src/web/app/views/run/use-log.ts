import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { touches } from '../../data/answer-dependencies.ts';
import { createQuery } from '../../data/query.ts';
import { onEvent } from '../../data/state.ts';
import type { LogEvent } from './log.ts';

/** Number of events in one request. `KEPT` is the maximum number of events that the page keeps. */
const PAGE = 2_000;
const KEPT = 20_000;

/** The loaded part of a log. `first` is the number of its first event: the page drops a long log's old ones. */
export interface LoadedLog {
  first: number;
  events: readonly LogEvent[];
}

/** Loads the log of a run from the start, and then adds new events. */
export function useLog(run: string) {
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
