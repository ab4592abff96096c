import { dirname, isAbsolute, join, resolve } from 'node:path';

/** One system call in a trace. */
export interface TracedCall {
  name: string;
  args: string;
  /** The part behind the arguments: `0`, `3</tmp/a>`, `-1 ENOENT (…)`. Empty for a call that never ended. */
  result: string;
  /** The folder of the process. */
  cwd: string;
}

/** The path of a descriptor behind its number, and a text. Both can have each character of a line within. */
const NOTE = /<(?:[^>\\]|\\.)*>/.source;
const TEXT = /"(?:[^"\\]|\\.)*"/.source;

/** What stands between the parentheses of a call: a text, a descriptor with its path, or another character. */
const PART = new RegExp(`${TEXT}|(?<=\\d|AT_FDCWD)${NOTE}|[()]`, 'g');

/** Lists the calls in the lines of strace, each with the folder in which its process was. @param folder the first one */
export function* tracedCalls(trace: string, folder: string): Generator<TracedCall> {
  const births = birthsIn(trace);
  const places = new Map<string, { cwd: string }>();
  const placeOf = (pid: string): { cwd: string } => {
    const known = places.get(pid);
    if (known) return known;
    const birth = births.get(pid);
    const first = birth ? placeOf(birth.parent) : { cwd: folder };
    const place = birth?.shares ? first : { ...first };
    places.set(pid, place);
    return place;
  };
  for (const line of wholeLines(trace)) {
    const [, pid = '', name = '', rest = ''] = /^(\d+) +(\w+)\((.*)$/.exec(line) ?? [];
    if (name === '') continue;
    const { args, result } = parted(rest);
    const place = placeOf(pid);
    // The folder is a process's own when it starts another one, which has it from there on.
    const child = STARTING.test(name) ? childIn(result) : undefined;
    if (child !== undefined) placeOf(child);
    const known = /AT_FDCWD<((?:[^>\\]|\\.)*)>/.exec(args)?.[1];
    if (known !== undefined) place.cwd = writtenText(known);
    yield { name, args, result, cwd: place.cwd };
    if (result.startsWith('0') && (name === 'chdir' || name === 'fchdir'))
      place.cwd = pathsIn({ args, cwd: place.cwd })[0] ?? place.cwd;
  }
}

const STARTING = /^(?:clone3?|v?fork)$/;

/** Returns the id of a new process outside its sandbox. */
const childIn = (result: string): string | undefined =>
  /^\d+ \/\* (\d+) in strace's PID NS \*\/$/.exec(result)?.[1] ?? /^(\d+)$/.exec(result)?.[1];

/** Finds the parent of each process. A new process can have lines before its parent's call ends. */
function birthsIn(trace: string): Map<string, { parent: string; shares: boolean }> {
  const births = new Map<string, { parent: string; shares: boolean }>();
  const lines = Array.from(trace.matchAll(/^\d+ +(?:<\.\.\. )?(?:clone3?|v?fork)\b.*$/gm), ([line]) => line);
  for (const line of wholeLines(lines.join('\n'))) {
    const [, parent = '', rest] = /^(\d+) +(?:clone3?|v?fork)\((.*)$/.exec(line) ?? [];
    const child = rest === undefined ? undefined : childIn(parted(rest).result);
    if (child !== undefined) births.set(child, { parent, shares: /\bCLONE_FS\b/.test(line) });
  }
  return births;
}

/** Parts what follows the name of a call at the parenthesis that ends its arguments. */
function parted(rest: string): { args: string; result: string } {
  const [first, second] = rest.matchAll(/\) += /g);
  // Nearly all lines have one such place, outside of all names.
  if (first && !second) {
    const args = rest.slice(0, first.index);
    const isOutside = args.split('"').length % 2 === 1 && args.lastIndexOf('<') <= args.lastIndexOf('>');
    if (isOutside && !args.includes('\\')) return { args, result: rest.slice(first.index + first[0].length) };
  }
  let depth = 1;
  for (const { 0: part, index } of rest.matchAll(PART)) {
    if (part === '(') depth++;
    if (part === ')') depth--;
    if (depth === 0) return { args: rest.slice(0, index), result: rest.slice(index + 1).replace(/^ += /, '') };
  }
  return { args: rest, result: '' };
}

/** The end of a line whose call goes on. A file can have it in its name, but not behind the quote. */
const CUT = ' <unfinished ...>';

/** Joins the two lines of a call during which strace wrote about another process. */
function* wholeLines(trace: string): Generator<string> {
  const begun = new Map<string, string>();
  for (let from = 0, to = 0; from < trace.length; from = to + 1) {
    to = trace.indexOf('\n', from);
    if (to === -1) to = trace.length;
    const line = trace.slice(from, to);
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

const PATHS = new RegExp(`(?:(?:AT_FDCWD|\\d+)(${NOTE})(?:, (${TEXT}))?)|(${TEXT})`, 'g');

/**
 * Returns the paths in the arguments of a call, absolute but as they are written. A relative one follows the path of its
 * descriptor, or the folder of its process.
 */
export function pathsIn({ args, cwd }: Pick<TracedCall, 'args' | 'cwd'>): string[] {
  return Array.from(args.matchAll(PATHS)).flatMap(([, note, behind, alone]) => {
    const folder = note === undefined ? cwd : writtenText(note.slice(1, -1));
    const text = writtenText((behind ?? alone ?? '""').slice(1, -1));
    // A pipe or a socket has no path.
    return isAbsolute(text) || isAbsolute(folder) ? [below(folder, text)] : [];
  });
}

/** Joins a path to a folder without taking `..` away: it can follow a link. */
const below = (folder: string, path: string): string => (isAbsolute(path) ? path : `${folder}/${path}`);

const ESCAPES: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, v: 11, f: 12 };

/** Returns the bytes of a string as strace writes it: `\\3www\\7example`. */
export function bytesOf(text: string): Buffer {
  const one = (_: string, octal: string | undefined, other = '') =>
    String.fromCharCode(octal === undefined ? (ESCAPES[other] ?? other.charCodeAt(0)) : Number.parseInt(octal, 8));
  return Buffer.from(text.replaceAll(/\\(?:([0-7]{1,3})|(.))/g, one), 'latin1');
}

export const writtenText = (text: string): string => (text.includes('\\') ? String(bytesOf(text)) : text);

/** Folders of a process that its own links in /proc name. */
const OWN_LINK = /^\/proc\/(?:self|thread-self|\d+)(?:\/task\/\d+)?\/(root|cwd)$/;

/** Maximum number of links in a path, as for the kernel. */
const LINKS = 40;

/**
 * Returns the path to which the links of a path lead.
 * @param linkAt returns the text of a link
 */
export function led(path: string, cwd: string, linkAt: (path: string) => string | undefined): string {
  let at = '/';
  let links = 0;
  const parts = path.split('/').reverse();
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    if (part === '' || part === '.') continue;
    if (part === '..') at = dirname(at);
    else {
      const next = join(at, part);
      const own = OWN_LINK.exec(next)?.[1];
      const text = own === undefined ? linkAt(next) : own === 'root' ? '/' : cwd;
      if (text === undefined || ++links > LINKS) at = next;
      else {
        if (isAbsolute(text)) at = '/';
        parts.push(...text.split('/').reverse());
      }
    }
  }
  return resolve(at);
}
