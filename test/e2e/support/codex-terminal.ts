import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startInTmux } from '../../support/tmux.ts';
import { codexBinary } from './clients.ts';
import { type CodexRun, codexAt } from './codex.ts';
import type { Conversation } from './tmux.ts';

interface AtCodex extends Omit<CodexRun, 'calls'> {
  /** Address of the scripted model. */
  url: string;
  /** The first prompt. */
  prompt: string;
}

/** Codex with a person at its terminal. */
export interface CodexConversation extends Omit<Conversation, 'say'> {
  /** Types a prompt that isn't on the screen yet, and sends it. */
  ask(prompt: string): Promise<void>;
}

/** Starts the real Codex in a terminal that tmux keeps. It trusts the folder and asks nothing at its start. */
export async function sitAtCodex({ cwd, args = [], prompt, ...place }: AtCodex): Promise<CodexConversation> {
  const { words, env } = await codexAt(place);
  // Trust counts in this file only, not among the arguments.
  await writeFile(join(env.CODEX_HOME, 'config.toml'), `[projects."${cwd}"]\ntrust_level = "trusted"\n`);
  const program = [codexBinary(), ...words, '-c', 'check_for_update_on_startup=false', ...args, prompt];
  const { screen, shows, press, type } = startInTmux(program, {
    cwd,
    env: { ...env, TERM: 'xterm-256color', LANG: 'C.UTF-8', SHELL: '/bin/bash' },
    columns: 120,
    rows: 45,
  });
  return {
    ...{ screen, press },
    shows: (pattern) => shows(pattern),
    pressUntil: (key, pattern, when) =>
      shows(pattern, 1_000, (now) => {
        if (!when || when.test(now)) press(key);
      }),
    async ask(words) {
      const typed = new RegExp(`› ${words}\\s+gpt-5`);
      type(words);
      await shows(typed);
      // Codex takes an Enter just after fast keys for a line break of a pasted text.
      for (; typed.test(screen()); await wait(2_000)) press('Enter');
    },
  };
}
