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

/** Maximum number of new effects of a check that a record keeps, and of characters of one. */
export const KEPT_EFFECTS = 20;
const LONGEST = 200;

const VERBS = ['starts', 'connects', 'writes', 'reads'] as const;
const SAID: Readonly<Record<(typeof VERBS)[number], string>> = {
  starts: 'starts',
  connects: 'connects to',
  writes: 'writes',
  reads: 'reads',
};

/** Joins the effects of two programs. */
export function allEffects(one: Effects, other: Effects): Effects {
  const both = (verb: (typeof VERBS)[number]) => [...new Set([...one[verb], ...other[verb]])].sort();
  return { starts: both('starts'), connects: both('connects'), writes: both('writes'), reads: both('reads') };
}

/**
 * Returns the effects of a check that the same check doesn't have on the start commit, as texts: `writes ~/.bashrc`.
 * Numbers and random parts of file names don't count.
 */
export function newEffects(before: Effects, now: Effects): string[] {
  return VERBS.flatMap((verb) => {
    const isPath = (name: string) => verb === 'writes' || verb === 'reads' || name.startsWith('/');
    const same = (name: string) => (isPath(name) ? withoutChance(name) : name);
    const known = new Set(before[verb].map(same));
    const fresh = new Map(now[verb].flatMap((one) => (known.has(same(one)) ? [] : [[same(one), one] as const])));
    return [...fresh.values()].map((one) => `${SAID[verb]} ${shown(one)}`);
  });
}

/** Shows a name on one line, without characters that change a terminal or the direction of the text. */
const shown = (name: string): string => name.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?').slice(0, LONGEST);

/** Replaces parts of a path that differ from run to run: numbers, ids, and the end of a temporary name. */
const withoutChance = (path: string): string =>
  path
    .replaceAll(/\b[0-9a-f]{8}[0-9a-f-]*\b|\d+/gi, '#')
    .replaceAll(/-(?=[A-Za-z]*[A-Z#])[A-Za-z#]{2,6}(?=\/|$)/g, '-#');
