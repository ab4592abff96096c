import { dirname, join } from 'node:path';
import { present } from '../../../base/present.ts';
import { commonOf, type GitRepository, type RunPlace } from '../store/paths.ts';
import type { GitCall } from './git.ts';

export interface Author {
  name: string;
  email: string;
}

/** Author of commits that no agent made: merges and rescues. The domain `.invalid` never exists (RFC 2606). */
export const BACKLOG_AUTHOR: Author = { name: 'Backlog', email: 'backlog@backlog.invalid' };

/** Returns the author of a run's commits. */
export function runAuthor(id: string): Author {
  return { name: `Backlog run ${id}`, email: `${id}@backlog.invalid` };
}

/** Path of an empty folder for git. Nobody can put a file into it. */
const NOWHERE = '/dev/null';

/**
 * Settings for a git that runs hooks. With them, git starts no other program that the repository's config names, and
 * does no maintenance.
 */
export const HOOKED = [
  'core.fsmonitor=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'submodule.recurse=false',
].flatMap((setting) => ['-c', setting]);

/** The settings {@link HOOKED}, and a setting that disables hooks. */
export const QUIET = ['-c', 'core.hooksPath=/dev/null', ...HOOKED];

const STORE = [
  '-c core.attributesFile=/dev/null',
  '-c diff.ignoreSubmodules=dirty',
  '-c transfer.fsckObjects=true',
  // With this setting, a file that is added to a folder keeps its path, even if the target branch renamed the folder.
  '-c merge.directoryRenames=false',
  '-c merge.renames=true',
  '-c core.quotePath=true',
  '-c protocol.version=2',
  '-c protocol.file.allow=always',
].flatMap((flag) => flag.split(' '));

/** Fetches only the named refs and writes nothing else. With protocol 2, git can fetch a commit by its id. */
export const FETCH = [
  '-c protocol.version=2',
  '-c protocol.file.allow=always',
  '-c fetch.prune=false',
  '-c fetch.pruneTags=false',
  '-c fetch.writeCommitGraph=false',
  'fetch -q --no-tags --no-write-fetch-head --no-auto-maintenance --recurse-submodules=no --update-shallow',
].flatMap((flag) => flag.split(' '));

/** Gives the refs that a call writes a log, from which a repair takes them if a crash destroys them. No record names them. */
export const LOGGED = ['-c', 'core.logAllRefUpdates=always'];

/**
 * Options of a diff that starts no other program. The diff is independent of locale and configuration. It shows
 * submodules even if `.gitmodules` says `ignore = all`, and reads no files in them.
 */
export const PLAIN_DIFF = ['--no-ext-diff', '--no-textconv', '--no-color', '--ignore-submodules=dirty'];

export interface StoreRepoOptions extends Pick<GitCall, 'input' | 'codes' | 'limit'> {
  tree?: string;
  index?: string;
  author?: Author;
  /** The committer of new commits. Default: the author. */
  committer?: Author;
  /** True if programs that sign commits need the variables for the person's keys. */
  signing?: boolean;
  /** Folder for reading and writing objects. Default: the git folder's own. */
  objects?: string;
  /** Arguments before git's verb, each setting as `-c key=value`. */
  config?: readonly string[];
  /** A configuration file that replaces the person's, for this git process and any git that it starts. */
  global?: string;
  /**
   * The run whose files the call writes. The process gets environment variables that name this run. So a sweep can find
   * and end the process if the run's supervisor was killed.
   */
  run?: Pick<RunPlace, 'runs' | 'id'>;
}

/**
 * Builds a git call in one of Backlog's git folders. The call names the folder, so git searches no other, and only this
 * folder's config applies.
 */
export function storeCall(gitDir: string, args: readonly string[], options: StoreRepoOptions = {}): GitCall {
  const { tree, index, author, committer, signing, objects, config = [], global, run, ...rest } = options;
  const where = [`--git-dir=${gitDir}`, ...(tree === undefined ? [] : [`--work-tree=${tree}`])];
  return {
    ...rest,
    // All folders of runs are beside that of the repositories.
    pipesIn: tree?.startsWith(join(gitDir, '../../../')) ? tree : undefined,
    args: [...where, ...QUIET, ...STORE, ...config, ...args],
    // In another current folder, git would read that folder's attributes.
    cwd: dirname(gitDir),
    env: {
      ...storeEnvironment(author, committer),
      ...(signing ? keysOf(process.env) : {}),
      ...present({ GIT_INDEX_FILE: index, GIT_OBJECT_DIRECTORY: objects, GIT_CONFIG_GLOBAL: global }),
      ...(run === undefined ? {} : { BACKLOG_RUN: run.id, BACKLOG_DIR: dirname(run.runs) }),
    },
  };
}

/** Builds an environment without inherited variables: no setting of person, machine or agent applies. */
export function storeEnvironment(author: Author = BACKLOG_AUTHOR, committer: Author = author): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: NOWHERE,
    XDG_CONFIG_HOME: NOWHERE,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: NOWHERE,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    // Backlog reads the files of refs. Git 3 would make a new repository without them.
    GIT_DEFAULT_REF_FORMAT: 'files',
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
  };
}

/** Variables by which gpg and ssh find the person's keys, and the programs that store their passphrases. */
const KEYS = [
  'HOME',
  'GNUPGHOME',
  'GPG_TTY',
  'SSH_AUTH_SOCK',
  'DBUS_SESSION_BUS_ADDRESS',
  'DISPLAY',
  'XDG_RUNTIME_DIR',
];

function keysOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(KEYS.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

export interface PersonOptions extends Pick<GitCall, 'input' | 'codes' | 'limit'> {
  /** The top folder of the worktree whose index and HEAD git uses. Without it, git uses no worktree. */
  worktree?: string | undefined;
  index?: string;
  /** True if git runs the person's hooks. */
  hooks?: boolean;
}

/** Builds a call in the person's repository, with the person's settings and filters. `hooks` also runs hooks. */
export function personCall(repository: GitRepository, args: readonly string[], options: PersonOptions = {}): GitCall {
  const { worktree, index, hooks = false, ...rest } = options;
  const common = commonOf(repository);
  return {
    ...rest,
    args: [...(worktree === undefined ? [`--git-dir=${common}`] : []), ...(hooks ? HOOKED : QUIET), ...args],
    cwd: worktree ?? common,
    env: { ...personEnvironment(), ...present({ GIT_INDEX_FILE: index }) },
  };
}

/**
 * Variables with the person's identity and the location of their configuration. Variables that name a repository are
 * omitted: Backlog may run inside a hook, where they would point git to another repository.
 */
const KEPT =
  /^GIT_(CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)|(AUTHOR|COMMITTER)_(NAME|EMAIL)|EXEC_PATH|SSH|SSH_COMMAND|SSH_VARIANT)$/;

export function personEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const kept = Object.entries(env).filter(([name, value]) => {
    return value !== undefined && (!name.startsWith('GIT_') || KEPT.test(name));
  });
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
  };
}
