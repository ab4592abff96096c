import { join } from 'node:path';
import type { Streams } from '../../../src/interfaces/cli/io.ts';
import { runCommandLine } from '../../../src/interfaces/cli/main-loop.ts';
import { respelled } from '../../../src/interfaces/cli/words/respell.ts';
import { tempFolder } from '../../support/folder.ts';
import { playOffered } from '../../support/play-offered.ts';
import { NOON } from '../../support/workspace.ts';

export interface Said {
  code: number;
  out: string;
  err: string;
}

/** What the words of a command line say in this process; to a script, unless `around` it is told otherwise. */
export async function said(
  words: readonly string[],
  around: Pick<Streams, 'env' | 'cwd'> & Partial<Streams>,
): Promise<Said> {
  const heard = { out: '', err: '' };
  const code = await runCommandLine(words, {
    out: (text) => {
      heard.out += text;
    },
    err: (text) => {
      heard.err += text;
    },
    bytes: (bytes) => {
      heard.out += typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('latin1');
    },
    stdin: async () => '',
    rewrites: false,
    size: () => ({}),
    interrupted: new AbortController().signal,
    isTerminal: false,
    ...around,
  });
  await playOffered(words, around, { code, ...heard });
  return { code, ...heard };
}

/** Reads the error of a line with `--json`, which is the last text on standard error. Standard output has no part of it. */
export function errorIn({ out, err }: Said): {
  code: string;
  message: string;
  hint?: string;
  data?: { line?: string };
} {
  const { error } = JSON.parse(err.slice(err.lastIndexOf('{"error":')));
  if (out !== '') throw new Error(`an error beside a value: ${out}`);
  return error;
}

/** Returns the line that a refusal offers after `backlog`, or names as the nearest one that this queue refuses, too. */
export const meantIn = (err: string): string | undefined =>
  /did you mean `backlog ([^`]*)`/.exec(err)?.[1] ?? /^The nearest line, (.*), is refused: /m.exec(err)?.[1];

/** Returns a line in Backlog's own words, as it is read at noon of a fixed day. */
export const respelledAtNoon = (words: readonly string[]): readonly string[] =>
  respelled(words, () => ({ now: NOON, zone: 'UTC' }));

/** A clock that stands still, for answers that a test compares: an age in them can't grow between two lines. */
export function stillClock(): () => number {
  const at = Date.now();
  return () => at;
}

/** A command line in a folder of its own; `answers` are given to what is `asked`, no by default; `terminal` is a person at a keyboard, `as` somebody else at the same queue. */
export function cli(env: Record<string, string> = {}, terminal = true, cwd = tempFolder('cli'), now?: () => number) {
  const asked: string[] = [];
  const answers: string[] = [];
  const ask = async (question: string) => {
    asked.push(question);
    return answers.shift() ?? '';
  };
  const say = (line: string | readonly string[], stdin = ''): Promise<Said> =>
    said(typeof line === 'string' ? line.split(' ') : line, {
      stdin: async () => stdin,
      ask: terminal ? ask : undefined,
      isTerminal: terminal,
      env: { BACKLOG_DIR: join(cwd, 'store'), TZ: 'UTC', ...env },
      cwd,
      ...(now && { now }),
    });
  return {
    cwd,
    say,
    asked,
    answers,
    as: (other: Record<string, string>, atTerminal = true) => cli(other, atTerminal, cwd, now),
  };
}
