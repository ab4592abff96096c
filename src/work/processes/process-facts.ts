import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { lazy } from '../../base/lazy.ts';
import { shortSha256 } from './short-sha256.ts';

/** The platform's data about one process: from proc(5) on Linux, from ps(1) elsewhere. */
export interface ProcessFacts {
  pid: number;
  parent: number;
  group: number;
  /** Id of the process's session; 0 if the platform doesn't report it. */
  session: number;
  /**
   * The start time, independent of time zone, locale and clock. On Linux in clock ticks since boot, on other systems in
   * epoch seconds.
   */
  start: string;
  /** True for a zombie process: it has ended, but keeps its number until its parent reads the exit code. */
  ended: boolean;
  /** Reads the process's arguments. On macOS, the environment follows them, separated by spaces. */
  command: () => string;
}

/**
 * Reads the facts about a process.
 * @returns undefined if the process doesn't exist or is hidden, or if the platform has neither /proc nor a usable ps
 */
export function processFacts(pid: number): ProcessFacts | undefined {
  if (process.platform === 'linux') return fromProc(pid);
  const line = output('ps', ['-E', '-ww', '-o', COLUMNS, '-p', String(pid)]);
  return line === undefined ? undefined : fromPs(line);
}

/**
 * Reads all visible processes of this machine with a program, the highest pid first: on Linux, no threads of the kernel.
 * @returns undefined if the platform has neither /proc nor a usable ps
 */
export function allFacts(): ProcessFacts[] | undefined {
  if (process.platform === 'linux') {
    const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
    return pids.reverse().flatMap((pid) => {
      const fields = statOf(pid);
      return fields && !isOfKernel(fields) ? factsIn(pid, fields) : [];
    });
  }
  const all = output('ps', ['-A', '-E', '-ww', '-o', COLUMNS])
    ?.split('\n')
    .flatMap((line) => fromPs(line) ?? []);
  return all?.length ? all.sort((a, b) => b.pid - a.pid) : undefined;
}

/**
 * Checks whether a process has these environment variables.
 * @returns `all`: it has them with these values; `some`: it has at least one of them, with any value; `none`: it has
 * none, or it belongs to another user
 */
export function variablesOf(
  of: Pick<ProcessFacts, 'pid' | 'command'>,
  wanted: Readonly<Record<string, string>>,
): 'all' | 'some' | 'none' {
  const names = Object.keys(wanted);
  if (process.platform === 'linux') {
    const entries = `\0${ofProgram(of.pid, 'environ') ?? ''}\0`;
    if (names.every((name) => entries.includes(`\0${name}=${wanted[name]}\0`))) return 'all';
    return names.some((name) => entries.includes(`\0${name}=`)) ? 'some' : 'none';
  }
  const text = `${of.command()} `;
  if (names.every((name) => text.includes(` ${name}=${wanted[name]} `))) return 'all';
  return names.some((name) => text.includes(` ${name}=`)) ? 'some' : 'none';
}

export function hasVariable(of: ProcessFacts, name: string): boolean {
  return variablesOf(of, { [name]: '' }) !== 'none';
}

/**
 * Returns the random id of this boot, if the platform has one. The boot time isn't usable, because it depends on the
 * time zone and the clock.
 */
export const bootId = lazy((): string | undefined => {
  if (process.platform === 'linux') return readWhole('/proc/sys/kernel/random/boot_id');
  // The first name is for macOS, the second for FreeBSD.
  return output('sysctl', ['-n', 'kern.bootsessionuuid']) ?? output('sysctl', ['-n', 'kern.boot_id']);
});

/**
 * Returns the pid namespace of this process (pid_namespaces(7)), if any. Two namespaces can use the same process
 * number.
 */
export const pidNamespace = lazy((): string | undefined => {
  try {
    return process.platform === 'linux' ? /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] : undefined;
  } catch {
    return undefined;
  }
});

/**
 * Checks whether this platform reports a constant start time for a process. On BSD, the start time changes when the
 * clock is set.
 */
export const startIsFixed = (): boolean => process.platform === 'linux' || process.platform === 'darwin';

/** A flag of the kernel's own threads (PF_KTHREAD in linux/sched.h). */
const KERNEL_THREAD = 0x20_0000;

const isOfKernel = (fields: readonly string[]): boolean => (Number(fields[6]) & KERNEL_THREAD) !== 0;

