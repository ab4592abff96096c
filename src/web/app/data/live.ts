import { type Signal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Inputs, Outputs } from '../../sdk/calls.ts';
import { call, Refusal } from './api.ts';
import { type Depends, dependsOf, isTimely, touches } from './depends.ts';
import { FOLLOWS, type Followed } from './follows.ts';
import { createRetry, type Retry } from './retry.ts';
import { onEvent, onTime, workspace } from './state.ts';
import type { Commit } from './types.ts';

/** An answer that is kept up to date while a component shows it. */
export interface Live<T> {
  value: Signal<T | undefined>;
  error: Signal<Refusal | undefined>;
  /** Asks once more, now. */
  again(): void;
}

interface Entry extends Live<unknown> {
  /** The workspace it is asked of, wherever the reader is by then. */
  at: string;
  command: Followed;
  input: Readonly<Record<string, unknown>>;
  /** What changes it, where that is less than what the command follows. */
  kinds: Options['kinds'];
  runs: boolean;
  patient: boolean;
  since: Options['since'];
  /** Is what is known not to be added to, but asked for anew? */
  whole: boolean;
  users: number;
  stale: boolean;
  asking: boolean;
  repeat: boolean;
  retry: Retry;
}

/** Agents say something many times a second: what depends on that is asked again this often at most, in milliseconds. */
const RUNS_MS = 1_000;
/** Keeps answers that no component shows any more, so that going back shows something at once. */
const KEPT = 40;
const entries = new Map<string, Entry>();

interface Since<Answer> {
  input(answer: Answer): object | undefined;
  add(before: Answer, came: Answer): Answer;
}

interface Options<Answer = unknown> {
  /** Less than what the answer of the command follows, where less of it is shown. A function is asked at each commit. */
  kinds?: readonly Depends[] | (() => readonly Depends[]);
  /** Does what happens inside a run change it, too? */
  runs?: boolean;
  /** Asks only for what came after an answer, and puts that to it. Without an input all is asked for again. */
  since?: Since<Answer>;
  /** What stands beside the matter itself is asked again when that has been answered. */
  patient?: boolean;
}

/**
 * The answer of a reading command, asked again whenever something that it depends on has changed; nothing is asked for `undefined`. The
 * last answer stays while the next one is on its way.
 */
export function useRead<Name extends Followed>(
  command: Name,
  input: Inputs[Name] | undefined,
  options: Options<Outputs[Name]> = {},
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
  command: Followed,
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
    again: () => void renewWhole(entry),
    retry: createRetry(() => void (entry.users > 0 && refresh(entry))),
    kinds: options.kinds,
    runs: options.runs ?? false,
    patient: options.patient ?? false,
    since: options.since,
    whole: false,
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
    const known = entry.whole ? undefined : entry.value.peek();
    const after = known === undefined ? undefined : entry.since?.input(known);
    const answer = await call(entry.at, entry.command, { ...entry.input, ...after });
    entry.value.value = after ? entry.since!.add(known, answer) : answer;
    entry.whole = false;
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
  const touched = [...entries.values()].filter((entry) => message.type === 'reset' || changedBy(entry, message.commit));
  for (const entry of touched) {
    entry.stale = true;
    if (message.type === 'reset') entry.whole = true;
  }
  const first = touched.filter(({ patient }) => !patient).map(renew);
  void Promise.all(first).finally(() => {
    for (const entry of touched) if (entry.patient && entry.stale) void renew(entry);
  });
});

/** May the commit change the answer? Before there is one, that may be on its way. */
function changedBy({ kinds, command, value }: Entry, commit: Commit): boolean {
  const said = kinds && (typeof kinds === 'function' ? kinds() : kinds);
  const depends = said ?? followed(command, value.peek());
  return depends === undefined || touches(commit, depends);
}

/** What an answer follows; undefined: every commit. */
function followed(command: Followed, answer: unknown): readonly Depends[] | undefined {
  const follows = FOLLOWS[command];
  if (follows === 'commits' || follows === 'commits and time') return undefined;
  if (follows !== 'as answered') return follows;
  const told = (answer as { follows?: readonly string[] } | undefined)?.follows;
  return told && dependsOf(told);
}

onTime(() => {
  for (const entry of entries.values()) if (entry.users > 0 && byTime(entry)) void renew(entry);
});

function byTime({ command, value }: Entry): boolean {
  return FOLLOWS[command] === 'commits and time' || isTimely(followed(command, value.peek()) ?? []);
}

function renewRuns(): void {
  runsTold = undefined;
  for (const entry of entries.values()) if (entry.runs) void renew(entry);
}

function renewWhole(entry: Entry): void {
  entry.whole = true;
  void refresh(entry);
}

async function renew(entry: Entry): Promise<void> {
  entry.stale = true;
  if (entry.users > 0) await refresh(entry);
}
