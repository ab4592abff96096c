import { basename, dirname, join, parse, relative, resolve } from 'node:path';
import { present } from '../../base/present.ts';
import type { Wording } from '../../claims/index.ts';
import type { PathUse } from '../../domain/calls/inputs.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { isInside, linkNames, realPath, realSpelling } from '../../store/index.ts';
import { judgeEdit } from '../claim/edit.ts';
import { isWithoutTerminal, refuseWithoutTerminal } from '../people/terminal.ts';
import type { Caller, Context } from '../workspace/context.ts';
import { type Guard, guardOf } from './guarded-paths.ts';
import type { AllowedPath, NamedPath } from './named-path.ts';

/** The facts that decide whether a path is allowed. */
export type PathContext = Pick<Context, 'caller' | 'clock' | 'cwd' | 'locate' | 'repositories' | 'store' | 'workspace'>;

/** The real path of an allowed file, or what throws the error of a refused one. */
type PathDecision = { file: string } | { refuse(): never };

/**
 * Checks whether a call may use a path. Every path of a call must pass this check.
 * @throws BacklogError `forbidden`; `claimed` with the claim's holder
 */
export function allowPath({ from, ...named }: NamedPath, asking: PathContext): AllowedPath {
  const decision = decidePath({ ...named, ...present({ from }) }, asking);
  return 'refuse' in decision ? decision.refuse() : { ...named, file: decision.file };
}

/**
 * Returns the real path of a file that a call may read, by the rules of {@link allowPath}. The file may not exist.
 * @returns undefined if the call may not read it, or may not learn whether it exists
 */
export function readablePath(said: string, asking: PathContext): string | undefined {
  const decision = decidePath({ said, use: 'read', line: '' }, asking);
  return 'refuse' in decision ? undefined : decision.file;
}

/**
 * Decides whether a call may use a path.
 * - A person at a terminal, or a token with the right `admin`, may name any file that the system allows. To write behind
 *   a link that leads out of the repositories, they name the file itself: the link can come from a commit.
 * - Other callers may name files in the workspace's repositories. Links are followed; the file need not exist.
 * - They may not name files of git, of a client's settings or of the store, and may not write a file that another claim
 *   covers.
 * - A web page, and a token without that right, may not name any file over HTTP.
 */
function decidePath({ from, ...named }: NamedPath, asking: PathContext): PathDecision {
  const { caller, cwd } = asking;
  const { said, use, line } = named;
  const given = resolve(from ?? cwd, said);
  const real = realPath(given);
  const file = use === 'new' ? join(realPath(dirname(given)), basename(given)) : real;
  if (mayNameAnyFile(caller)) {
    const out = { given: resolve(realPath(from ?? cwd), said), file };
    return use !== 'read' && leadsOut(out, asking) ? { refuse: () => refuseLinkOut(named, file) } : { file };
  }
  if (isWithoutTerminal(caller)) return { refuse: () => refuseWithoutTerminal(`naming a file (${said})`, line) };
  const allowed = allowedFolders(asking);
  const isAround = (path: string) => allowedFolderAround(path, allowed) !== undefined;
  if (!isAround(real) || !isAround(file)) return { refuse: () => refuseOutside(named, asking, real, given) };
  const nested = nestedQueue(file, asking);
  if (nested === 'other') return { refuse: () => refuseOutside(named, asking, real, given) };
  if (nested) return { refuse: () => throwError(nested) };
  for (const { path } of [...linkNames(given), { path: real }, { path: file }]) {
    const guard = guardAt(path, allowed);
    if (guard) return { refuse: () => refuseGuarded(named, guard) };
  }
  const held = use === 'read' ? undefined : heldMessage(given, asking);
  return held ? { refuse: () => refuse('claimed', `cannot write "${said}": ${held.message}`, held) } : { file };
}

/**
 * Returns the allowed path for an argument. The interface calls `allowPath` for the argument before it runs the
 * command.
 * @throws Error if the command doesn't declare the argument as a path
 */
export function fileNamed({ files }: Pick<Context, 'files'>, value: string): AllowedPath {
  const allowed = files.get(value);
  if (!allowed) throw new Error(`no field of the command declares the path ${value}`);
  return allowed;
}

/** Checks whether the caller may name any file: a token with the right `admin`, or a person, but not from a web page. */
function mayNameAnyFile({ actor, door, rights }: Pick<Caller, 'actor' | 'door' | 'rights'>): boolean {
  return rights ? rights.includes('admin') : actor.kind === 'human' && door !== 'web';
}

/** Folders whose files a call may name, and the protected folders inside them. */
interface AllowedFolders {
  tops: readonly string[];
  /** Git folders of the repositories. A git folder can have any name. */
  git: readonly string[];
  store: string;
}