function fromProc(pid: number): ProcessFacts | undefined {
  const fields = statOf(pid);
  return fields && factsIn(pid, fields);
}

/** Splits a line of proc(5) behind the name: `pid (comm) state ppid pgrp session …`. `comm` can contain any character. */
function statOf(pid: number): string[] | undefined {
  const stat = proc(pid, 'stat');
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function factsIn(pid: number, fields: readonly string[]): ProcessFacts {
  const [parent = 0, group = 0, session = 0] = fields.slice(1, 4).map(Number);
  const ended = fields[0] === 'Z' || fields[0] === 'X';
  return { pid, parent, group, session, start: fields[19]!, ended, command: () => ofProgram(pid, 'cmdline') ?? '' };
}

/** Columns of ps(1) to read. `sess` isn't usable: it is a kernel address on macOS. */
const COLUMNS = 'pid=,ppid=,pgid=,stat=,lstart=,command=';
const LINE = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+\w{3}\s+(\w{3})\s+(\d+)\s+(\d+):(\d+):(\d+)\s+(\d{4})\s*(.*)$/s;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function fromPs(line: string): ProcessFacts | undefined {
  const [, pid, parent, group, stat, month, day, hour, minute, second, year, command = ''] = LINE.exec(line) ?? [];
  const at = Date.UTC(Number(year), MONTHS.indexOf(month!), Number(day), Number(hour), Number(minute), Number(second));
  if (pid === undefined || Number.isNaN(at)) return undefined;
  return {
    pid: Number(pid),
    parent: Number(parent),
    group: Number(group),
    session: 0,
    start: String(at / 1000),
    ended: stat!.startsWith('Z'),
    command: () => command,
  };
}

/** Runs a program with a fixed zone and language, since ps formats start times by those of its caller. */
function output(program: string, args: readonly string[]): string | undefined {
  try {
    const text = execFileSync(program, args, {
      encoding: 'utf8',
      timeout: 2_000,
      maxBuffer: 2 ** 26,
      // Hides the usage message of a ps with other options.
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    });
    return text.trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Maximum duration in milliseconds for which {@link readProgram} waits for the end of an execve(2). */
const EXECVE_MS = 200;

/** Reads the arguments or variables of a process. A process of the kernel has none. */
function ofProgram(pid: number, name: 'cmdline' | 'environ'): string | undefined {
  return readProgram(
    () => proc(pid, name),
    () => memoryOf(pid),
  );
}

/**
 * Reads a file of a process that is empty during execve(2): an empty one is read again until the process had the same
 * memory before and after.
 * @param memory what {@link memoryOf} returns
 */
export function readProgram(
  read: () => string | undefined,
  memory: () => string | undefined,
  now: () => number = () => performance.now(),
): string | undefined {
  const first = read();
  if (first !== '') return first;
  for (const began = now(); now() - began < EXECVE_MS; ) {
    const before = memory();
    const text = read();
    if (text !== '' || before === undefined) return text;
    if (!before.endsWith(' 0') && before === memory()) return text;
  }
  return first;
}

/**
 * Returns where the arguments and variables of a process begin and end (proc(5), stat, fields 48 to 51). The last is 0
 * during execve(2), which moves all of them. Undefined if the process has ended or has no program.
 */
function memoryOf(pid: number): string | undefined {
  try {
    readlinkSync(`/proc/${pid}/exe`);
    return proc(pid, 'stat')?.split(' ').slice(-5, -1).join(' ');
  } catch {
    return undefined;
  }
}

function proc(pid: number, name: 'stat' | 'cmdline' | 'environ'): string | undefined {
  return readWhole(`/proc/${pid}/${name}`);
}

function readWhole(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}

export const localHost = lazy(hostname);

/** Files with an identity that the operating system gives a machine at its installation (machine-id(5)). */
const FILES = ['/etc/machine-id', '/var/lib/dbus/machine-id'];

/**
 * Returns an identity of this machine that survives a reboot and another network. Without one of the operating system,
 * it is the host's name. It is hashed, because machine-id(5) asks programs not to show the original.
 */
export const thisMachine = lazy(() => shortSha256(`backlog ${systemId() ?? localHost()}`).slice(0, 16));

function systemId(): string | undefined {
  for (const file of FILES) {
    try {
      const text = readFileSync(file, 'utf8').trim();
      if (/^[0-9a-f]{32}$/.test(text)) return text;
    } catch {
      // This system doesn't have the file.
    }
  }
  return undefined;
}
