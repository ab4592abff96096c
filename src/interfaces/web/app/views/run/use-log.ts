import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { call, Refusal } from '../../data/api.ts';
import { onEvent, workspace } from '../../data/state.ts';
import type { LogEvent } from './log.ts';

/** Events that are asked for at once, and the last ones that are kept. */
const PAGE = 2_000;
const KEPT = 20_000;

interface Page {
  events: readonly LogEvent[];
  next: number;
}

/** Everything that was told of a run from its beginning, and what comes as it comes. */
export function useLog(run: string): Signal<readonly LogEvent[]> {
  const events = useSignal<readonly LogEvent[]>([]);
  useEffect(() => {
    events.value = [];
    return followLog(run, (more) => {
      events.value = [...events.value, ...more].slice(-KEPT);
    });
  }, [run]);
  return events;
}

function followLog(run: string, take: (events: readonly LogEvent[]) => void): () => void {
  const stop = new AbortController();
  let next = 0;
  let asking = false;
  let again = false;
  const ask = async () => {
    again = asking;
    if (asking || stop.signal.aborted) return;
    asking = true;
    try {
      for (;;) {
        const page = await pageOf(run, next, stop.signal);
        if (page.events.length > 0) take(page.events);
        if (page.next === next) break;
        next = page.next;
      }
    } catch (error) {
      if (!(error instanceof Refusal) && !stop.signal.aborted) throw error;
    } finally {
      asking = false;
    }
    if (again) void ask();
  };
  void ask();
  const leave = onEvent((message) => {
    const touched =
      message.type === 'reset' ||
      (message.type === 'run' && message.run === run) ||
      (message.type === 'commit' && message.commit.changes.some(({ kind, id }) => kind === 'run' && id === run));
    if (touched) void ask();
  });
  return () => {
    stop.abort();
    leave();
  };
}

function pageOf(run: string, after: number, signal: AbortSignal): Promise<Page> {
  return call<Page>(workspace.peek()!.uuid, 'run_events', { run, after, limit: PAGE }, { signal });
}
