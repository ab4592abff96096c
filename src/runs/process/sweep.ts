import { setTimeout as wait } from 'node:timers/promises';
import type { ProcessId } from '../../base/process-id.ts';
import { textHash } from '../../base/text-hash.ts';
import type { KnownProcess } from './kin-file.ts';
import { type ListedProcess, listProcesses, type Marks, marksOn, newestPid } from './table.ts';

/**
 * Maximum duration of a sweep in milliseconds, after at least {@link LEAST_LOOKS} lists. {@link LOOK_MS} is the time
 * between two lists of processes. A sweep ends after {@link EMPTY_LOOKS} successive lists without a process of the run.
 */
export const SWEEP_MS = 1_000;
const LOOK_MS = 10;
const EMPTY_LOOKS = 2;
/**
 * Number of successive lists without a process that end a sweep after a chase caught one: 20 take about a quarter of a
 * second. On a busy machine, several lists in a row may miss a process that forks, six were seen to.
 */
const EMPTY_LOOKS_AFTER_CHASE = 20;
/**
 * Minimum number of lists before a sweep gives up. On a busy machine, two lists can take longer than {@link SWEEP_MS},
 * and the sweep would leave stopped processes that it had not killed yet.
 */
const LEAST_LOOKS = 30;
/** Part of a sweep's duration in which new processes are stopped by SIGSTOP and not killed. */
const STOPPING = 0.5;

export interface RunMarks {
  run: string;
  /** Path of the store's folder. It is one of the marks, because run ids are unique only within a store. */
  store: string;
}

export interface SweepOptions {
  /** Ids of processes that must not be killed, even with the marks. The caller's own is always one of them. */
  except?: readonly number[];
  /** Id of the process group to kill on platforms on which Backlog can't list marked processes. */
  group?: number;
  /** Processes that were found in the run earlier. They are killed even without marks. */
  known?: readonly KnownProcess[];
  withinMs?: number;
}

export interface Swept {
  /** Ids of the killed processes. */
  killed: number[];
  /** Ids of the processes that still existed at the end of the sweep. */
  left: number[];
  /** True if the platform lists the run's processes. If not, only the group was killed. */
  told: boolean;
}

export function processMarks({ run, store }: RunMarks): Marks {
  return { BACKLOG_RUN: run, BACKLOG_DIR: store };
}

/**
 * Returns the mark of commands that a process started. If it was killed, whatever has its mark is left over, and nothing
 * that a later process started has it.
 */
export function starterMarks({ pid, start, boot, namespace = '' }: ProcessId): Marks {
  return { BACKLOG_STARTER: textHash(JSON.stringify([pid, start, boot, namespace])) };
}

/** Lists the processes of a run and their descendants; undefined on platforms without this data. */
export function processesOfRun(run: RunMarks): ListedProcess[] | undefined {
  return processesWith(processMarks(run));
}

/** Kills all processes of a run, even outside its group and session, and waits until they have ended. */
export function sweepRun(run: RunMarks, options: SweepOptions = {}): Promise<Swept> {
  return sweep(processMarks(run), options);
}

export function processesWith(marks: Marks, except: readonly number[] = []): ListedProcess[] | undefined {
  const all = listProcesses();
  return all && belonging(all, marks, except);
}

/** Returns the processes with the marks and their descendants. Calls `onMarked` as soon as it finds one. */
function belonging(
  all: readonly ListedProcess[],
  marks: Marks,
  except: readonly number[],
  onMarked: (pid: number) => void = () => {},
): ListedProcess[] {
  const stay = new Set([process.pid, ...except]);
  const marked = new Set<number>();
  for (const one of all.filter(({ pid }) => !stay.has(pid))) {
    const { pid } = one;
    const on = marksOn(one, marks);
    if (on === 'all') onMarked(pid);
    if (on === 'all') marked.add(pid);
    // The process belongs to another run, although a process of this run started it: a supervisor that an agent
    // started.
    if (on === 'some') stay.add(pid);
  }
  return kinOf(all, marked, stay);
}

/**
 * Ends the processes with the marks. First it stops each process by SIGSTOP until a list shows no new one, because a
 * stopped process can't fork or restart another process. Then it kills them. It returns after several lists in a row
 * without a marked process. A {@link chase} catches processes that fork and exit too fast for a list.
 */
