import { readFileSync, statSync } from 'node:fs';
import { basename, isAbsolute, normalize, resolve } from 'node:path';
import { isAtOrBelow } from '../../base/path-prefix.ts';
import type { Effects } from '../../domain/runs/effects.ts';
import type { Mount } from './plan.ts';

/** Maximum size of a trace in bytes. A longer one is not read, so its program counts as not observed. */
const LONGEST = 100_000_000;

/** System calls that write a path, that read one, and the others that are observed. */
const WRITING =
  'creat unlink unlinkat rmdir rename renameat renameat2 mkdir mkdirat mknod mknodat link linkat symlink symlinkat truncate chmod fchmodat chown lchown fchownat utimensat';
const READING = 'open openat openat2 chdir stat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat';
const OTHER = 'execve execveat connect bind sendto sendmsg sendmmsg';
const WRITERS = new Set(WRITING.split(' '));

/**
 * Builds the command line that observes a program from outside its sandbox. strace is no parent of the program, which
 * therefore ends with its supervisor as before, and can't reach strace.
 * @param file the trace
 */
export function traceArgs(strace: string, file: string): string[] {
  // A call that this kernel or processor doesn't have is no error with a question mark.
  const calls = `${WRITING} ${READING} ${OTHER}`.split(' ').map((name) => `?${name}`);
  return [
    strace,
    '-D',
    '-f',
    '-qq',
    '-y',
    '-s',
    '300',
    '--seccomp-bpf',
    '-e',
    'signal=none',
    '-e',
    `trace=${calls.join()}`,
    '-o',
    file,
  ];
}

/** Where a contained program works. */
export interface ObservedPlaces {
  /** Its working folder. */
  folder: string;
  home: string;
  /** The mounts of its sandbox. */
  mounts: readonly Mount[];
  /** `host:port` of the connections for which it asked the proxy. */
  reached: ReadonlySet<string>;
}

/** Reads the effects in the trace of a contained program. @returns why there are none, if the trace can't be used */
export function readTrace(file: string, places: ObservedPlaces): Effects | { why: string } {
  try {
    const { size } = statSync(file);
    if (size > LONGEST) return { why: 'it made too many system calls to observe' };
    return effectsIn(readFileSync(file, 'latin1'), places);
  } catch {
    return { why: 'strace wrote nothing' };
  }
}

