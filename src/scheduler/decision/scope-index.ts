import { isAtOrBelow } from '../../base/path-prefix.ts';
import { anchorOf, foldsIn, foldText, type Meeting, type ScopeOptions, scopesMeet } from '../../claims/index.ts';
import type { ScopeEntry } from '../../domain/task/task.ts';

type Scope = readonly ScopeEntry[];

/** Scopes with what has them, to be asked which of them meet another one without comparing it with each. */
export interface ScopeIndex<Owner> {
  add(scope: Scope, owner: Owner): void;
  /** The owners whose scope meets this one, each with where, in the order in which they came; at most so many, whichever they are. */
  meeting(scope: Scope, most?: number): readonly OverlapFound<Owner>[];
}

export interface OverlapFound<Owner> {
  owner: Owner;
  /** Worked out when somebody asks. */
  readonly meeting: Meeting;
}

interface Entry<Owner> {
  n: number;
  scope: Scope;
  roots: readonly Root[];
  owner: Owner;
}

/** The folder or file that every path of a glob is, or is below. */
interface Root {
  repo: string;
  path: string;
  /** The glob is all of it. */
  whole: boolean;
}

interface Node<Owner> {
  below: Map<string, Node<Owner>>;
  here: Entry<Owner>[];
}

const NONE: readonly never[] = [];
const node = <Owner>(): Node<Owner> => ({ below: new Map(), here: [] });

/**
 * Keeps scopes by the fixed names that their globs begin with: two globs can only meet when one of these is at or below the other, and
 * surely do when the upper one is all of its folder. Everything else says `scopesMeet`, as for claims.
 */
export function scopeIndex<Owner>(options: ScopeOptions = {}): ScopeIndex<Owner> {
  const rootsOf = (scope: Scope) => scope.map((entry) => rootOf(entry, foldsIn(options, entry.repo)));
  const tops = new Map<string, Node<Owner>>();
  const known = new Map<string, OverlapFound<Owner>[]>();
  let size = 0;

  /** Calls with every entry that may meet, until one of the calls says that it is enough; one may come twice. */
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

/** What matches a folder and everything below it. */
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

/** Neither a name of a repository nor a glob contains these characters. */
function keyOf(scope: Scope): string {
  return scope.map(({ repo, glob }) => `${repo ?? ''}\0${glob}`).join('\n');
}
