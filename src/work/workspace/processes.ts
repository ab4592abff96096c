import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { lazy } from '../../domain/lazy.ts';
import type { ProcessId } from '../../domain/process.ts';

export const localHost = lazy(hostname);

/** Do two spellings of a path that differ in case name one file here? */
export const caseInsensitive = process.platform === 'darwin' || process.platform === 'win32';

/** Identity of a process of this host, by default this one; undefined when there is none or it cannot be told. */
export function processId(pid: number = process.pid): ProcessId | undefined {
  const start = startOf(pid);
  return start === undefined ? undefined : { host: localHost(), boot: bootId(), pid, start };
}

/**
 * Does a process still live? The boot id and the start time rule out that its number was given to another one. undefined for one on
 * another host, and when the platform does not tell.
 */
export function isAlive(known: ProcessId): boolean | undefined {
  if (known.host !== localHost()) return undefined;
  if (known.boot !== bootId()) return false;
  try {
    process.kill(known.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? sameStart(known) : false;
  }
  return sameStart(known);
}

/** Ancestors that are looked at, at most: a chain of processes is short, and a broken one must end. */
const ANCESTORS = 32;

/**
 * The program that called this one, for as long as it lives. A shell that merely forked itself (`$( … )`, a pipe) is the
 * script it came from; with `mark`, what runs under that variable of the environment is its agent, not the shell of one call.
 * Where the platform does not tell (no /proc), the parent.
 */
export function callingProcess(mark?: string): ProcessId | undefined {
  let pid = process.ppid;
  for (let i = 0; i < ANCESTORS; i++) {
    const parent = parentOf(pid);
    if (parent === undefined || parent <= 1) break;
    if (!isFork(pid, parent) && !(mark && hasVariable(pid, mark))) break;
    pid = parent;
  }
  return processId(pid);
}

function parentOf(pid: number): number | undefined {
  const stat = statOf(pid);
  return stat === undefined ? undefined : Number(stat.split(' ')[1]);
}

/** The fields of /proc/<pid>/stat from the state on (proc(5)): what stands before may hold anything. */
function statOf(pid: number): string | undefined {
  const stat = procFile(pid, 'stat');
  return stat?.slice(stat.lastIndexOf(')') + 2);
}

function isFork(pid: number, parent: number): boolean {
  const line = procFile(pid, 'cmdline');
  return line !== undefined && line !== '' && line === procFile(parent, 'cmdline');
}

function hasVariable(pid: number, name: string): boolean {
  return (procFile(pid, 'environ') ?? '').split('\0').some((entry) => entry.startsWith(`${name}=`));
}

/** proc(5); undefined elsewhere, and for processes of others. */
function procFile(pid: number, name: 'stat' | 'cmdline' | 'environ'): string | undefined {
  try {
    return process.platform === 'linux' ? readFileSync(`/proc/${pid}/${name}`, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

/** A process that has ended keeps number and start until its parent asks how: in a container that may be never. */
function sameStart(known: ProcessId): boolean | undefined {
  if (/^[ZX]/.test(statOf(known.pid) ?? '')) return false;
  const start = startOf(known.pid);
  return start === undefined ? undefined : start === known.start;
}

/** Linux: clock ticks since boot, field 22 of /proc/<pid>/stat (proc(5)); elsewhere what ps prints as start. */
function startOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return statOf(pid)?.split(' ')[19];
    return (
      execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', timeout: 2_000 }).trim() || undefined
    );
  } catch {
    return undefined;
  }
}

const bootId = lazy(() => {
  try {
    if (process.platform === 'linux') return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return execFileSync('sysctl', ['-n', 'kern.boottime'], { encoding: 'utf8', timeout: 2_000 }).trim();
  } catch {
    return 'unknown';
  }
});
