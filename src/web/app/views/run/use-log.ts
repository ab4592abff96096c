import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Outputs } from '../../../sdk/calls.ts';
import { touches } from '../../data/answer-dependencies.ts';
import { call, Refusal } from '../../data/api.ts';
import { createRetry } from '../../data/retry.ts';
import { onEvent, workspace } from '../../data/state.ts';
import type { LogEvent } from './log.ts';

/** Number of events in one request. `KEPT` is the maximum number of events that the page keeps. */
const PAGE = 2_000;
const KEPT = 20_000;

/** The loaded part of a log. `first` is the number of its first event: the page drops a long log's old ones. */
export interface LoadedLog {
  first: number;
  events: readonly LogEvent[];
}

const NOTHING: LoadedLog = { first: 0, events: [] };

/** Loads the log of a run from the start, and then adds new events. */
export function useLog(run: string): { log: Signal<LoadedLog>; error: Signal<Refusal | undefined>; again(): void } {
  const log = useSignal<LoadedLog>(NOTHING);
  const error = useSignal<Refusal | undefined>(undefined);
  const asks = useRef(() => {});
  useEffect(() => {
    log.value = NOTHING;
    error.value = undefined;
    const { ask, stop } = followLog(run, {
      take(more) {
        const { first, events } = log.peek();
        const all = [...events, ...more];
        const gone = Math.max(0, all.length - KEPT);
        log.value = { first: first + gone, events: all.slice(gone) };
      },
      failed(refusal) {
        error.value = refusal;
      },
    });
    asks.current = ask;
    return stop;
  }, [run]);
  return { log, error, again: () => asks.current() };
}

interface Follower {
  take(events: readonly LogEvent[]): void;
  /** Gets the refusal of a request, or undefined after a successful request. */
  failed(refusal: Refusal | undefined): void;
}

function followLog(run: string, { take, failed }: Follower): { ask(): void; stop(): void } {
  const stop = new AbortController();
  let next = 0;
  let asking = false;
  let again = false;
  const ask = async () => {
    again = asking;
    if (asking || stop.signal.aborted) return;
    asking = true;
    retry.asked();
    try {
      for (;;) {
        const page = await pageOf(run, next, stop.signal);
        if (page.events.length > 0) take(page.events);
        if (page.next === next) break;
        next = page.next;
      }
      failed(undefined);
      retry.answered();
    } catch (error) {
      if (stop.signal.aborted) return;
      if (!(error instanceof Refusal)) throw error;
      failed(error);
      retry.failed(error);
    } finally {
      asking = false;
    }
    if (again) void ask();
  };
  const retry = createRetry(() => void ask());
  void ask();
  const leave = onEvent((message) => {
    const touched =
      message.type === 'reset' ||
      (message.type === 'run' && message.run === run) ||
      (message.type === 'commit' && touches(message.commit, [{ kind: 'run', id: run }]));
    if (touched) void ask();
  });
  return {
    ask: () => void ask(),
    stop() {
      stop.abort();
      retry.stop();
      leave();
    },
  };
}

function pageOf(run: string, after: number, signal: AbortSignal): Promise<Outputs['run_events']> {
  return call(workspace.peek()!.uuid, 'run_events', { run, after, limit: PAGE }, { signal });
}
