import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatLocal } from '../../src/time/index.ts';
import { dataFile } from './data-file.ts';

/** Where and when Taskwarrior is made to believe it is. */
export interface Moment {
  now: number;
  zone: string;
}

/** A Taskwarrior with data of its own, at a clock that stands still. */
export interface Live {
  /** Puts tasks in, as its export writes them; gives them back with their ids and urgencies. */
  load(rows: readonly Record<string, unknown>[]): Promise<Record<string, unknown>[]>;
  /** uuids that a filter selects, or its complaint. */
  select(words: readonly string[]): Promise<Set<string> | { error: string }>;
  /** What `task calc` makes of an expression. */
  calculate(expression: string): Promise<string>;
  close(): void;
}

/** What is missing for the comparison; nothing when it can begin. */
export function missingPrograms(): string[] {
  return [
    ['task', '--version'],
    ['faketime', '--version'],
  ]
    .filter(([program, flag]) => spawnSync(program!, [flag!]).error !== undefined)
    .map(([program]) => program!);
}

/** `2.6.2` */
export function version(): string {
  return spawnSync('task', ['--version'], { encoding: 'utf8' }).stdout.trim();
}

export function startLive({ now, zone }: Moment): Live {
  const folder = mkdtempSync(join(tmpdir(), 'backlog-oracle-'));
  const rc = join(folder, 'rc');
  const settings = ['confirmation=no', 'verbose=nothing', 'hooks=off', 'recurrence=off', 'json.array=on'];
  writeFileSync(rc, [`data.location=${folder}`, ...settings, ''].join('\n'));
  const task = (...words: string[]) =>
    run('faketime', ['-f', formatLocal(now, zone).replace('T', ' '), 'task', `rc:${rc}`, ...words], zone);
  return {
    async load(rows) {
      const closed = rows.filter(({ status }) => status === 'completed' || status === 'deleted');
      writeFileSync(join(folder, 'pending.data'), dataFile(rows.filter((row) => !closed.includes(row))));
      writeFileSync(join(folder, 'completed.data'), dataFile(closed));
      // The first marks what is past its until, but does not yet look again at who is blocked.
      await task('export');
      return JSON.parse((await task('export')).out);
    },
    async select(words) {
      const { code, out, err } = await task('rc.gc=off', ...words, 'uuids');
      return code === 0 ? new Set(out.split(/\s+/).filter(Boolean)) : { error: err.trim() };
    },
    async calculate(expression) {
      const { code, out } = await task('calc', expression);
      return code === 0 ? out.trim() : 'error';
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

interface Result {
  code: number;
  out: string;
  err: string;
}

function run(program: string, words: readonly string[], zone: string): Promise<Result> {
  const { TASKRC: _, TASKDATA: __, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(program, words, { env: { ...env, TZ: zone }, maxBuffer: 1 << 26 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, out, err });
    });
  });
}
