import { dirname, join, relative, sep } from 'node:path';
import { onceEach } from '../../base/lazy.ts';
import { type CaseRule, inScope, parseGlob } from '../../claims/index.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Repository } from '../../domain/records.ts';
import { type Place, repoOf, repositoryOf, type Standing } from '../../domain/repository.ts';
import {
  isInside,
  isListed,
  linkAt,
  linkNames,
  readableFile,
  type Workspace,
  worktreeAround,
} from '../../store/index.ts';
import { thisMachine } from '../processes/process-facts.ts';

/** The position of a file for claims: its repository, and its path from the top of its worktree. */
export interface Location extends Standing {
  /** Path with `/` as the separator, as in globs. */
  path: string;
}

/** The facts that are needed to locate a file. */
export interface LocateInput {
  /** Finds the workspace of a folder by reading files only. */
  find(folder: string): Workspace;
  /** The folder of the store with the claims. */
  dir: string;
  repositories: readonly Repository[];
}

/**
 * Converts the path of a file into paths that claims use; no other code does this. The real path comes first, then the
 * names of the file along links, because a scope can contain those, too. A file in a nested repository outside of the
 * workspace belongs to the enclosing repository (see {@link workspacesAround}). Omits names outside of the workspace's
 * repositories.
 */
export function locate(file: string, around: LocateInput): Location[] {
  return locator(around)(file);
}

/** Returns a `locate` for many files. It reads each folder and link only once, so it doesn't detect later changes. */
export function locator({ find, dir, repositories }: LocateInput): (file: string) => Location[] {
  const target = onceEach(linkAt);
  const standingOf = onceEach((folder: string) => {
    const standings = workspacesAround(folder, find).map((one) =>
      one.dir === dir ? standingIn(one, repositories) : undefined,
    );
    return standings.find((one) => one !== undefined);
  });
  return (file) =>
    linkNames(file, target)
      .reverse()
      .flatMap(({ path, folder }) => {
        const standing = standingOf(folder);
        return standing ? [{ ...standing, path: pathInside(standing.root, path) }] : [];
      });
}

/**
 * Finds the recorded repository in which a workspace was found.
 * - Normally, the marker file in the git folder names it.
 * - With BACKLOG_DIR, and in a queue on a server, it is the repository with the same git folder, or with this clone among
 *   its clones on this machine. A record from before `git init` names the folder itself.
 * - Otherwise, it is the innermost recorded folder.
 * - If no repository is recorded yet, the current one is the home.
 */
export function standingIn(workspace: Workspace, repositories: readonly Repository[]): Standing | undefined {
  const { root, common } = workspace;
  const isMarked = workspace.repository !== undefined && repositories.some(({ name }) => name === workspace.repository);
  if (!isListed(workspace) || isMarked || repositories.length === 0)
    return { repo: markedRepo(workspace, repositories), root };
  if (common !== undefined) {
    const isFormer = (one: Repository) => one.common === undefined && one.folder === root;
    const known =
      repositories.find((one) => one.common === common) ??
      repositories.find(({ places }) => places?.some((place) => place.common === common && isHere(place))) ??
      repositories.find(isFormer);
    return known && { repo: repoOf(known), root };
  }
  const above = repositories.filter((one) => one.common === undefined && isInside(root, one.folder));
  const innermost = above.sort((a, b) => b.folder.length - a.folder.length)[0];
  return innermost && { repo: repoOf(innermost), root: innermost.folder };
}

/** Checks whether a clone is on this machine, which can have several of one repository. */
const isHere = ({ machine }: Place): boolean => machine === thisMachine();

function markedRepo({ repository }: Workspace, all: readonly Repository[]): string | undefined {
  return repositoryOf(undefined, all)?.name === repository ? undefined : repository;
}

function pathInside(root: string, file: string): string {
  return relative(root, file).split(sep).join('/');
}

/** Whether file systems of this platform usually ignore the case of letters. */
const BY_PLATFORM = process.platform === 'darwin' || process.platform === 'win32';

/** Results by common git folder, so that a process reads each git configuration only once. */
const known = new Map<string, boolean>();

/**
 * Returns the case rule of each repository: whether paths that differ only in case name the same file. Reads
 * `core.ignorecase`, which git sets when it creates the repository. The platform isn't enough: WSL's `/mnt/c`, a
 * network share or a folder with casefold can differ from it.
 */
