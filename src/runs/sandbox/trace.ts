import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { isAtOrBelow } from '../../base/path-prefix.ts';
import type { Observed } from '../../domain/runs/effects.ts';
import { led, pathsIn, type TracedCall, tracedCalls, writtenText } from './trace-calls.ts';
import { isAbovePlaces, mountOf, type ObservedPlaces, outsideName } from './trace-names.ts';
import { newNetwork } from './trace-network.ts';

/**
 * Maximum size of a trace in bytes. A longer one is not read, so its program counts as not observed. Two files of tests
 * with vitest make 5 MB. Reading takes a second for 10 MB.
 */
const LONGEST = 400_000_000;

/** System calls that write a path, that read one, and the others that are observed. */
const WRITING = [
  ...[
    'creat',
    'unlink',
    'unlinkat',
    'rmdir',
    'rename',
    'renameat',
    'renameat2',
    'mkdir',
    'mkdirat',
    'mknod',
    'mknodat',
  ],
  ...[
    'link',
    'linkat',
    'symlink',
    'symlinkat',
    'truncate',
    'chmod',
    'fchmodat',
    'chown',
    'lchown',
    'fchownat',
    'utime',
  ],
  ...['utimes', 'futimesat', 'utimensat', 'setxattr', 'lsetxattr', 'removexattr', 'lremovexattr'],
];
const READING = [
  ...['open', 'openat', 'openat2', 'chdir', 'fchdir', 'stat', 'lstat', 'newfstatat', 'statx', 'access', 'faccessat'],
  ...['faccessat2', 'readlink', 'readlinkat', 'getxattr', 'lgetxattr', 'listxattr', 'llistxattr', 'statfs'],
  ...['inotify_add_watch', 'name_to_handle_at'],
];
const OTHER = [
  ...['execve', 'execveat', 'connect', 'bind', 'getsockname', 'sendto', 'sendmsg', 'sendmmsg'],
  ...['clone', 'clone3', 'fork', 'vfork'],
];
const WRITERS = new Set(WRITING);
const PATHS = new Set([...WRITING, ...READING]);

/**
 * Builds the command line that observes a program from outside its sandbox. strace is no parent of the program, which
 * therefore ends with its supervisor as before, and can't reach strace.
 * @param file the trace
 */
export function traceArgs(strace: string, file: string): string[] {
  // A call that this kernel or processor doesn't have is no error with a question mark.
  const asked = (names: readonly string[]) => names.map((name) => `?${name}`).join();
  return [
    strace,
    '-D',
    '-f',
    '-qq',
    '-y',
    // A process has another id inside its sandbox than in the lines of the trace.
    '--pidns-translation',
    '-s',
    '300',
    '--seccomp-bpf',
    '-e',
    'signal=none',
    '-e',
    `trace=${asked([...PATHS, ...OTHER])}`,
    // What a call returns about files says nothing about its effects, and would make the trace a fifth longer.
    '-e',
    `verbose=${asked([...OTHER, 'openat2'])}`,
    '-o',
    file,
  ];
}

/** Reads the effects in the trace of a contained program. @returns why there are none, if the trace can't be used */
export function readTrace(file: string, places: ObservedPlaces): Observed {
  try {
    const { size } = statSync(file);
    if (size > LONGEST) return { why: 'it made too many system calls to observe' };
    return effectsIn(readFileSync(file, 'latin1'), places);
  } catch {
    return { why: 'strace wrote nothing' };
  }
}

/**
 * Finds effects in the lines of strace. The first program is bubblewrap's own, which makes the mounts. Reads links in
 * folders of the program.
 */
export function effectsIn(trace: string, places: ObservedPlaces): Observed {
  const began = beginIn(trace);
  if (began === undefined) return { why: 'strace saw no program' };
  const found = { starts: new Set<string>(), writes: new Set<string>(), reads: new Set<string>() };
  const network = newNetwork();
  const links = newLinks(places);
  const seen = new Set<string>();
  for (const call of tracedCalls(trace.slice(began), places.folder)) {
    // Programs look for the same files again and again.
    if (WRITERS.has(call.name)) seen.clear();
    const same = [call.name, call.args, call.cwd, call.result].join('\0');
    if (seen.has(same)) continue;
    seen.add(same);
    if (call.name.startsWith('execve')) addStart(found.starts, call, places);
    else if (/^(?:connect|bind|getsockname|send)/.test(call.name)) network.add(call, places);
    else if (PATHS.has(call.name)) addPaths(found, call, places, links);
  }
  return {
    starts: sorted(found.starts),
    connects: sorted(new Set([...network.reached(), ...places.reached])),
    writes: sorted(found.writes),
    reads: sorted(found.reads),
  };
}

/**
 * Returns the place in a trace where the program begins: bubblewrap starts a shell, which waits for the forwards of a
 * network and then becomes the program.
 */
