/** Maximum number of different denials of a run that are named, and of characters of one. */
const KEPT_DENIALS = 50;
const LONGEST = 200;
/** Stands behind the last named denial, or a flood of harmless ones would hide that there was another. */
const OTHERS = `more than ${KEPT_DENIALS}: the others are not named`;

/** A file's name in a complaint, with the quotes around it. */
const FILE = String.raw`['"\u2018\x60(]?(?<file>[^\s:'"\u2018\u2019\x60()]{1,180})['"\u2019\x60)]?`;

/** Complaints of programs about a file that they can't write, of one line each. */
const READ_ONLY = [
  // bash, dash and coreutils: `touch: cannot touch '/usr/x': Read-only file system`. Go writes it small.
  String.raw`(?<![^\s:"])(?!(?:EROFS|open|\w*Error|\d+):)${FILE}: read-only file system(?! @|: ?['"/])`,
  // zsh: `zsh:1: read-only file system: /usr/x`. Python: `[Errno 30] Read-only file system: '/usr/x'`.
  `read-only file system: ${FILE}`,
  // Node: `EROFS: read-only file system, open '/usr/x'`.
  String.raw`EROFS: read-only file system, \w+ ${FILE}`,
  // Ruby: `Read-only file system @ rb_sysopen - /usr/x`.
  String.raw`read-only file system @ \w+ - ${FILE}`,
  // Java: `/usr/x (Read-only file system)`.
  String.raw`${FILE} \(read-only file system\)`,
  // fish, which says the reason on its next line.
  `redirecting file ${FILE}`,
].map((pattern) => new RegExp(pattern, 'i'));

/**
 * Collects what a sandbox denied, each once. The proxy and the broker report their own denials. A denied write is known
 * only if the program prints the complaint of the system.
 * @param told receives each new denial
 */
export function createDenials(told: (what: string) => void): {
  add(what: string): void;
  /** Looks for a denied write in a line of output. */
  heard(line: string): void;
  /** Returns the denials with earlier ones. */
  list(before: readonly string[]): string[];
} {
  const found = new Set<string>();
  const add = (what: string): void => {
    const text = what.slice(0, LONGEST);
    const shown = found.has(text) || found.size < KEPT_DENIALS ? text : OTHERS;
    if (found.has(shown)) return;
    found.add(shown);
    told(shown);
  };
  return {
    add,
    heard(line) {
      if (!/read-only file system/i.test(line)) return;
      const files = unescaped(line).flatMap((one) => READ_ONLY.map((pattern) => pattern.exec(one)?.groups?.file));
      const named = files.filter((file) => file !== undefined);
      for (const file of named) add(`write ${file}`);
      if (named.length === 0) add('write to a file that was not named');
    },
    list(before) {
      const all = new Set([...before, ...found]);
      const isOver = all.delete(OTHERS) || all.size > KEPT_DENIALS;
      return [...[...all].slice(0, KEPT_DENIALS), ...(isOver ? [OTHERS] : [])];
    },
  };
}

/** Returns the lines of a text that may be a string in a transcript's JSON, with escaped ends of lines and quotes. */
const unescaped = (line: string): string[] => line.replaceAll(/\\(?=["'])/g, '').split('\\n');