/** Finds effects in the lines of strace. The first program is bubblewrap's own, which makes the mounts. Pure. */
export function effectsIn(trace: string, places: ObservedPlaces): Effects | { why: string } {
  const began = [...trace.matchAll(/^\d+ +execve\("/gm)][1];
  if (began === undefined) return { why: 'strace saw no program' };
  const found = { starts: new Set<string>(), writes: new Set<string>(), reads: new Set<string>() };
  const names = new Set<string>();
  const [reached, bound]: Address[][] = [[], []];
  for (const line of wholeLines(trace.slice(began.index))) {
    const [, call = '', args = ''] = /^\d+ +(\w+)\((.*)$/.exec(line) ?? [];
    if (call.startsWith('execve')) found.starts.add(basename(pathsIn(args)[0] ?? ''));
    else if (call === 'bind') bound!.push(...addressIn(args));
    else if (call === 'connect') reached!.push(...addressIn(args));
    else if (call.startsWith('send')) {
      reached!.push(...addressIn(args.replace(DATA, '')));
      for (const name of namesAsked(args)) names.add(name);
    } else if (call !== '') addPaths(found, call, args, places);
  }
  const addresses = reached!.flatMap((address) => far(address, bound!, places));
  const isNamed = (address: string) => names.size > 0 && address === OWN_RESOLVER;
  return {
    starts: sorted(found.starts).filter(Boolean),
    connects: sorted(new Set([...addresses.filter((one) => !isNamed(one)), ...names, ...places.reached])),
    writes: sorted(found.writes),
    reads: sorted(found.reads),
  };
}

/** The end of a line whose call goes on. A file can have it in its name, but not behind the quote. */
const CUT = ' <unfinished ...>';

/** Joins the two lines of a call during which strace wrote about another process. */
function* wholeLines(trace: string): Generator<string> {
  const begun = new Map<string, string>();
  for (const line of trace.split('\n')) {
    const pid = line.slice(0, line.indexOf(' '));
    const cut = line.endsWith(CUT) ? line.length - CUT.length : -1;
    const rest = /^\d+ +<\.\.\. \w+ resumed>(.*)$/.exec(line)?.[1];
    if (cut !== -1) begun.set(pid, line.slice(0, cut));
    else if (rest !== undefined) yield `${begun.get(pid) ?? ''}${rest}`;
    else yield line;
    if (rest !== undefined) begun.delete(pid);
  }
  yield* begun.values();
}

const sorted = (names: ReadonlySet<string>): string[] => [...names].sort();

/** The resolver that a sandbox without the machine's network has. */
const OWN_RESOLVER = '127.0.0.1:53';

/** What send(2) sends, in front of the address. It could imitate one. */
const DATA = /^\d+(?:<(?:[^>\\]|\\.)*>)?, "(?:[^"\\]|\\.)*"/;

/** Returns the names in what is sent to a server for names (RFC 1035, section 4.1): `evil.example (DNS)`. */
function namesAsked(args: string): string[] {
  return Array.from(args.matchAll(/"((?:[^"\\]|\\.)*)"/g), ([, text = '']) => text).flatMap((text) => {
    const bytes = bytesOf(text);
    const isQuestion =
      bytes.length > 16 && (bytes[2]! & 0xf8) === 0 && bytes.readUInt16BE(4) === 1 && bytes.readUInt16BE(6) === 0;
    const labels: string[] = [];
    let at = 12;
    for (let length = bytes[at] ?? 0; isQuestion && length > 0 && length < 64; length = bytes[at] ?? 0) {
      labels.push(bytes.toString('latin1', at + 1, at + 1 + length));
      at += 1 + length;
    }
    return labels.length > 0 ? [`${labels.join('.').slice(0, NAME)} (DNS)`] : [];
  });
}

/** Maximum number of characters of a name. */
const NAME = 100;

const ESCAPES: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, v: 11, f: 12 };

/** Returns the bytes of a string as strace writes it: `\\3www\\7example`. */
function bytesOf(text: string): Buffer {
  const one = (_: string, octal: string | undefined, other = '') =>
    String.fromCharCode(octal === undefined ? (ESCAPES[other] ?? other.charCodeAt(0)) : Number.parseInt(octal, 8));
  return Buffer.from(text.replaceAll(/\\(?:([0-7]{1,3})|(.))/g, one), 'latin1');
}

/** Where a socket leads: to a host and a port, or to a path, which starts with `@` without a file. */
type Address = { host: string; port: number } | { path: string };

/** The lowest port that the system gives to a socket that names none. */
const EPHEMERAL = 32_768;
const LOOPBACK = /^(?:127\.|\[::1\]|\[::ffff:127\.|0\.0\.0\.0$|\[::\]$)/;

/** Names an address to which a program connects, if it isn't one of its own sockets. */
function far(address: Address, bound: readonly Address[], places: ObservedPlaces): string[] {
  if ('path' in address) {
    const { path } = address;
    const isOwn = QUIET_SOCKETS.test(path) || bound.some((one) => 'path' in one && one.path === path);
    return isOwn || (isAbsolute(path) && nameOf(path, false, places) === undefined) ? [] : [path];
  }
  const { host, port } = address;
  const own = bound.flatMap((one) => ('port' in one ? one.port : []));
  const isOwn = LOOPBACK.test(host) && (own.includes(port) || (own.includes(0) && port >= EPHEMERAL));
  // A program finds out by a datagram to port 0 which address it has; nothing is sent.
  return isOwn || port === 0 ? [] : [`${host}:${port}`];
}

/** Sockets of the system's name service, which most programs look for. */
const QUIET_SOCKETS = /^\/(?:var\/)?run\/(?:nscd|systemd\/(?:userdb|resolve)|backlog)\//;

/** Returns the address in the arguments of a call. Families without a host or a path have none. */
function addressIn(args: string): Address[] {
  const port = /sin6?_port=htons\((\d+)\)/.exec(args)?.[1];
  if (port !== undefined) {
    const six = /inet_pton\(AF_INET6, "([^"]*)"/.exec(args)?.[1];
    return [
      { host: six === undefined ? (/inet_addr\("([^"]*)"\)/.exec(args)?.[1] ?? '?') : `[${six}]`, port: Number(port) },
    ];
  }
  const path = /sun_path=(@?)"((?:[^"\\]|\\.)*)"/.exec(args);
  return path ? [{ path: `${path[1]}${path[2]}` }] : [];
}

