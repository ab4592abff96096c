import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A line that serves goes on until it is ended. */
const LONGEST_MS = 30_000;

const PROGRAM = fileURLToPath(new URL('../../plugin/bin/backlog', import.meta.url));

/** Lines between backticks that can be typed: whole, and without a place for words of the reader. */
export const offeredIn = (text: string): string[] =>
  Array.from(text.matchAll(/`(backlog [^`\n]*)`/g), ([, line = '']) => line).filter(
    (line) => !/…|<|\[|\||\b[A-Z]{3,}\b|--help$/.test(line),
  );

/** A line without what only its queue makes of it: numbers, ids, hashes, paths. */
export const shapeOf = (line: string): string =>
  line
    .replace(/'[^']*'|"[^"]*"/g, 'W')
    .replace(/\/\S+/g, 'P')
    .replace(/\b[0-9a-f]{7,40}\b/g, 'H')
    .replace(/\d+/g, 'N');

/** Starts a line in a shell of its own, with or without a terminal. */
function inNextShell(line: string, at: { cwd: string; env: NodeJS.ProcessEnv; terminal: boolean }) {
  const typed = line.replaceAll(/(^|&& )backlog /g, `$1'${PROGRAM}' `);
  const words = at.terminal ? (['script', ['-qec', typed, '/dev/null']] as const) : (['sh', ['-c', typed]] as const);
  return spawnSync(words[0], words[1], {
    cwd: at.cwd,
    env: at.env,
    encoding: 'utf8',
    timeout: LONGEST_MS,
    stdio: ['ignore', 'pipe', 'pipe'],
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

/**
 * Types each line that an answer offers, as the next shell would, and writes its outcome into the folder of
 * `BACKLOG_OFFERED`. The folders are restored afterwards, so the test goes on as before. A shape of a line is played once.
 */
export function playOffered(
  words: readonly string[],
  { cwd, env, isTerminal = false }: { cwd: string; env: Record<string, string | undefined>; isTerminal?: boolean },
  answer: { code: number; out: string; err: string },
): void {
  const ledger = process.env.BACKLOG_OFFERED;
  if (!ledger) return;
  mkdirSync(ledger, { recursive: true });
  for (const line of new Set(offeredIn(answer.out + answer.err))) {
    const key = createHash('sha1')
      .update(`${isTerminal} ${shapeOf(line)}`)
      .digest('hex')
      .slice(0, 16);
    try {
      writeFileSync(join(ledger, key), '', { flag: 'wx' });
    } catch {
      continue;
    }
    const whole = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TERM: 'xterm',
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      ...env,
    };
    const places = [cwd, env.BACKLOG_DIR, env.BACKLOG_HOME, whole.HOME].filter((place) =>
      place?.startsWith(tmpdir()),
    ) as string[];
    const roots = [...new Set(places.map(rootOf))].filter((root) => existsSync(root));
    const aside = mkdtempSync(join(tmpdir(), 'aside-'));
    for (const [n, root] of roots.entries()) spawnSync('cp', ['-a', root, join(aside, String(n))]);
    const end = inNextShell(line, { cwd, env: whole, terminal: isTerminal });
    for (const [n, root] of roots.entries())
      spawnSync('sh', ['-c', 'rm -rf "$1" && mv "$2" "$1"', 'sh', root, join(aside, String(n))]);
    spawnSync('rm', ['-rf', aside]);
    appendFileSync(
      join(ledger, 'played.ndjson'),
      `${JSON.stringify({ after: words.join(' '), code: answer.code, line, terminal: isTerminal, end: end.error ? String(end.error) : end.status, said: (end.stderr + end.stdout).slice(0, 600) })}\n`,
    );
  }
}
