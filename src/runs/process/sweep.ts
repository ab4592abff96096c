import { setTimeout as wait } from 'node:timers/promises';
import { chase } from './chase.ts';
import { type ListedProcess, listProcesses, type Marks, marksOn, newestPid } from './table.ts';

/** Milliseconds that a sweep goes on for, at most, and between its looks. What does not fork takes two looks, and two more that find nothing. */
export const SWEEP_MS = 1_000;
const LOOK_MS = 10;
const EMPTY_LOOKS = 2;
/** Where something had to be chased: on a busy machine a look can miss what forks at that moment, and so can the next. */
const EMPTY_LOOKS_AFTER_CHASE = 6;
/** The part of that time in which it is only stopped what is new. */
const STOPPING = 0.5;

export interface RunMarks {
  run: string;
  /** The store's folder: the same number of a run is in every store. */
  store: string;
}

export interface SweepOptions {
  /** Processes that stay, whatever they carry; the caller is one of them. */
  except?: readonly number[];
  /** The group to end where the platform does not tell which processes carry the marks. */
  group?: number;
  /** Processes that were seen to belong to the run: they go even if nothing tells that any more. */
  known?: readonly ListedProcess[];
  withinMs?: number;
}

export interface Swept {
  /** What was found and killed. */
  killed: number[];
  /** What still lived when the time was over. */
  left: number[];
  /** Does the platform tell what belongs to the run? Else only the group was ended. */
  told: boolean;
}

export function processMarks({ run, store }: RunMarks): Marks {
  return { BACKLOG_RUN: run, BACKLOG_DIR: store };
}

/** Every living process of a run of a store, and what those started; undefined where the platform does not tell. */
export function processesOfRun(run: RunMarks, except: readonly number[] = []): ListedProcess[] | undefined {
  return processesWith(processMarks(run), except);
}

/** Kills every process of a run, also those that left its group or its session, and waits until they are gone. */
export function sweepRun(run: RunMarks, options: SweepOptions = {}): Promise<Swept> {
  return sweep(processMarks(run), options);
}

export function processesWith(marks: Marks, except: readonly number[] = []): ListedProcess[] | undefined {
  const all = listProcesses();
  return all && belonging(all, marks, except);
}

/** Of all processes those that carry the marks, each told as soon as it is seen, and their kin. */
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
    // Started from within the run, but of another one: a supervisor that an agent asked for.
    if (on === 'some') stay.add(pid);
  }
  return kinOf(all, marked, stay);
}

/**
 * Stops what it finds until a look finds nothing new, and only then kills it: what is stopped cannot fork, nor bring back what was killed.
 * Goes on until nothing is found several times. What forks and ends faster than all processes can be listed is caught by a {@link chase}.
 */
export async function sweep(marks: Marks, options: SweepOptions = {}): Promise<Swept> {
  const { except = [], group, known = [], withinMs = SWEEP_MS } = options;
  const stay = new Set([process.pid, ...except]);
  const seen = new Map(known.map((one) => [one.pid, one]));
  const stopped = new Set<string>();
  const killed = new Set<number>();
  const began = performance.now();
  let newest = newestPid();
  let enough = EMPTY_LOOKS;
  for (let empty = 0; empty < enough; ) {
    const caught = chase(marks, stay, newest, (pid) => kill(pid, killed));
    if (caught.length > 0) enough = EMPTY_LOOKS_AFTER_CHASE;
    newest = newestPid();
    const all = listProcesses();
    if (!all) return sweepGroup(group, began + withinMs);
    const spent = (performance.now() - began) / withinMs;
    // At once, the newest first, while it is still the one that was listed.
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

/** Sends a signal to a process, or to a group by its negative number; false when there is none, or it is not ours. */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/**
 * The processes that belong to the marked ones, these included: what they started, and the groups and sessions they lead. It finds
 * children that took the marks out of their environment, as long as what started them lives. `except` and what only they started
 * stay out: a person's shell is never taken for the session it stands in.
 */
function kinOf(
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

/** Groups of which every living member is among the chosen: to be killed as one, so that no fork escapes in between. */
function wholeGroups(all: readonly ListedProcess[], chosen: readonly ListedProcess[]): number[] {
  const pids = new Set(chosen.map(({ pid }) => pid));
  const mixed = new Set(all.filter(({ pid }) => !pids.has(pid)).map(({ group }) => group));
  return [...new Set(chosen.map(({ group }) => group))].filter((group) => group > 1 && !mixed.has(group));
}
