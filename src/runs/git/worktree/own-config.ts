import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { configEntry } from '../call/person-settings.ts';
import { splitRaw } from '../diff/path-text.ts';
import { isSha256 } from '../store/git-dir.ts';
import { unbrokenRefs } from '../store/lost-refs.ts';
import { type RunPlace, repositoryPaths, runPaths } from '../store/paths.ts';
import { inStore } from '../store/store-repo.ts';

/** Git's exit code of `config --get-regexp` without a match, and all that it may have. */
const [NONE, ANY] = [1, [0, 1, 2, 3, 128]];

/** The settings that decide whether git uses a folder at all (gitrepository-layout(5), repository-version). */
const FORMAT = '^(core\\.(worktree|bare|repositoryformatversion)|extensions\\..*)$';

/** The setting of the kind of object ids. SHA-1 needs none. */
const OBJECT_FORMAT = 'extensions.objectformat';

/** Extensions with which git still uses the folder as Backlog made it. */
const HARMLESS: ReadonlySet<string> = new Set(['extensions.noop', 'extensions.worktreeconfig', OBJECT_FORMAT]);

/**
 * Files of the agent's git folder that lead its git elsewhere. With `commondir`, another git folder has the refs and
 * objects (gitrepository-layout(5)).
 */
export const GIT_CONFIG_FILES = ['config', 'config.worktree', 'commondir'] as const;

/** The list of folders from which the agent's git borrows objects. Without it, its git lacks the start commit. */
export const ALTERNATES = join('objects', 'info', 'alternates');

/** Names of files in a git folder that git reads (gitrepository-layout(5)). */
const READ: ReadonlySet<string> = new Set([
  ...['HEAD', 'config', 'index', 'packed-refs', 'shallow'],
  ...['alternates', 'attributes', 'exclude', 'grafts', 'sparse-checkout'],
]);

/** Lists the named pipes in place of files that a git folder's git reads. Without a writer, it would wait forever. */
export async function pipesIn(repo: string): Promise<string[]> {
  const rows = await Promise.all(
    ['', 'info', 'logs', join('objects', 'info')].map(async (folder) => {
      const found = await readdir(join(repo, folder), { withFileTypes: true }).catch(() => []);
      return found
        .filter((row) => row.isFIFO() && (folder === 'logs' || READ.has(row.name)))
        .map(({ name }) => join(repo, folder, name));
    }),
  );
  return rows.flat();
}

/**
 * Checks that the agent's git works on its own worktree and git folder, and can read its settings. With another worktree
 * in the settings, the agent's commands would change the files there, such as those of the person's checkout. With
 * settings that its git refuses, the agent could not use git.
 * @param like a commit with ids of the same kind
 */
export async function isOwnConfig(place: RunPlace, like: string): Promise<boolean> {
  const { repo } = runPaths(place);
  const [config, more, commondir] = GIT_CONFIG_FILES.map((name) => join(repo, name)) as [string, string, string];
  if ((await lstat(commondir).catch(() => undefined)) !== undefined) return false;
  if ((await pipesIn(repo)).length > 0) return false;
  if (!(await lstat(join(repo, ALTERNATES)).catch(() => undefined))?.isFile()) return false;
  if ((await unbrokenRefs(repo, repositoryPaths(place).store)) !== undefined) return false;
  const format = isSha256(like) ? 'sha256' : undefined;
  return (await isPlain(place, config, { format })) && (await isPlain(place, more, { mayBeMissing: true }));
}

interface Expected {
  /** The kind of object ids, unless it is SHA-1. */
  format?: string | undefined;
  mayBeMissing?: boolean;
}

async function isPlain(place: RunPlace, file: string, { format, mayBeMissing = false }: Expected): Promise<boolean> {
  const facts = await lstat(file).catch(() => undefined);
  if (!facts) return mayBeMissing;
  if (!facts.isFile()) return false;
  // Git ignores such settings of an included file, and a named pipe as such a file would block.
  const args = ['config', '--file', file, '--no-includes', '-z', '--get-regexp', FORMAT];
  const { code, out } = await inStore(place, args, { codes: ANY });
  // Of a setting that is in the file twice, the last value counts.
  const settings = new Map(splitRaw(out).map(configEntry));
  const isFit = [...settings].every(([name, value]) => FITS[name]?.test(value) ?? HARMLESS.has(name));
  return (code === 0 || code === NONE) && isFit && settings.get(OBJECT_FORMAT) === format;
}

const FITS: Readonly<Record<string, RegExp>> = {
  'core.bare': /^(false|no|off|0|)$/i,
  'core.repositoryformatversion': /^[01]$/,
};
