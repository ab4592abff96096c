import { dirname } from 'node:path';
import { present } from '../../../base/present.ts';
import { commonOf, type GitRepository, type RunPlace } from '../store/paths.ts';
import type { GitCall } from './git.ts';

export interface Author {
  name: string;
  email: string;
}

/** Signs what no agent made: merges, rescues. `.invalid` is a name that no mail reaches (RFC 2606). */
export const BACKLOG_AUTHOR: Author = { name: 'Backlog', email: 'backlog@backlog.invalid' };

/** No file can be under it, so nothing can be planted there as in an empty folder. */
const NOWHERE = '/dev/null';

/** Nothing that a repository names is started but hooks, nothing is tidied up. */
export const HOOKED = [
  'core.fsmonitor=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'submodule.recurse=false',
].flatMap((setting) => ['-c', setting]);

/** The same without hooks. */
const QUIET = ['-c', 'core.hooksPath=/dev/null', ...HOOKED];

const STORE = [
  '-c core.attributesFile=/dev/null',
  '-c diff.ignoreSubmodules=all',
  '-c transfer.fsckObjects=true',
  // A file added to a folder that the target renamed stays where its author put it, and where the approved diff has it.
  '-c merge.directoryRenames=false',
  '-c merge.renames=true',
  '-c core.quotePath=true',
  '-c protocol.version=2',
  '-c protocol.file.allow=always',
].flatMap((flag) => flag.split(' '));

/** Only what is named is fetched, and nothing else is written. A commit can be named by its id, which is protocol 2. */
export const FETCH = [
  '-c protocol.version=2',
  '-c protocol.file.allow=always',
  '-c fetch.prune=false',
  '-c fetch.pruneTags=false',
  '-c fetch.writeCommitGraph=false',
  'fetch -q --no-tags --no-write-fetch-head --no-auto-maintenance --recurse-submodules=no --update-shallow',
].flatMap((flag) => flag.split(' '));

/** A diff starts no program, and is the same in every locale and configuration. */
export const PLAIN_DIFF = ['--no-ext-diff', '--no-textconv', '--no-color'];

export interface StoreRepoOptions extends Pick<GitCall, 'input' | 'codes' | 'limit'> {
  tree?: string;
  index?: string;
  author?: Author;
  /** The author, unless it is somebody else. */
  committer?: Author;
  /** Programs that sign find the person's keys. */
  signing?: boolean;
  /** Objects are written to and read from this folder instead of the git folder's own. */
  objects?: string;
  /** Before the verb, `-c key=value`. */
  config?: readonly string[];
  /** A file of ours that is read in the place of the person's configuration, also by a git that this one starts. */
  global?: string;
  /** Marks of the run whose files it writes. After a killed supervisor, the sweep finds and ends the process by them. */
  run?: Pick<RunPlace, 'runs' | 'id'>;
}

/** A call in a git folder of ours, named, not discovered, under nothing but its own config. */
export function storeCall(gitDir: string, args: readonly string[], options: StoreRepoOptions = {}): GitCall {
  const { tree, index, author, committer, signing, objects, config = [], global, run, ...rest } = options;
  const where = [`--git-dir=${gitDir}`, ...(tree === undefined ? [] : [`--work-tree=${tree}`])];
  return {
    ...rest,
    args: [...where, ...QUIET, ...STORE, ...config, ...args],
    // Attributes in the current folder would count.
    cwd: dirname(gitDir),
    env: {
      ...storeEnvironment(author, committer),
      ...(signing ? keysOf(process.env) : {}),
      ...present({ GIT_INDEX_FILE: index, GIT_OBJECT_DIRECTORY: objects, GIT_CONFIG_GLOBAL: global }),
      ...(run === undefined ? {} : { BACKLOG_RUN: run.id, BACKLOG_DIR: dirname(run.runs) }),
    },
  };
}

/** Made from nothing: whatever the person, the machine or an agent configured is left out. */
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
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
  };
}

/** Where gpg and ssh find the keys of the person, and the agents that know their passphrases. */
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
  /** Top of one of its worktrees, whose index and HEAD are meant; without it the repository alone. */
  worktree?: string | undefined;
  index?: string;
  /** The person's hooks run, too. */
  hooks?: boolean;
}

/** A call in the person's repository, with the person's own configuration and filters, and none of the hooks unless that is said. */
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

/** Variables of git that say who the person is and where their configuration is, not which repository is meant (a hook sets those). */
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
