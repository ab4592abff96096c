import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunPlace, runPaths } from '../store/paths.ts';
import { inStore } from '../store/store-repo.ts';

/** Git's exit code of `config --get` for a setting without a value, and all that it may have. */
const [NONE, ANY] = [1, [0, 1, 2, 3, 128]];

/**
 * Files of the agent's git folder that lead its git elsewhere. With `commondir`, another git folder has the refs and
 * objects (gitrepository-layout(5)).
 */
export const GIT_CONFIG_FILES = ['config', 'config.worktree', 'commondir'] as const;

/**
 * Checks that the agent's git works on its own worktree and git folder, and can read its settings. With another worktree
 * in the settings, the agent's commands would change the files there, such as those of the person's checkout.
 */
export async function isOwnConfig(place: RunPlace): Promise<boolean> {
  const { repo } = runPaths(place);
  const [config, more, commondir] = GIT_CONFIG_FILES.map((name) => join(repo, name)) as [string, string, string];
  if ((await lstat(commondir).catch(() => undefined)) !== undefined) return false;
  return (await isPlain(place, config, false)) && (await isPlain(place, more, true));
}

async function isPlain(place: RunPlace, file: string, mayBeMissing: boolean): Promise<boolean> {
  const facts = await lstat(file).catch(() => undefined);
  if (!facts) return mayBeMissing;
  if (!facts.isFile()) return false;
  // Git ignores a worktree that an included file names, and a named pipe as such a file would block.
  const args = ['config', '--file', file, '--no-includes', '--get', 'core.worktree'];
  return (await inStore(place, args, { codes: ANY })).code === NONE;
}
