import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { patience } from '../../support/seed.ts';
import { type ClaudeRun, environment } from './claude.ts';
import { clientBinary } from './clients.ts';
import { tempFolder } from './repo.ts';

/** Claude Code with a person at its terminal. */
export interface Conversation {
  /** What stands on the screen now. */
  screen(): string;
  /** Resolves with the screen once it fits the pattern; rejects after a long while. */
  shows(pattern: RegExp): Promise<string>;
  /** Types words into the prompt and sends them. */
  say(words: string): void;
  /** Presses keys by their names in tmux: `Left`, `Escape`, `C-c`. */
  press(...keys: string[]): void;
  /**
   * Presses a key again and again until the screen fits: the client leaves keys alone for a moment after it has asked something.
   * `when`: only while the screen fits this.
   */
  pressUntil(key: string, pattern: RegExp, when?: RegExp): Promise<string>;
}

export function isTmuxThere(): boolean {
  try {
    execFileSync('tmux', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts the real client in a terminal that tmux keeps, trusted and past its first questions. When the test has finished, everything that
 * the client started is ended, its daemon included.
 */
export async function sitAtClaude(
  run: Pick<ClaudeRun, 'version' | 'model' | 'cwd' | 'home' | 'pluginDir' | 'args' | 'env'>,
): Promise<Conversation> {
  const sockets = await tempFolder();
  const config = join(run.home, '.claude');
  mkdirSync(config, { recursive: true });
  writeFileSync(join(config, '.claude.json'), JSON.stringify(acquainted(run.cwd)));
  const env = { ...environment(run), TERM: 'xterm-256color', LANG: 'C.UTF-8', SHELL: '/bin/bash' };
  const words = [
    clientBinary(run.version),
    ...(run.pluginDir ? ['--plugin-dir', run.pluginDir] : []),
    ...(run.args ?? []),
  ];
  const program = ['env', '-i', ...Object.entries(env).map(([name, value]) => `${name}=${value}`), ...words];
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-S', join(sockets, 's'), '-f', '/dev/null', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  tmux('new-session', '-d', '-x', '120', '-y', '45', '-c', run.cwd, program.map(quoted).join(' '));
  onTestFinished(() => {
    try {
      tmux('kill-server');
    } catch {}
    for (const pid of processesOf(config)) kill(pid);
  });
  const screen = () => tmux('capture-pane', '-p');
  const until = async (pattern: RegExp, everyMs: number, meanwhile: (now: string) => void): Promise<string> => {
    for (const end = Date.now() + patience(60_000); Date.now() < end; await wait(everyMs)) {
      const now = screen();
      if (pattern.test(now)) return now;
      meanwhile(now);
    }
    throw new Error(`${pattern} was not shown:\n${screen()}`);
  };
  return {
    screen,
    shows: (pattern) => until(pattern, 100, () => undefined),
    press: (...keys) => void tmux('send-keys', ...keys),
    pressUntil: (key, pattern, when) =>
      until(pattern, 1_000, (now) => {
        if (!when || when.test(now)) tmux('send-keys', key);
      }),
    say(text) {
      tmux('send-keys', '-l', text);
      tmux('send-keys', 'Enter');
    },
  };
}

/** The client's own notes of somebody who has used it here before: it asks nothing at its start. */
function acquainted(folder: string): object {
  return {
    hasCompletedOnboarding: true,
    theme: 'dark',
    customApiKeyResponses: { approved: ['dummy'], rejected: [] },
    projects: { [folder]: { hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true } },
  };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Processes that were started with this configuration: the client, what it put into the background, their servers. */
function processesOf(config: string): number[] {
  const mark = `CLAUDE_CONFIG_DIR=${config}`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => environmentOf(pid).split('\0').includes(mark))
    .map(Number);
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(join('/proc', pid, 'environ'), 'utf8');
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {}
}
