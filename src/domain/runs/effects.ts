/** What a contained program did beyond its worktree and its temporary folder, each once and in order. */
export interface Effects {
  /** Names of the programs that it started, or tried to start. */
  starts: readonly string[];
  /** Addresses to which it connected or tried to: `8.8.8.8:53`, `/run/docker.sock`. */
  connects: readonly string[];
  /** Files outside that it tried to write, and files of git folders: `~/.bashrc`, `.git/hooks/pre-commit`. */
  writes: readonly string[];
  /** Files outside that it tried to read, without those of the system: `~/.ssh/id_rsa`. */
  reads: readonly string[];
}

export const NO_EFFECTS: Effects = { starts: [], connects: [], writes: [], reads: [] };

/** What a program did, or why that isn't known. */
export type Observed = Effects | { why: string };

/** The kinds of effects, in the order in which they are listed. */
const KINDS = ['starts', 'connects', 'writes', 'reads'] as const;

/** Joins the effects of two programs. */
export function allEffects(one: Effects, other: Effects): Effects {
  const both = (kind: keyof Effects) => [...new Set([...one[kind], ...other[kind]])].sort();
  return { starts: both('starts'), connects: both('connects'), writes: both('writes'), reads: both('reads') };
}

/** Maximum number of characters of an effect. */
const LONGEST = 200;

/** Returns the new effects of {@link newEffects}, each kind in a list of its own. */
export function effectsByKind(before: Effects, now: Effects): string[][] {
  return KINDS.map((kind) => {
    const isPath = (name: string) => kind === 'writes' || kind === 'reads' || name.startsWith('/');
    const same = (name: string) => (isPath(name) ? withoutChance(name) : name);
    const known = new Set(before[kind].map(same));
    const fresh = new Map(now[kind].flatMap((one) => (known.has(same(one)) ? [] : [[same(one), one] as const])));
    return [...fresh.values()].map((one) => `${kind === 'connects' ? 'connects to' : kind} ${shown(one)}`);
  });
}

/**
 * Returns the effects of a check that the same check doesn't have on the start commit, as texts: `writes ~/.bashrc`.
 * Numbers and random parts of file names don't count.
 */
export const newEffects = (before: Effects, now: Effects): string[] => effectsByKind(before, now).flat();

/** Maximum number of new effects of a check that a record keeps. */
export const KEPT_EFFECTS = 20;

/** Lists the new effects of several lines, each behind the name of its line. */
export const effectLines = (effects: readonly { of: string; fresh: readonly string[] }[] = []): string[] =>
  effects.flatMap(({ of, fresh }) => fresh.map((what) => `${of} ${what}`));

/** Shows a name on one line, without characters that change a terminal or the direction of the text. */
const shown = (name: string): string => name.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?').slice(0, LONGEST);

/** Replaces parts of a path that differ from run to run: numbers, ids, and the end of a temporary name. */
const withoutChance = (path: string): string =>
  path
    .replaceAll(/\b[0-9a-f]{8}[0-9a-f-]*\b|\d+/gi, '#')
    .replaceAll(/-(?=[A-Za-z]*[A-Z#])[A-Za-z#]{2,6}(?=\/|$)/g, '-#');
