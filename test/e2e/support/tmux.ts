import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { startInTmux } from '../../support/tmux.ts';
import { type ClaudeRun, environment } from './claude.ts';
import { clientBinary } from './clients.ts';

/** A client with a person at its terminal. */
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

/** Claude Code with a person at its terminal. */
export interface ClaudeConversation extends Conversation {
  /** The client's own process. */
  pid(): number;
  /** Closes the terminal, as its window is closed. */
  close(): void;
  /** Living processes that were started with this client's configuration: it, its servers, what it put into the background. */
  processes(): number[];
}

/**
 * Starts the real client in a terminal that tmux keeps, trusted and past its first questions. When the test has finished, everything that
 * the client started is ended, its daemon included.
 */
export async function sitAtClaude(
  run: Pick<ClaudeRun, 'version' | 'model' | 'cwd' | 'home' | 'pluginDir' | 'args' | 'env'> & {
    /** The client may open panes for teammates. */
    opensPanes?: boolean;
  },
): Promise<ClaudeConversation> {
  const config = join(run.home, '.claude');
  mkdirSync(config, { recursive: true });
  const notes = join(config, '.claude.json');
  // A second terminal of the same person finds the notes of the first.
  if (!existsSync(notes)) writeFileSync(notes, JSON.stringify(acquainted(run.cwd)));
  const env = { ...environment(run), TERM: 'xterm-256color', LANG: 'C.UTF-8', SHELL: '/bin/bash' };
  const words = [
    clientBinary(run.version),
    ...(run.pluginDir ? ['--plugin-dir', run.pluginDir] : []),
    ...(run.args ?? []),
  ];
  const { screen, shows, press, type, tmux } = startInTmux(words, {
    ...{ cwd: run.cwd, env, columns: 120, rows: 45 },
    opensPanes: run.opensPanes,
  });
  onTestFinished(() => {
    for (const pid of processesOf(config)) kill(pid);
  });
  return {
    screen,
    pid: () => Number(tmux('display-message', '-p', '#{pane_pid}')),
    close: () => void tmux('kill-server'),
    processes: () => processesOf(config),
    shows: (pattern) => shows(pattern),
    press,
    pressUntil: (key, pattern, when) =>
      shows(pattern, 1_000, (now) => {
        if (!when || when.test(now)) press(key);
      }),
    say(text) {
      type(text);
      press('Enter');
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