export async function sweep(marks: Marks, options: SweepOptions = {}): Promise<Swept> {
  const { except = [], group, known = [], withinMs = SWEEP_MS } = options;
  const stay = new Set([process.pid, ...except]);
  const seen = new Map<number, KnownProcess>(known.map((one) => [one.pid, one]));
  const stopped = new Set<string>();
  const killed = new Set<number>();
  const began = performance.now();
  let newest = newestPid();
  let enough = EMPTY_LOOKS;
  for (let empty = 0, looks = 0; empty < enough; looks++) {
    const caught = chase(marks, stay, newest, (pid) => kill(pid, killed));
    if (caught.length > 0) enough = EMPTY_LOOKS_AFTER_CHASE;
    newest = newestPid();
    const all = listProcesses();
    if (!all) return sweepGroup(group, began + withinMs);
    const spent = Math.min((performance.now() - began) / withinMs, looks / LEAST_LOOKS);
    // Each process is stopped at once, the newest first, before its id can be used again.
    const kin = belonging(all, marks, except, (pid) => spent > 1 || signal(pid, 'SIGSTOP'));
    const found = [...kin, ...all.filter((one) => seen.get(one.pid)?.start === one.start)];
    if (spent > 1) {
      return { killed: [...killed], left: [...new Set([...caught, ...found.map(({ pid }) => pid)])], told: true };
    }
    const fresh = found.filter((one) => !stopped.has(nameOf(one)));
    for (const one of fresh) seen.set(one.pid, one);
    for (const one of fresh) stopped.add(nameOf(one));
    empty = found.length + caught.length === 0 ? empty + 1 : 0;
    const patient = fresh.length > 0 && spent < STOPPING;
    for (const whole of wholeGroups(all, found)) signal(-whole, patient ? 'SIGSTOP' : 'SIGKILL');
    for (const { pid } of found) patient ? signal(pid, 'SIGSTOP') : kill(pid, killed);
    if (!patient && empty < enough) await wait(LOOK_MS);
  }
  return { killed: [...killed], left: [], told: true };
}

const nameOf = ({ pid, start }: ListedProcess): string => `${pid} ${start}`;

function kill(pid: number, killed: Set<number>): void {
  if (signal(pid, 'SIGKILL')) killed.add(pid);
}

async function sweepGroup(group: number | undefined, until: number): Promise<Swept> {
  if (group === undefined) return { killed: [], left: [], told: false };
  while (signal(-group, 'SIGKILL') && performance.now() < until) await wait(LOOK_MS);
  return { killed: [], left: signal(-group, 0) ? [group] : [], told: false };
}

/** Sends a signal to a process, or to a group by its negative id. Returns false if none of ours has the id. */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/**
 * Lists the processes with the marks, their descendants, and the members of groups and sessions that they lead. Finds
 * children that removed the marks, as long as their parents exist. Omits `except` and their descendants, so that a
 * person's shell never counts as part of its session.
 */
export function kinOf(
  all: readonly ListedProcess[],
  marked: ReadonlySet<number>,
  except: ReadonlySet<number>,
): ListedProcess[] {
  const kin = new Set(marked);
  for (let grew = true; grew; ) {
    const next = all.filter(
      ({ pid, parent, group, session }) =>
        !kin.has(pid) && !except.has(pid) && (kin.has(parent) || kin.has(group) || kin.has(session)),
    );
    for (const { pid } of next) kin.add(pid);
    grew = next.length > 0;
  }
  return all.filter(({ pid }) => kin.has(pid));
}

/** Lists the groups whose processes are all chosen. One signal kills such a group, and no new process escapes. */
function wholeGroups(all: readonly ListedProcess[], chosen: readonly ListedProcess[]): number[] {
  const pids = new Set(chosen.map(({ pid }) => pid));
  const mixed = new Set(all.filter(({ pid }) => !pids.has(pid)).map(({ group }) => group));
  return [...new Set(chosen.map(({ group }) => group))].filter((group) => group > 1 && !mixed.has(group));
}

/** Time limits of a chase in milliseconds: `most` in total, and `idle` without a new process on the machine. */
const CHASE_MS = { most: 20, idle: 3 } as const;
/** Number of newest processes that each step checks. */
const NEWEST = 16;

/**
 * Finds processes that fork and exit too fast for a list of all processes, by checking only the newest process ids
 * again and again. It passes each process with the marks to `caught` at once, which should prevent it from forking.
 * @param since only processes newer than this one
 * @returns the processes with the marks
 */
export function chase(
  marks: Marks,
  stay: ReadonlySet<number>,
  since = newestPid() ?? 0,
  caught: (pid: number) => void = () => {},
): number[] {
  const found: number[] = [];
  let seen = since;
  const until = performance.now() + CHASE_MS.most;
  for (let idle = performance.now(), now = idle; now < until && now - idle < CHASE_MS.idle; now = performance.now()) {
    const newest = newestPid();
    if (newest === undefined) return found;
    if (newest === seen) continue;
    // Process ids start again after the highest one.
    const oldest = newest > seen ? Math.max(seen, newest - NEWEST) : newest - NEWEST;
    for (let pid = newest; pid > oldest && pid > 1; pid--) {
      if (stay.has(pid) || marksOn(pid, marks) !== 'all') continue;
      caught(pid);
      found.push(pid);
    }
    seen = newest;
    idle = now;
  }
  return found;
}
