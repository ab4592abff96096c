import { isAtOrBelow } from '../../base/path-prefix.ts';
import { anchorOf, foldsIn, foldText, type Meeting, type ScopeOptions, scopesMeet } from '../../claims/index.ts';
import type { ScopeEntry } from '../../domain/task/task.ts';

type Scope = readonly ScopeEntry[];

/** Scopes with their owners. Finds the scopes that overlap a given scope without comparing it with each of them. */
export interface ScopeIndex<Owner> {
  add(scope: Scope, owner: Owner): void;
  /**
   * Returns the owners of overlapping scopes, in the order of the calls of `add`. With `most`, returns at most that
   * number, in any order.
   */
  meeting(scope: Scope, most?: number): readonly OverlapFound<Owner>[];
}

export interface OverlapFound<Owner> {
  owner: Owner;
  /** The overlap of the two scopes. A getter, because finding it takes time. */
  readonly meeting: Meeting;
}

interface Entry<Owner> {
  n: number;
  scope: Scope;
  roots: readonly Root[];
  owner: Owner;
}

/** The fixed path at the start of a glob. The glob matches only this path and paths below it. */
interface Root {
  repo: string;
  path: string;
  /** True if the glob matches exactly this path, or everything below it. */
  whole: boolean;
}

interface Node<Owner> {
  below: Map<string, Node<Owner>>;
  here: Entry<Owner>[];
}

const NONE: readonly never[] = [];
const node = <Owner>(): Node<Owner> => ({ below: new Map(), here: [] });

/**
 * Builds a tree of the fixed paths at the start of globs. Two globs can overlap only if one path is the other or below
 * it. They certainly overlap if the upper glob matches its whole folder. `scopesMeet` decides the other cases, as it
 * does for claims.
 */
export function scopeIndex<Owner>(options: ScopeOptions = {}): ScopeIndex<Owner> {
  const rootsOf = (scope: Scope) => scope.map((entry) => rootOf(entry, foldsIn(options, entry.repo)));
  const tops = new Map<string, Node<Owner>>();
  const known = new Map<string, OverlapFound<Owner>[]>();
  let size = 0;

  /** Calls `enough` with every entry that may overlap, until it returns true. May pass an entry twice. */
  const near = (roots: readonly Root[], enough: (entry: Entry<Owner>) => boolean): void => {
    for (const { repo, path } of roots) {
      let at = tops.get(repo);
      for (const name of namesOf(path)) {
        if (!at) break;
        if (at.here.some(enough)) return;
        at = at.below.get(name);
      }
      if (at && inAll(at, enough)) return;
    }
  };

  const find = (scope: Scope, most: number): OverlapFound<Owner>[] => {
    const roots = rootsOf(scope);
    const found = new Set<Entry<Owner>>();
    near(roots, (entry) => {
      if (surelyMeet(roots, entry.roots) || scopesMeet(scope, entry.scope, options)) found.add(entry);
      return found.size >= most;
    });
    const entries = found.size < 2 ? [...found] : [...found].sort((a, b) => a.n - b.n);
    return entries.map(({ owner, scope: theirs }) => ({
      owner,
      get meeting() {
        return scopesMeet(scope, theirs, options)!;
      },
    }));
  };

  return {
    add(scope, owner) {
      const roots = rootsOf(scope);
      const entry = { n: size++, scope, roots, owner };
      known.clear();
      for (const { repo, path } of roots) {
        let at = child(tops, repo);
        for (const name of namesOf(path)) at = child(at.below, name);
        at.here.push(entry);
      }
    },
    meeting(scope, most = Number.POSITIVE_INFINITY) {
      if (size === 0 || scope.length === 0) return NONE;
      const key = `${most} ${keyOf(scope)}`;
      const asked = known.get(key);
      if (asked) return asked;
      const found = find(scope, most);
      known.set(key, found);
      return found;
    },
  };
}

function rootOf({ repo = '', glob }: ScopeEntry, fold: boolean): Root {
  const path = foldText(anchorOf(glob), fold);
  return {
    repo,
    path,
    whole:
      path !== '' && (glob.length === path.length || (glob.length === path.length + ALL.length && glob.endsWith(ALL))),
  };
}

/** The end of a glob that matches a folder and everything below it. */
const ALL = '/**';

function surelyMeet(mine: readonly Root[], theirs: readonly Root[]): boolean {
  return mine.some((one) =>
    theirs.some(
      (other) =>
        one.repo === other.repo &&
        ((other.whole && isAtOrBelow(one.path, other.path)) || (one.whole && isAtOrBelow(other.path, one.path))),
    ),
  );
}

function namesOf(path: string): readonly string[] {
  return path === '' ? NONE : path.split('/');
}

function child<Owner>(of: Map<string, Node<Owner>>, name: string): Node<Owner> {
  const present = of.get(name);
  if (present) return present;
  const made = node<Owner>();
  of.set(name, made);
  return made;
}

function inAll<Owner>(from: Node<Owner>, enough: (entry: Entry<Owner>) => boolean): boolean {
  if (from.here.some(enough)) return true;
  for (const below of from.below.values()) if (inAll(below, enough)) return true;
  return false;
}

/**
 * Returns a text that identifies a scope. It joins the parts by NUL and newline, which neither repository names nor
 * globs contain.
 */
function keyOf(scope: Scope): string {
  return scope.map(({ repo, glob }) => `${repo ?? ''}\0${glob}`).join('\n');
}
