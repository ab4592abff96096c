import { realpathSync } from 'node:fs';
import { basename, dirname, join, parse, relative, resolve, sep } from 'node:path';
import { editMessage } from '../../claims/index.ts';
import { type Guard, guardOf } from '../../domain/calls/guarded-paths.ts';
import type { PathUse } from '../../domain/calls/inputs.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { editDecision, editFacts } from '../claim/edit.ts';
import { checkTerminal } from '../people/terminal.ts';
import type { Caller, Context } from '../workspace/context.ts';
import { linkNames } from './links.ts';
import type { AllowedPath, NamedPath } from './named-path.ts';

/** What the decision on a path rests on. */
export type PathContext = Pick<Context, 'caller' | 'clock' | 'cwd' | 'locate' | 'repositories' | 'store' | 'workspace'>;

/**
 * The one place that decides what a path that a call names may be. A person at a terminal names whatever the system lets them. Everybody
 * else names files of the workspace's repositories, links followed, missing ones too: nothing of git's, of a client's settings or of the
 * store, and to be written nothing that a claim keeps from them. A page names none.
 * @throws BacklogError `forbidden`; `claimed` with who holds the file
 */
export function allowPath({ said, use, line, from }: NamedPath, asking: PathContext): AllowedPath {
  const named = { said, use, line };
  const given = resolve(from ?? asking.cwd, said);
  const real = realPath(given);
  const file = named.use === 'new' ? join(realPath(dirname(given)), basename(given)) : real;
  if (isPersonAtTerminal(asking.caller)) return { ...named, file };
  checkTerminal(asking.caller, `naming a file (${named.said})`, named.line);
  const places = placesOf(asking);
  if (!placeOf(real, places) || !placeOf(file, places) || isOfOtherQueue(file, asking))
    refuseOutside(named, asking, real, given);
  for (const { path } of [...linkNames(given), { path: real }, { path: file }]) {
    const guard = guardAt(path, places);
    if (guard) refuseGuarded(named, guard);
  }
  if (named.use !== 'read') checkNotHeld(given, named, asking);
  return { ...named, file };
}

/** The file that an argument names, which the door has let through. @throws Error for an argument that its command declares as no path */
export function fileNamed({ files }: Pick<Context, 'files'>, value: string): AllowedPath {
  const allowed = files.get(value);
  if (!allowed) throw new Error(`no field of the command declares the path ${value}`);
  return allowed;
}

/** May this caller name any file? A person calls from a terminal or from a page. */
function isPersonAtTerminal({ actor, door }: Pick<Caller, 'actor' | 'door'>): boolean {
  return actor.kind === 'human' && door !== 'web';
}

/** Where a path really is, also one that is missing: its links followed, and the rest as the file system spells it. */
function realPath(path: string): string {
  return spelled(linkNames(path).at(-1)!.path);
}

function spelled(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(spelled(above), basename(path));
  }
}

/** Folders of which files may be named, and those inside of them of which none may. */
interface Places {
  tops: readonly string[];
  /** Git folders of the repositories, whatever they are called. */
  git: readonly string[];
  store: string;
}

function placesOf({ caller, locate, repositories: { all, here }, store, workspace }: PathContext): Places {
  const { root, foundBy } = workspace();
  const { run } = caller.actor;
  const isInOwnTree = foundBy === 'run' && basename(dirname(root)) === run;
  const ofWorktree = caller.worktree !== undefined && locate(join(caller.worktree, '.')).length > 0;
  const folders =
    run === undefined
      ? // A folder that is no project, such as the home folder, is not recorded.
        [
          ...(all.length > 0 && here ? [here.root] : []),
          ...(ofWorktree ? [caller.worktree!] : []),
          ...all.map((one) => one.folder),
        ]
      : isInOwnTree
        ? [root]
        : [];
  return {
    tops: folders.map(spelled),
    git: all.flatMap(({ common }) => (common === undefined ? [] : [spelled(common)])),
    store: spelled(store.dir),
  };
}

/** Is it in a repository inside of ours that has a queue of its own? What is held there, others decide. */
function isOfOtherQueue(file: string, { workspace }: PathContext): boolean {
  const { exists, dir } = workspace(dirname(file));
  return exists && dir !== workspace().dir;
}

/** The innermost of the folders that a path is in: a worktree may lie below another's settings. */
function placeOf(path: string, { tops }: Places): string | undefined {
  return tops.filter((top) => isWithin(path, top)).sort((a, b) => b.length - a.length)[0];
}

function guardAt(path: string, places: Places): Guard | 'store' | undefined {
  const top = placeOf(path, places);
  if (top === undefined) return undefined;
  if (isWithin(path, places.store) && !isWithin(top, places.store)) return 'store';
  if (places.git.some((folder) => isWithin(path, folder))) return 'git';
  return guardOf(relative(top, path));
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
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

function insteadIn({ repositories: { here } }: PathContext): string {
  return here && here.root !== parse(here.root).root ? `Name a file below ${here.root}. ` : '';
}

const OWNERS: Readonly<Record<Guard | 'store', string>> = {
  git: 'it belongs to git',
  client: 'it is in the settings of a client',
  store: "it is in Backlog's own store",
};

function refuseGuarded(named: NamedPath, guard: Guard | 'store'): never {
  return refuse('forbidden', `cannot ${VERBS[named.use]} "${named.said}": ${OWNERS[guard]}`, {
    hint: `Name another file. ${byPerson(named)}`,
    data: { path: named.said },
  });
}

function byPerson({ line }: NamedPath): string {
  return `A person at a terminal may: \`backlog ${line}\`.`;
}

/** As an edit of the file is decided. */
function checkNotHeld(given: string, { said }: NamedPath, { caller, clock, store, workspace }: PathContext): void {
  const where = workspace();
  const facts = editFacts(given, {
    where,
    state: store.state,
    find: workspace,
    now: clock.now,
    holder: caller.holder,
  });
  const decision = facts && editDecision(facts);
  if (!facts || decision?.verdict !== 'deny') return;
  const words = editMessage(facts.path, decision, facts)!;
  throw new BacklogError('claimed', `cannot write "${said}": ${words.message}`, { hint: words.hint, data: words.data });
}

/** @throws BacklogError `usage` for what the system says of a path; what is a refusal already as it is */
export function refusePath(verb: 'read' | 'write', path: string, error: NodeJS.ErrnoException): never {
  if (error instanceof BacklogError) throw error;
  if (error.code === 'EEXIST') refuse('usage', `${path} is there already`, { hint: 'Name a new file.' });
  refuse('usage', `cannot ${verb} ${path} (${error.code ?? error.message})`, {
    hint: 'Look whether the path is right, and whether you may go there.',
    cause: error,
  });
}