function beginIn(trace: string): number | undefined {
  const [, shell] = trace.matchAll(/^(\d+) +execve\("/gm);
  if (shell === undefined) return undefined;
  const becomes = new RegExp(`^${shell[1]} +execve\\("`, 'gm');
  becomes.lastIndex = shell.index + shell[0].length;
  return becomes.exec(trace)?.index ?? shell.index;
}

const sorted = (names: ReadonlySet<string>): string[] => [...names].sort();

/** Adds the name of a program. One in the worktree is no program of the system, whatever its name. */
function addStart(starts: Set<string>, call: TracedCall, places: ObservedPlaces): void {
  const path = pathsIn(call)[0] ?? '';
  const isOwn = isAtOrBelow(normalize(path), places.folder);
  if (isOwn && !/^0?$/.test(call.result)) return;
  const name = basename(path);
  if (name !== '') starts.add(isOwn ? `its own ${name}` : name);
}

interface Links {
  /** Returns the path to which the links of a path lead. */
  end(path: string, cwd: string): string;
  /** Learns what a call does to links. */
  learn(call: TracedCall, paths: readonly string[]): void;
}

/** Knows the links that programs made, and those in the folders that the sandbox has from outside. */
function newLinks(places: ObservedPlaces): Links {
  const made = new Map<string, string>();
  const there = new Map<string, string | undefined>();
  const linkAt = (path: string): string | undefined => {
    const own = made.get(path);
    if (own !== undefined) return own;
    if (!there.has(path)) {
      const at = mountOf(path, places);
      there.set(path, at && at.how !== 'empty' && at.from === at.at ? linkIn(path) : undefined);
    }
    return there.get(path);
  };
  const end = (path: string, cwd: string) => led(path, cwd, linkAt);
  /** The link itself has its place where the links of its folder lead. */
  const placeOf = (path: string, cwd: string) => join(end(dirname(path), cwd), basename(path));
  return {
    end,
    learn({ name, args, cwd, result }, [first = '', last = '']): void {
      if (result.startsWith('-1')) return;
      if (name.startsWith('symlink')) made.set(placeOf(last, cwd), linkText(args));
      const isMove = name.startsWith('rename');
      if (made.size === 0 || !(isMove || name.startsWith('link'))) return;
      const [from, to] = [placeOf(first, cwd), placeOf(last, cwd)];
      for (const [path, text] of [...made]) {
        if (!isAtOrBelow(path, from)) continue;
        if (isMove) made.delete(path);
        made.set(`${to}${path.slice(from.length)}`, text);
      }
    },
  };
}

const linkText = (args: string): string => writtenText(/^"((?:[^"\\]|\\.)*)"/.exec(args)?.[1] ?? '');

function linkIn(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** Flags of open(2) with which a file is written or made. */
const WRITES = /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND/;
/** Calls that do more with a folder than to look at it. */
const ENTERING = /^(?:open|f?chdir)/;
const TEXTS = /"(?:[^"\\]|\\.)*"/g;

function addPaths(
  found: Record<'starts' | 'writes' | 'reads', Set<string>>,
  call: TracedCall,
  places: ObservedPlaces,
  links: Links,
): void {
  const { name: by, args, result, cwd } = call;
  // `mkdir -p` tries to make all folders above, too.
  const isThere = by.startsWith('mkdir') && result.includes(' EEXIST ');
  const isWrite = (WRITERS.has(by) && !isThere) || (by.startsWith('open') && WRITES.test(args.replace(TEXTS, '')));
  const paths = pathsIn(call);
  for (const [n, path] of paths.entries()) {
    if (n === 0 && by.startsWith('symlink')) continue;
    // Shells look for a program in all folders of PATH, and start none that is missing here.
    const program = isWrite ? undefined : PROGRAMS.exec(normalize(path))?.[1];
    if (program !== undefined) found.starts.add(program);
    const name = outsideName(links.end(path, cwd), isWrite, places, isAtOrBelow(normalize(path), places.folder));
    // Programs look at all folders above theirs, the home folder too.
    const isLook = name === '~' && !isWrite && !ENTERING.test(by);
    if (name !== undefined && !isLook) found[isWrite ? 'writes' : 'reads'].add(name);
  }
  // An opened file has the path to which links led.
  const opened = /^\d+<((?:[^>\\]|\\.)*)>$/.exec(result)?.[1];
  const name = opened === undefined ? undefined : outsideName(writtenText(opened), isWrite, places);
  if (name !== undefined) found[isWrite ? 'writes' : 'reads'].add(name);
  links.learn(call, paths);
  if (by.startsWith('symlink')) {
    const target = links.end(paths.at(-1) ?? '', cwd);
    const leads = outsideName(target, false, places) ?? (isAbovePlaces(target, places) ? target : undefined);
    if (leads !== undefined) found.reads.add(leads);
  }
}

const PROGRAMS = /^(?:\/usr(?:\/local)?)?\/s?bin\/([^/]+)$/;
