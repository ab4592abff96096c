import { readdirSync, readFileSync } from 'node:fs';

/** Variables that everything which one run or command started carries in its environment, its children included. */
export type Marks = Readonly<Record<string, string>>;

/** A living process, as the platform lists it. */
export interface Listed {
  pid: number;
  parent: number;
  group: number;
  session: number;
  /** As in `ProcessId`. */
  start: string;
}

/** Every living process of this machine that can be seen, the newest first; undefined where the platform does not tell (no /proc). */
export function listProcesses(): Listed[] | undefined {
  if (process.platform !== 'linux') return undefined;
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.reverse().flatMap((pid) => readStat(pid) ?? []);
}

/** The number that was last given to a process; undefined where the platform does not tell (proc(5), loadavg). */
export function newestPid(): number | undefined {
  try {
    return Number(readFileSync('/proc/loadavg', 'latin1').trim().split(' ').at(-1)) || undefined;
  } catch {
    return undefined;
  }
}

/**
 * Has a process all the marks, some of them or others in their place (it is of another run, or cares for several), or none? None when
 * it is another user's.
 */
export function marksOn(pid: number, marks: Marks): 'all' | 'some' | 'none' {
  const entries = (read(pid, 'environ') ?? '').split('\0');
  const values = new Map(entries.map((entry) => entry.split(/=(.*)/s, 2) as [string, string]));
  const names = Object.keys(marks);
  if (names.every((name) => values.get(name) === marks[name])) return 'all';
  return names.some((name) => values.has(name)) ? 'some' : 'none';
}

/** proc(5): `pid (comm) state ppid pgrp session …`, start time in field 22. A zombie has ended. */
function readStat(pid: number): Listed | undefined {
  const stat = read(pid, 'stat');
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  const [parent = 0, group = 0, session = 0] = fields.slice(1, 4).map(Number);
  return { pid, parent, group, session, start: fields[19]! };
}

function read(pid: number, name: 'stat' | 'environ'): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}