function allowedFolders({
  caller,
  locate,
  repositories: { all, here },
  store,
  workspace,
}: PathContext): AllowedFolders {
  const { root, foundBy } = workspace();
  const { run } = caller.actor;
  const isInOwnTree = foundBy === 'run' && basename(dirname(root)) === run;
  const ofWorktree = caller.worktree !== undefined && locate(join(caller.worktree, '.')).length > 0;
  const folders =
    run === undefined
      ? // A folder outside of all projects, such as the home folder, has no record.
        [
          ...(all.length > 0 && here ? [here.root] : []),
          ...(ofWorktree ? [caller.worktree!] : []),
          ...all.map((one) => one.folder),
        ]
      : isInOwnTree
        ? [root]
        : [];
  return {
    tops: folders.map(realSpelling),
    git: all.flatMap(({ common }) => (common === undefined ? [] : [realSpelling(common)])),
    store: realSpelling(store.dir),
  };
}

/**
 * Checks whether the path is in a nested repository with its own queue. Only the claims of that queue apply to it.
 * @returns the error if that queue can't be found
 */
function nestedQueue(file: string, { workspace }: PathContext): 'other' | BacklogError | undefined {
  try {
    const { exists, dir } = workspace(dirname(file));
    return exists && dir !== workspace().dir ? 'other' : undefined;
  } catch (error) {
    return error instanceof BacklogError ? error : throwError(error);
  }
}

function throwError(error: unknown): never {
  throw error;
}

/** Returns the innermost allowed folder that contains a path, since one worktree can lie inside another repository. */
function allowedFolderAround(path: string, { tops }: AllowedFolders): string | undefined {
  return tops.filter((top) => isInside(path, top)).sort((a, b) => b.length - a.length)[0];
}

function guardAt(path: string, allowed: AllowedFolders): Guard | 'store' | undefined {
  const top = allowedFolderAround(path, allowed);
  if (top === undefined) return undefined;
  if (isInside(path, allowed.store) && !isInside(top, allowed.store)) return 'store';
  if (allowed.git.some((folder) => isInside(path, folder))) return 'git';
  return guardOf(relative(top, path));
}

const VERBS: Readonly<Record<PathUse, string>> = { read: 'read', new: 'write', over: 'write' };

function refuseOutside(named: NamedPath, asking: PathContext, real: string, given: string): never {
  const led = real === given ? '' : `, but at ${real}`;
  return refuse(
    'forbidden',
    `cannot ${VERBS[named.use]} "${named.said}": it is not in a repository of this workspace${led}`,
    {
      hint: `${insteadIn(asking)}${byPerson(named)}`,
      data: { path: named.said },
    },
  );
}

/** Checks whether a path of a repository is a link to a file elsewhere, or is behind such a link. */
function leadsOut({ given, file }: { given: string; file: string }, asking: PathContext): boolean {
  if (given === file) return false;
  const allowed = allowedFolders(asking);
  return allowedFolderAround(given, allowed) !== undefined && allowedFolderAround(file, allowed) === undefined;
}

function refuseLinkOut({ said, use }: NamedPath, file: string): never {
  return refuse('forbidden', `cannot ${VERBS[use]} "${said}": a link leads out of the repository, to ${file}`, {
    hint: `If you mean that file, name it: ${file}`,
    data: { path: said, file },
  });
}

function insteadIn({ repositories: { here } }: PathContext): string {
  return here && here.root !== parse(here.root).root ? `Choose a file below ${here.root}. ` : '';
}

const OWNERS: Readonly<Record<Guard | 'store', string>> = {
  git: 'it belongs to git',
  client: 'it is in the settings of a client',
  store: "it is in Backlog's own store",
};

function refuseGuarded(named: NamedPath, guard: Guard | 'store'): never {
  return refuse('forbidden', `cannot ${VERBS[named.use]} "${named.said}": ${OWNERS[guard]}`, {
    hint: `Choose another file. ${byPerson(named)}`,
    data: { path: named.said },
  });
}

function byPerson({ line, piped }: NamedPath): string {
  const text = piped === undefined ? '' : `Give its text on standard input: \`backlog ${piped}\`. `;
  return `${text}A person can do it at a terminal: \`backlog ${line}\``;
}

/** Returns the message about another claim that covers a file to write, by the same rules as for an edit of the file. */
function heldMessage(given: string, { caller, clock, store, workspace }: PathContext): Wording | undefined {
  const where = workspace();
  const { holder } = caller;
  const { verdict, words } = judgeEdit(given, { where, store, find: workspace, now: clock.now, holder });
  return verdict === 'deny' ? words : undefined;
}

/**
 * Throws a clear error for a path that can't be read or written.
 * @throws BacklogError `usage` for a system error; a BacklogError unchanged
 */
export function refusePath(verb: 'read' | 'write', path: string, error: NodeJS.ErrnoException): never {
  if (error instanceof BacklogError) throw error;
  if (error.code === 'EEXIST') refuse('usage', `"${path}" already exists`, { hint: 'Choose the name of a new file.' });
  refuse('usage', `cannot ${verb} ${path} (${error.code ?? error.message})`, {
    hint: 'Check the path and its permissions.',
    cause: error,
  });
}
