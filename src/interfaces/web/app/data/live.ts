import { type Signal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { CommandName, Inputs, Outputs } from '../../sdk/calls.ts';
import { call, Refusal } from './api.ts';
import { type Depends, touches } from './depends.ts';
import { createRetry, type Retry } from './retry.ts';
import { onEvent, workspace } from './state.ts';

/** An answer that is kept up to date while somebody shows it. */
export interface Live<T> {
  value: Signal<T | undefined>;
  error: Signal<Refusal | undefined>;
  /** Asks once more, now. */
  again(): void;
}

interface Entry extends Live<unknown> {
  /** The workspace it is asked of, wherever the reader is by then. */
  at: string;
  command: CommandName;
  input: Readonly<Record<string, unknown>>;
  /** What changes the answer; undefined: every commit. */
  kinds: Options['kinds'];
  runs: boolean;
  patient: boolean;
  users: number;
  stale: boolean;
  asking: boolean;
  repeat: boolean;
  retry: Retry;
}

/** Agents say something many times a second: what depends on that is asked again this often at most, in milliseconds. */
const RUNS_MS = 1_000;
/** Answers that nobody shows are kept, so that going back shows something at once. */
const KEPT = 40;
const entries = new Map<string, Entry>();

interface Options {
  /** Kinds of records, or parts of them, that change the answer; every commit unless said. A function is asked at each commit. */
  kinds?: readonly Depends[] | (() => readonly Depends[]);
  /** Does what happens inside a run change it, too? */
  runs?: boolean;
  /** What stands beside the matter itself is asked again when that has been answered. */
  patient?: boolean;
}

/**
 * The answer of a reading command, asked again whenever something that it depends on has changed; nothing is asked for `undefined`. The
 * last answer stays while the next one is on its way.
 */
export function useRead<Name extends CommandName>(
  command: Name,
  input: Inputs[Name] | undefined,
  options: Options = {},
): Live<Outputs[Name]> {
  const at = workspace.value?.uuid;
  const key = at && input ? `${at} ${command} ${JSON.stringify([input, options])}` : '';
  const entry = useMemo(() => entryOf(key, at ?? '', command, input ?? {}, options), [key]);
  useEffect(() => {
    if (key === '') return;
    entry.users++;
    if (entry.stale) refresh(entry);
    return () => {
      entry.users--;
      if (entry.users === 0) entry.retry.stop();
    };
  }, [key]);
  return entry as Live<Outputs[Name]>;
}

function entryOf(
  key: string,
  at: string,
  command: CommandName,
  input: Readonly<Record<string, unknown>>,
  options: Options,
): Entry {
  const known = entries.get(key);
  if (known) {
    // The last that was asked for is the last to go: what is shown together must not push itself out.
    entries.delete(key);
    entries.set(key, known);
    known.kinds = options.kinds;
    return known;
  }
  const entry: Entry = {
    value: signal(undefined),
    error: signal(undefined),
    at,
    command,
    input,
    again: () => void refresh(entry),
    retry: createRetry(() => void (entry.users > 0 && refresh(entry))),
    kinds: options.kinds,
    runs: options.runs ?? false,
    patient: options.patient ?? false,
    ...{ users: 0, stale: true, asking: false, repeat: false },
  };
  if (key !== '') entries.set(key, entry);
  for (const [old, { users }] of entries) if (entries.size > KEPT && users === 0 && old !== key) entries.delete(old);
  return entry;
}

/** Asks once more; what is asked while an answer is on its way is asked after it. */
async function refresh(entry: Entry): Promise<void> {
  if (entry.asking) {
    entry.repeat = true;
    return;
  }
  if (entry.at === '') return;
  entry.asking = true;
  entry.stale = false;
  if (entry.users > 0) entry.retry.asked();
  try {
    entry.value.value = await call(entry.at, entry.command, entry.input);
    entry.error.value = undefined;
    entry.retry.answered();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    entry.error.value = error;
    entry.stale = true;
    entry.retry.failed(error);
  } finally {
    entry.asking = false;
    if (entry.repeat) {
      entry.repeat = false;
      void refresh(entry);
    }
  }
}

let runsTold: ReturnType<typeof setTimeout> | undefined;

onEvent((message) => {
  if (message.type === 'connection' || message.type === 'hello') return;
  if (message.type === 'run') {
    if (runsTold === undefined) runsTold = setTimeout(renewRuns, RUNS_MS);
    return;
  }
  const touched = [...entries.values()].filter(
    ({ kinds }) =>
      message.type === 'reset' || !kinds || touches(message.commit, typeof kinds === 'function' ? kinds() : kinds),
  );
  for (const entry of touched) entry.stale = true;
  const first = touched.filter(({ patient }) => !patient).map(renew);
  void Promise.all(first).finally(() => {
    for (const entry of touched) if (entry.patient && entry.stale) void renew(entry);
  });
});

function renewRuns(): void {
  runsTold = undefined;
  for (const entry of entries.values()) if (entry.runs) void renew(entry);
}

async function renew(entry: Entry): Promise<void> {
  entry.stale = true;
  if (entry.users > 0) await refresh(entry);
}
