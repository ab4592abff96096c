import { join } from 'node:path';
import { run } from '../../../src/interfaces/cli/main-loop.ts';
import { tempFolder } from '../../support/folder.ts';

export interface Said {
  code: number;
  out: string;
  err: string;
}

/** A command line in a folder of its own; `answers` are given to what is `asked`, no by default; `terminal` is a person at a keyboard, `as` somebody else at the same queue. */
export function cli(env: Record<string, string> = {}, terminal = true, cwd = tempFolder('cli')) {
  const asked: string[] = [];
  const answers: string[] = [];
  const say = async (line: string | readonly string[], stdin = ''): Promise<Said> => {
    const said = { out: '', err: '' };
    const code = await run(typeof line === 'string' ? line.split(' ') : line, {
      out: (text) => {
        said.out += text;
      },
      err: (text) => {
        said.err += text;
      },
      bytes: (bytes) => {
        said.out += typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('latin1');
      },
      stdin: async () => stdin,
      rewrites: false,
      size: () => ({}),
      ask: terminal
        ? async (question) => {
            asked.push(question);
            return answers.shift() ?? '';
          }
        : undefined,
      interrupted: new AbortController().signal,
      isTerminal: terminal,
      env: { BACKLOG_DIR: join(cwd, 'store'), TZ: 'UTC', ...env },
      cwd,
    });
    return { code, ...said };
  };
  return {
    cwd,
    say,
    asked,
    answers,
    as: (other: Record<string, string>, atTerminal = true) => cli(other, atTerminal, cwd),
  };
}
