import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { READ_MS } from '../../src/domain/calls/drawn.ts';

/** A line that serves goes on until it is ended. */
const LONGEST_MS = 30_000;

const PROGRAM = fileURLToPath(new URL('../../plugin/bin/backlog', import.meta.url));

/** Matches a line between backticks. */
const QUOTED = /`(backlog [^`\n]*)`/g;

/** Matches a line in a sentence without backticks: it ends with an id or the value of a flag. */
const BARE = /(?<!`)\b(backlog (?:[a-z][a-z-]* ){1,3}r?\d+\b(?: --[a-z-]+ (?:"[^"]*"|[\w./:-]+))*)/g;

/** Lines that can be typed: those between backticks, and those of a next step. None has a place for words of the reader. */
export const offeredIn = (text: string): string[] => {
  const steps = text.split('\n').filter((line) => /\bnext: /.test(line));
  return [...text.matchAll(QUOTED), ...steps.join('\n').matchAll(BARE)]
    .map(([, line = '']) => line)
    .filter((line) => !/…|<|\[|\||\b[A-Z]{3,}\b|--help$/.test(line));
};

/** A line without what only its queue makes of it: numbers, ids, hashes, paths. */
export const shapeOf = (line: string): string =>
  line
    .replace(/'[^']*'|"[^"]*"/g, 'W')
    .replace(/\/\S+/g, 'P')
    .replace(/\b[0-9a-f]{7,40}\b/g, 'H')
    .replace(/\d+/g, 'N');

interface Ended {
  /** The exit code. Null for a line that was ended. */
  end: number | null;
  said: string;
}

/** Starts a line in a shell of its own, with or without a terminal, at which a person says yes to each question. */
function inNextShell(line: string, at: { cwd: string; env: NodeJS.ProcessEnv; terminal: boolean }): Promise<Ended> {
  const typed = line.replaceAll(/(^|&& )backlog /g, `$1'${PROGRAM}' `);
  const words = at.terminal ? (['script', ['-qec', typed, '/dev/null']] as const) : (['sh', ['-c', typed]] as const);
  const child = spawn(words[0], words[1], {
    cwd: at.cwd,
    env: at.env,
    stdio: [at.terminal ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  });
  const late = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS);
  let said = '';
  const hear = (text: unknown) => {
    said += String(text);
    if (/\[y\/N\] $/.test(said)) setTimeout(() => child.stdin?.write('y\n'), READ_MS + 100);
  };
  child.stdin?.on('error', () => undefined);
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  return new Promise((done) => {
    const over = (end: number | null) => {
      clearTimeout(late);
      done({ end, said });
    };
    child.on('error', () => over(null)).on('close', over);
  });
}

/** The folder below the one for temporary folders that contains a path. */
const rootOf = (path: string) =>
  join(
    tmpdir(),
    ...relative(tmpdir(), path)
      .split('/')
      .slice(0, relative(tmpdir(), path).startsWith('vitest') ? 3 : 1),
  );

/** Ends the processes that a played line left, which have its mark in their environment. */
function endProcesses(mark: string): void {
  const line = `grep -lzs '^BACKLOG_PLAYED_LINE=${mark}' /proc/[0-9]*/environ | tr -dc '0-9\\n' | xargs -r kill -9`;
  spawnSync('sh', ['-c', line], { stdio: 'ignore' });
}

/** Returns what a played line changed: the authors and commands of new changes in queues, and the other files. */
function changesBetween(before: string, root: string): string[] {
  const { stdout } = spawnSync('diff', ['-rqN', before, root], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((text) => {
    const [, file = ''] = / and (\S+) differ$/.exec(text) ?? [];
    if (/^$|\/(?:compiled|checkpoints|history|blobs|claims)\//.test(file)) return [];
    if (!/\/log\/\d+\.json$/.test(file)) return [relative(root, file)];
    const { actor, command } = JSON.parse(readFileSync(file, 'utf8')) as { actor: object; command: string };
    return [`${command} by ${Object.values(actor).slice(0, 2).join(':')}`];
  });
}

/**
 * Types each line that an answer offers, as the next shell would, and writes its outcome into the folder of
 * `BACKLOG_OFFERED`. The folders are restored afterwards, so the test goes on as before. A shape of a line is played once
 * for each command and exit code.
 */
export async function playOffered(
  words: readonly string[],
  { cwd, env, isTerminal = false }: { cwd: string; env: Record<string, string | undefined>; isTerminal?: boolean },
  answer: { code: number; out: string; err: string },
): Promise<void> {
  const ledger = process.env.BACKLOG_OFFERED;
  if (!ledger) return;
  mkdirSync(ledger, { recursive: true });
  const text = `${answer.out}\n${answer.err}`;
  for (const line of new Set(offeredIn(text))) {
    const state = `${isTerminal} ${shapeOf(line)} ${words.find((word) => !word.startsWith('-'))} ${answer.code}`;
    const mark = createHash('sha1').update(state).digest('hex').slice(0, 16);
    try {
      writeFileSync(join(ledger, mark), '', { flag: 'wx' });
    } catch {
      continue;
    }
    const whole = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TERM: 'xterm',
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      ...env,
      EDITOR: 'true',
      BACKLOG_PLAYED_LINE: mark,
    };
    const roots = [
      ...new Set(
        [cwd, env.BACKLOG_DIR, env.BACKLOG_HOME, whole.HOME].flatMap((place) =>
          place?.startsWith(tmpdir()) ? rootOf(place) : [],
        ),
      ),
    ].filter((root) => existsSync(root));
    const aside = mkdtempSync(join(tmpdir(), 'aside-'));
    const kept = (n: number) => join(aside, String(n));
    for (const [n, root] of roots.entries()) spawnSync('cp', ['-a', root, kept(n)]);
    const played = await inNextShell(line, { cwd, env: whole, terminal: isTerminal });
    endProcesses(mark);
    const changes = roots.flatMap((root, n) => changesBetween(kept(n), root));
    for (const [n, root] of roots.entries())
      spawnSync('sh', ['-c', 'rm -rf "$1" && mv "$2" "$1"', 'sh', root, kept(n)]);
    spawnSync('rm', ['-rf', aside]);
    const row = {
      ...{ after: words.join(' '), code: answer.code, line, terminal: isTerminal },
      ...{ sentence: text.split('\n').find((one) => one.includes(line)), end: played.end, changes },
      said: played.said.slice(0, 1500),
    };
    appendFileSync(join(ledger, 'played.ndjson'), `${JSON.stringify(row)}\n`);
  }
}