export function caseRuleOf(repositories: () => readonly Repository[]): CaseRule {
  return (repo) => {
    const common = repositoryOf(repo, repositories())?.common;
    if (common === undefined) return BY_PLATFORM;
    const ignores = known.get(common) ?? ignoresCase(readableFile(join(common, 'config')) ?? '') ?? BY_PLATFORM;
    known.set(common, ignores);
    return ignores;
  };
}

/** Reads the last `core.ignorecase` of a git configuration (git-config(1), "Syntax"); returns undefined if absent. */
export function ignoresCase(config: string): boolean | undefined {
  let isCore = false;
  let found: boolean | undefined;
  for (const line of config.split('\n')) {
    const [, section, rest = line] = /^\s*\[([^\]]*)\](.*)$/.exec(line) ?? [];
    if (section !== undefined) isCore = section.trim().toLowerCase() === 'core';
    const [, value] = /^\s*ignorecase\s*(?:=\s*"?([^"#;]*?)"?\s*)?(?:[#;].*)?$/i.exec(rest) ?? [null, undefined];
    if (isCore && /^\s*ignorecase\b/i.test(rest))
      found = value === undefined || /^(true|yes|on|[1-9]\d*)$/i.test(value);
  }
  return found;
}

/**
 * Returns the workspaces whose claims apply in a folder, innermost first: the folder's own, and those of enclosing
 * repositories that don't ignore the folder. Without the enclosing ones, `git init` in a folder would free it from all
 * claims. A worktree inside its own repository counts once, with the paths in the worktree.
 * @throws the errors of `find` for the folder; omits an enclosing workspace that can't be determined
 */
export function workspacesAround(folder: string, find: (folder: string) => Workspace): Workspace[] {
  const own = find(folder);
  const all = [own];
  for (let next = outside(own, find); next; next = outside(next, find))
    if (next.exists && next.common !== own.common && !ignores(next, own.root)) all.push(next);
  return all;
}

/** Finds the workspace of the enclosing repository. */
function outside({ root, common, foundBy }: Workspace, find: (folder: string) => Workspace): Workspace | undefined {
  if (common === undefined || foundBy === 'run') return undefined;
  const around = worktreeAround(dirname(root));
  if (around === undefined) return undefined;
  try {
    return find(around);
  } catch (error) {
    if (error instanceof BacklogError) return undefined;
    throw error;
  }
}

function ignores({ root, common }: Workspace, folder: string): boolean {
  return common !== undefined && isIgnored(relative(root, folder).split(sep).join('/'), { root, common });
}

/**
 * A line of a `.gitignore`. A glob that can't be read counts only if it is negated, so that nothing is ignored by
 * mistake.
 */
interface Rule {
  glob: string | undefined;
  keeps: boolean;
}

/**
 * Checks whether git ignores a folder. Follows gitignore(5) without starting git: reads `info/exclude` and the
 * `.gitignore` files from the top of the worktree to the folder. Doesn't read the person's own `core.excludesFile`.
 * @param path the folder's path from the top of its worktree, with `/`
 */
export function isIgnored(path: string, { root, common }: { root: string; common: string }): boolean {
  const names = path.split('/');
  const files = [{ below: 0, rules: rulesOf(join(common, 'info/exclude')) }];
  return names.some((_, depth) => {
    files.push({ below: depth, rules: rulesOf(join(root, ...names.slice(0, depth), '.gitignore')) });
    const verdicts = files.flatMap(({ below, rules }) => {
      const part = names.slice(below, depth + 1).join('/');
      return rules.filter(({ glob, keeps }) => (glob === undefined ? keeps : inScope(part, [{ glob }])));
    });
    return verdicts.at(-1)?.keeps === false;
  });
}

function rulesOf(file: string): Rule[] {
  return (readableFile(file) ?? '')
    .split(/\r?\n/)
    .map((line) => line.replace(/(?<!\\) +$/, ''))
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const keeps = line.startsWith('!');
      return { keeps, glob: globOf(keeps ? line.slice(1) : line) };
    });
}

/** Converts a gitignore pattern to a scope glob. A pattern without an inner slash matches at any depth. */
function globOf(pattern: string): string | undefined {
  const path = pattern.replace(/\/$/, '');
  const literal = path.replace(/\\(.)|[{}]/g, (all, escaped: string | undefined) => `[${escaped ?? all}]`);
  const parsed = parseGlob(path.includes('/') ? literal.replace(/^\//, '') : `**/${literal}`);
  return parsed.ok ? parsed.glob.text : undefined;
}
