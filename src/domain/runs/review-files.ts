import type { MissingEntry, Run } from '../records.ts';
import { effectLines } from './effects.ts';

type Judged = Pick<Run, 'result' | 'update' | 'checkout' | 'sandbox' | 'checks'>;

/**
 * Files that a reviewer should examine, and how many more there are. `what` is the beginning of the line that lists them.
 */
export interface FilesToLookAt {
  what: string;
  files: readonly string[];
  more: number;
}

const DENIED = 'denied by the sandbox';
/**
 * Maximum number of entries that a line names. An agent chooses what it is denied, so it could hide one denial behind 20
 * harmless ones. Lists of denials are bounded where they are collected.
 */
const NAMED = { files: 20, denials: 120 } as const;

const ROWS: Readonly<Record<string, (run: Judged) => readonly string[] | undefined>> = {
  'missing from the result': missing,
  'out of scope': ({ result }) => result?.outside,
  'not converted by their filter': ({ result }) => unfiltered(result),
  'converted by a filter of git, and read by the review before it': ({ result }) =>
    result?.filtered?.flatMap(({ path, filter, failed }) => (failed ? [] : [`${path} (${filter})`])),
  'fixed by checks': ({ result }) =>
    result?.fixed?.flatMap(({ check, paths }) => paths.map((path) => `${path} (by ${check})`)),
  'provided files that changed in the worktree, not in the result': ({ result }) => result?.provided,
  'nested repositories, and files in submodules and further worktrees, not in the result': ({ result }) =>
    result?.nested,
  'ignored by git, not in the result': ({ result }) => result?.ignored,
  'conflicts without markers, check which side is left': unmarked,
  'changed in your checkout during the run': ({ checkout }) => checkout,
  'done or tried by its checks, and not on the start commit': ({ result }) => effectLines(result?.effects),
  'checks that a rule did not observe': ({ result }) =>
    result?.effects?.flatMap(({ of, why }) => (why === undefined ? [] : [`${of} (${why})`])),
  [DENIED]: ({ sandbox, checks = [] }) => [
    ...(sandbox?.denied ?? []),
    ...checks.flatMap(({ name, denied = [] }) => denied.map((what) => `${what} (check ${name})`)),
  ],
};

/** Returns the files that a review lists besides the diff. */
export function filesToLookAt(run: Judged): FilesToLookAt[] {
  return Object.entries(ROWS).flatMap(([what, filesOf]) => {
    const files = filesOf(run) ?? [];
    const most = what === DENIED ? NAMED.denials : NAMED.files;
    const more = Math.max(0, files.length - most);
    return files.length > 0 ? [{ what, files: files.slice(0, most), more }] : [];
  });
}

const WHY_CLEAR = {
  failed: 'failed',
  undefined: 'is not in your git configuration',
  lifted: 'is removed by the result',
} as const;

/** Lists the files whose content did not pass their filter, each with the reason. */
export function unfiltered(result: Run['result']): string[] {
  const failed = (result?.filtered ?? []).flatMap(({ path, filter, failed: why }) =>
    why ? [`${path} (filter ${filter} ${WHY_CLEAR[why]})`] : [],
  );
  return [...failed, ...(result?.raw ?? [])];
}

const HOW: Readonly<Record<MissingEntry['how'], string>> = {
  deleted: 'deleted',
  reverted: 'change reverted',
  mode: 'mode reverted',
  refused: 'git refuses the name',
  unreachable: 'no repository on this machine has its commit, so it cannot be merged',
  unread: 'not compared with the result',
};
const WHERE: Readonly<Record<MissingEntry['in'], string>> = {
  round: 'was in the result before',
  commits: "is in the agent's commits",
  start: 'was in the start commit',
  worktree: 'is in the worktree',
};

/**
 * Lists the entries that a result lacks, each with the reason: `deleted, was in the result before`. The last item of a
 * list that was cut has the number of the others and no reason.
 */
export function missingList({ result }: Pick<Run, 'result'>): { name: string; reason?: string }[] {
  const { missing = [], moreMissing } = result ?? {};
  return [
    ...missing.map((entry) => ({ name: entry.path, reason: `${HOW[entry.how]}, ${WHERE[entry.in]}` })),
    ...(moreMissing === undefined ? [] : [{ name: `${moreMissing} more` }]),
  ];
}

/** Returns the missing entries with the reason: `src/a.ts (deleted, was in the result before)`. */
function missing(run: Judged): string[] {
  return missingList(run).map(({ name, reason }) => (reason === undefined ? name : `${name} (${reason})`));
}

/**
 * Returns conflicting files without conflict markers from git. The result doesn't show whether the agent resolved such
 * a conflict.
 */
function unmarked({ update }: Judged): string[] {
  const conflicts = update?.round === undefined ? [] : (update.made?.conflicts ?? []);
  return conflicts.flatMap(({ path, kind }) => (MARKED.includes(kind) ? [] : [`${path} (${kind})`]));
}

/** Kinds of conflicts for which git writes both versions into the file. */
const MARKED = ['contents', 'add/add'];
