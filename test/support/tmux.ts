import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { DEADLINE_MS } from './seed.ts';

/** A program at a terminal that tmux keeps. */
export interface Terminal {
  /** What stands on the screen now. */
  screen(): string;
  /** Resolves with the screen once it fits the pattern; rejects with the last screen otherwise. `meanwhile` is called until then. */
  shows(pattern: RegExp, everyMs?: number, meanwhile?: (now: string) => void): Promise<string>;
  /** Presses keys by their names in tmux: `Left`, `S-Right`, `Escape`, `C-c`. */
  press(...keys: string[]): void;
  type(text: string): void;
  resize(columns: number, rows: number): void;
  /** The answer of tmux to a command, such as `display-message -p '#{alternate_on}'`. */
  tmux(...args: string[]): string;
}

interface Place {
  cwd: string;
  env: Readonly<Record<string, string>>;
  columns: number;
  rows: number;
  /** The program may open panes beside its own, which get the same environment. */
  opensPanes?: boolean | undefined;
}

/** Starts a program in a terminal of its own, with this environment only. It ends with the test. */
export function startInTmux(words: readonly string[], { cwd, env, columns, rows, opensPanes }: Place): Terminal {
  const sockets = mkdtempSync(join(tmpdir(), 'tmux-'));
  const named = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const clean = ['env', '-i', ...[...named, ...words].map(quoted)];
  const program = opensPanes ? words.map(quoted) : clean;
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-S', join(sockets, 's'), '-f', '/dev/null', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(opensPanes ? { env } : {}),
    });
  tmux('-u', 'new-session', '-d', '-x', String(columns), '-y', String(rows), '-c', cwd, program.join(' '));
  onTestFinished(() => {
    try {
      tmux('kill-server');
    } catch {}
    rmSync(sockets, { recursive: true, force: true });
  });
  const screen = () => tmux('capture-pane', '-p');
  return {
    ...{ screen, tmux },
    async shows(pattern, everyMs = 100, meanwhile = () => undefined) {
      for (const end = Date.now() + DEADLINE_MS; Date.now() < end; await wait(everyMs)) {
        const now = screen();
        if (pattern.test(now)) return now;
        meanwhile(now);
      }
      throw new Error(`${pattern} was not shown within ${DEADLINE_MS / 1_000} s. The screen at the end:\n${screen()}`);
    },
    press: (...keys) => void tmux('send-keys', ...keys),
    type: (text) => void tmux('send-keys', '-l', text),
    resize: (width, height) => void tmux('resize-window', '-x', String(width), '-y', String(height)),
  };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