/** Returns the paths in the arguments of a call. A relative one follows the path of its folder, if that is known. */
function pathsIn(args: string): string[] {
  const inParentheses = args.replace(/\) += .*$/, '');
  return Array.from(
    inParentheses.matchAll(/(?:(?:AT_FDCWD|\d+)<((?:[^>\\]|\\.)*)>, )?"((?:[^"\\]|\\.)*)"/g),
    ([, folder = '', path = '']) => {
      const name = String(bytesOf(path));
      return isAbsolute(name) || folder === '' ? name : resolve(String(bytesOf(folder)), name);
    },
  );
}

/** Flags of open(2) with which a file is written or made. */
const WRITES = /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND/;

function addPaths(
  found: Record<'starts' | 'writes' | 'reads', Set<string>>,
  call: string,
  args: string,
  places: ObservedPlaces,
): void {
  const isWrite = WRITERS.has(call) || (call.startsWith('open') && WRITES.test(args));
  // An opened file has the path to which links led.
  const opened = /\) += \d+<((?:[^>\\]|\\.)*)>$/.exec(args)?.[1];
  const all = [...pathsIn(args), ...(opened === undefined ? [] : [String(bytesOf(opened))])];
  for (const [n, path] of all.entries()) {
    const absolute = normalize(isAbsolute(path) ? path : resolve(places.folder, path));
    // Shells look for a program in all folders of PATH, and start none that is missing here.
    const program = isWrite ? undefined : PROGRAMS.exec(absolute)?.[1];
    if (program !== undefined) found.starts.add(program);
    const isText = n === 0 && call.startsWith('symlink');
    const name = nameOf(absolute, isWrite && !isText, places);
    if (name !== undefined) found[isWrite && !isText ? 'writes' : 'reads'].add(name);
  }
}

const PROGRAMS = /^(?:\/usr(?:\/local)?)?\/s?bin\/([^/]+)$/;

/** Files through which programs reach devices, terminals and themselves. */
const QUIET_FILES =
  /^\/(?:dev\/|proc\/(?:self|thread-self|\d+)\/(?:fd|task|oom_score_adj|comm|maps|stat|status|cmdline|mountinfo|cgroup|attr)(?:\/|$)|proc\/(?:[a-z]\w*|sys\/.*)$|proc$|$)/;

/** Names a path outside: below the home folder with `~`. Undefined for the program's own files and for those it may use. */
function nameOf(path: string, isWrite: boolean, { folder, home, mounts }: ObservedPlaces): string | undefined {
  if (!isWrite && SEARCHED.test(path)) return undefined;
  if (isAtOrBelow(path, folder)) return isWrite ? /\/(\.git(?:\/.*)?)$/.exec(path)?.[1] : undefined;
  const at = mounts.findLast(({ at: mounted }) => isAtOrBelow(path, mounted));
  if (at === undefined ? QUIET_FILES.test(path) : at.how === 'rw' || TEMPORARY.includes(at.at)) return undefined;
  // `mkdir -p` and searches upwards name all folders above.
  if (path !== home && [folder, home].some((below) => isAtOrBelow(below, path))) return undefined;
  if (!isWrite && at?.how === 'ro') return undefined;
  return isAtOrBelow(path, home) ? `~${path.slice(home.length)}` : path;
}

/** Files for which programs look in all folders above. None is a secret. */
const SEARCHED =
  /\/(?:node_modules(?:\/.*)?|package\.json|tsconfig\.json|jsconfig\.json|pyvenv\.cfg|pyproject\.toml|\.git|\.editorconfig)$/;

/** Folders for temporary files, which only the program sees. */
const TEMPORARY = ['/tmp', '/var/tmp'];
