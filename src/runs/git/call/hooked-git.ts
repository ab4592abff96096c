import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refuse } from '../../../domain/errors.ts';
import { readPlain } from '../../../work/paths/plain-file.ts';
import { type CommandEnd, runCommand } from '../../process/run-command.ts';
import { commonOf, type GitRepository } from '../store/paths.ts';
import { HOOKED, personEnvironment } from './environment.ts';

export interface HookLimits {
  /** Time limit for git, its hooks and all processes that they start, in milliseconds. */
  limitMs: number;
  /** Number of bytes to return from the end of the output. Default: only its last lines. */
  mostRead?: number;
}

/** Runs git with the person's configuration and hooks. Afterwards it ends all processes that a hook started. */
export function hookedGit(
  repository: GitRepository,
  args: readonly string[],
  { limitMs, mostRead }: HookLimits,
): Promise<CommandEnd> {
  return runCommand({
    command: ['git', ...HOOKED, ...args],
    cwd: personsFolder(repository),
    env: personEnvironment(),
    timeoutMs: limitMs,
    ...(mostRead === undefined ? {} : { outputLimit: { head: 0, tail: mostRead } }),
  });
}

/**
 * Returns the folder in which git and hooks run: the checkout, if there is one. A relative address of a remote is
 * relative to this folder.
 */
export function personsFolder(repository: GitRepository): string {
  return existsSync(join(repository.folder, '.git')) ? repository.folder : commonOf(repository);
}

/** Runs a hook of the person's repository, if the hook exists. If the hook refuses, the exit code is not 0. */
export function runHook(
  repository: GitRepository,
  name: string,
  args: readonly string[],
  limits: HookLimits,
): Promise<CommandEnd> {
  return hookedGit(repository, ['hook', 'run', '--ignore-missing', name, '--', ...args], limits);
}

/** Maximum size of a message, in bytes. */
const MOST_BYTES = 1024 * 1024;
/** Maximum length of a hook's output in an error, in characters. */
const TOLD = 500;

/**
 * Runs the person's `commit-msg` hook on a message.
 * @returns the message, which the hook may have changed
 * @throws BacklogError `git` with the hook's output if the hook refuses or takes too long
 */
export async function hookedMessage(
  repository: GitRepository,
  message: string,
  { data, hint, ...limits }: HookLimits & { data: object; hint: string },
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'backlog-message-'));
  const file = join(folder, 'COMMIT_EDITMSG');
  try {
    await writeFile(file, message);
    const end = await runHook(repository, 'commit-msg', [file], limits);
    if (end.code !== 0 || end.ended !== 'exited')
      refuse('git', refusalOf(end), {
        hint,
        data: { ...data },
      });
    const written = (await readPlain(file, { follows: false, most: MOST_BYTES }))?.toString() ?? '';
    // Git doesn't commit without a message either.
    if (written.trim() === '') refuse('git', 'the commit-msg hook left no message', { hint, data: { ...data } });
    return written;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function refusalOf({ ended, text, tail }: CommandEnd): string {
  const said = tail.trim().slice(-TOLD);
  if (ended === 'exited') return `the commit-msg hook rejected the message: ${said || text}`;
  return `the commit-msg hook failed: ${text}${said && `; it printed: ${said}`}`;
}
