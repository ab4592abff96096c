import { type Signal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { present } from '../../../base/present.ts';
import type { Inputs, Outputs } from '../../sdk/calls.ts';
import type { ShownOutput } from '../../sdk/page.ts';
import { type Depends, dependsOf, isOutside, isTimely, touches } from './answer-dependencies.ts';
import type { Refusal } from './api.ts';
import { FOLLOWS, type FollowedCommand } from './follows.ts';
import { createQuery, type Query } from './query.ts';
import { onEvent, onTime, workspace } from './state.ts';
import type { Commit } from './types.ts';

/** A server's answer that stays up to date while a component shows it. */
export interface Live<T> {
  value: Signal<T | undefined>;
  error: Signal<Refusal | undefined>;
  /** Requests the complete answer now. */
  again(): void;
}

interface Entry extends Live<unknown> {
  /** Uuid of the workspace at the time of the first request. The reader may have opened another one since then. */
  at: string;
  command: FollowedCommand;
  input: Readonly<Record<string, unknown>>;
  /** Dependencies of the answer, if there are fewer than for the command. */
  kinds: Options['kinds'];
  runs: boolean;
  patient: boolean;
  since: Options['since'];
  /** Whether the next request is for the complete answer, and not only for changes (`since`). */
  whole: boolean;
  users: number;
  stale: boolean;
  asking: boolean;
  repeat: boolean;
  query: Query<FollowedCommand>;
}

/** Minimum time between two refreshes by a run's log, in milliseconds. Agents write many lines a second. */
const RUNS_MS = 1_000;
/**
 * Maximum number of kept answers. An answer stays after the last component that showed it has disappeared, so that
 * going back shows it at once.
 */
const KEPT = 40;
const entries = new Map<string, Entry>();

interface Since<Answer> {
  input(answer: Answer): object | undefined;
  add(before: Answer, came: Answer): Answer;
}

interface Options<Answer = unknown> {
  /** Dependencies of the answer, if there are fewer than for the command. A function is called at each commit. */
  kinds?: readonly Depends[] | (() => readonly Depends[]);
  /** New lines in the log of a run also refresh the answer. */
  runs?: boolean;
  /**
   * Requests only the changes since the last answer, and adds them to that answer. If `input` returns undefined,
   * requests the complete answer.
   */
  since?: Since<Answer>;
  /** Whether the answer is the output with its page. */
  asPage?: boolean;
  /** Whether this answer is refreshed after all answers without this option. For less important parts of a page. */
  patient?: boolean;
}

/**
 * Reads a command's answer, and refreshes it whenever a dependency changes. Requests nothing if `input` is undefined.
 * Shows the last answer until the next one arrives.
 */
export function useRead<Name extends FollowedCommand>(
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
    if (entry.stale || isOutside(dependsOn(entry))) refresh(entry);
    return () => {
      entry.users--;
      if (entry.users === 0) entry.query.stop();
    };
  }, [key]);
  return entry as Live<Outputs[Name]>;
}

/** Reads a command's output with its page, as {@link useRead}. */
export function usePage<Name extends FollowedCommand>(
  command: Name,
  input: Inputs[Name],
  { kinds }: Pick<Options, 'kinds'> = {},
): Live<ShownOutput<Outputs[Name]>> {
  return useRead(command, input, { asPage: true, ...present({ kinds }) }) as Live<unknown> as Live<
    ShownOutput<Outputs[Name]>
  >;
}

function entryOf(
  key: string,
  at: string,
  command: FollowedCommand,
  input: Readonly<Record<string, unknown>>,
  options: Options,
): Entry {
  const known = entries.get(key);
  if (known) {
    // Moves the entry to the end, so that it is removed last. Otherwise, answers that are shown together could remove
    // each other.
    entries.delete(key);
    entries.set(key, known);
    known.kinds = options.kinds;
    return known;
  }
  const query = createQuery(command, () => void (entry.users > 0 && refresh(entry)), {
    asPage: options.asPage ?? false,
  });
  const entry: Entry = {
    value: signal(undefined),
    error: query.error,
    at,
    command,
    input,
    again: () => void renewWhole(entry),
    query,
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

/** Requests the answer. A call during a request causes one more request afterwards. */
async function refresh(entry: Entry): Promise<void> {
  if (entry.asking) {
    entry.repeat = true;
    return;
  }
  if (entry.at === '') return;
  entry.asking = true;
  entry.stale = false;
  const known = entry.whole ? undefined : entry.value.peek();
  const after = known === undefined ? undefined : entry.since?.input(known);
  const got = await entry.query.ask({ ...entry.input, ...after }, entry.at);
  if (got?.answer) {
    entry.value.value = after ? entry.since!.add(known, got.answer) : got.answer;
    entry.whole = false;
  } else entry.stale = true;
  entry.asking = false;
  if (entry.repeat) {
    entry.repeat = false;
    void renew(entry);
  }
}

let runsTimer: ReturnType<typeof setTimeout> | undefined;

onEvent((message) => {
  if (message.type === 'connection' || message.type === 'hello' || message.type === 'counts') return;
  if (message.type === 'run') {
    if (runsTimer === undefined) runsTimer = setTimeout(renewRuns, RUNS_MS);
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

/** Checks whether the commit may change the answer. Before the first answer, every commit may. */
function changedBy({ kinds, command, value }: Entry, commit: Commit): boolean {
  const said = kinds && (typeof kinds === 'function' ? kinds() : kinds);
  const depends = said ?? followed(command, value.peek());
  return depends === undefined || touches(commit, depends);
}

const dependsOn = ({ command, value }: Entry) => followed(command, value.peek()) ?? [];

/** Returns the dependencies of an answer. Undefined means that every commit can change the answer. */
function followed(command: FollowedCommand, answer: unknown): readonly Depends[] | undefined {
  const follows = FOLLOWS[command];
  if (follows === 'commits' || follows === 'commits and time') return undefined;
  if (follows !== 'as answered') return follows;
  const kinds = (answer as { follows?: readonly string[] } | undefined)?.follows;
  return kinds && dependsOf(kinds);
}

onTime(() => {
  for (const entry of entries.values()) if (entry.users > 0 && byTime(entry)) void renew(entry);
});

function byTime(entry: Entry): boolean {
  return FOLLOWS[entry.command] === 'commits and time' || isTimely(dependsOn(entry));
}

/** Reads the answers again that may have changed outside the queue while the reader was elsewhere. */
function renewOutside(): void {
  if (document.hidden) return;
  for (const entry of entries.values()) if (entry.users > 0 && isOutside(dependsOn(entry))) void renew(entry);
}

addEventListener('focus', renewOutside);
document.addEventListener('visibilitychange', renewOutside);

function renewRuns(): void {
  runsTimer = undefined;
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
