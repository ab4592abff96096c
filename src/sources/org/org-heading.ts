/** The status of each keyword, and whether anybody may start its task. */
export type Keywords = ReadonlyMap<string, { status: string; isFree: boolean }>;

const FREE = ['TODO', 'NEXT', 'SOMEDAY', 'MAYBE', 'IDEA', 'FIXME', 'BUG', 'PROJ', 'LOOP', '[ ]'];
const HELD = ['DOING', 'STARTED', 'STRT', 'INPROGRESS', 'IN-PROGRESS', 'IN_PROGRESS', 'REVIEW', '[-]'];
const WAITING = ['WAITING', 'WAIT', 'HOLD', 'BLOCKED', 'DELEGATED', 'DEFERRED', '[?]'];
const DONE = ['DONE', 'FIXED', '[X]'];
const DROPPED = ['CANCELLED', 'CANCELED', 'CANCEL', 'KILL', 'ABORTED', 'WONTFIX', 'REJECTED'];

/** Matches the line by which a file names its keywords. */
export const NAMED = /^#\+(?:SEQ_|TYP_)?TODO:\s*(.*)$/i;

/** Returns the keywords of a file: the usual ones, and those that the file itself names. */
export function keywordsOf(lines: readonly string[]): Keywords {
  const keywords = new Map<string, { status: string; isFree: boolean }>();
  const add = (names: readonly string[], status: string, isFree = false) => {
    for (const name of names) keywords.set(name, { status, isFree });
  };
  add(FREE, 'pending', true);
  add([...HELD, ...WAITING], 'pending');
  add(DONE, 'completed');
  add(DROPPED, 'deleted');
  for (const line of lines) {
    const [, written] = NAMED.exec(line) ?? [];
    // `WAIT(w@/!)` names a key and what the change records.
    const words =
      written
        ?.split(/\s+/)
        .map((word) => word.replace(/\(.*\)$/, ''))
        .filter(Boolean) ?? [];
    const bar = words.indexOf('|');
    // Without a bar, the last keyword means done.
    const open = bar < 0 ? words.slice(0, -1) : words.slice(0, bar);
    const closed = bar < 0 ? words.slice(-1) : words.slice(bar + 1);
    for (const [index, name] of open.entries())
      if (keywords.get(name)?.status !== 'pending') add([name], 'pending', index === 0);
    add(
      closed.filter((name) => !DROPPED.includes(name)),
      'completed',
    );
  }
  return keywords;
}

/** The parts of a heading. `keyword` is missing if the heading isn't a task. */
export interface OrgHeading {
  stars: number;
  keyword?: string;
  priority?: string;
  title: string;
  tags: string[];
}

const HEADING = /^(\*+)[ \t]+(.*?)[ \t]*$/;
const KEYWORD = /^(\[[ X?-]\]|[^\s[]\S*)(?:[ \t]+|$)/;
const PRIORITY = /^\[#([A-Za-z]|\d{1,2})\][ \t]*/;
const TAGS = /(?:^|[ \t]+):([\p{L}\p{N}_@#%:-]+):$/u;
/** Matches the counts of finished subtasks that Org writes into a title. They change, and are no part of its words. */
const COUNTS = /[ \t]*\[(?:\d*\/\d*|\d*%)\]/g;

/** Reads a line as a heading. Undefined for other lines. */
export function headingOf(line: string, keywords: Keywords): OrgHeading | undefined {
  const [, stars, written] = HEADING.exec(line) ?? [];
  if (stars === undefined) return undefined;
  const [lead = '', word = ''] = KEYWORD.exec(written!) ?? [];
  const keyword = keywords.has(word) ? word : undefined;
  let rest = keyword === undefined ? written! : written!.slice(lead.length);
  const [cookie = '', priority] = PRIORITY.exec(rest) ?? [];
  rest = rest.slice(cookie.length);
  const [all = '', tags = ''] = TAGS.exec(rest) ?? [];
  const title = rest
    .slice(0, rest.length - all.length)
    .replaceAll(COUNTS, '')
    .trim();
  return {
    ...(keyword === undefined ? {} : { keyword }),
    ...(priority === undefined ? {} : { priority: priority.toUpperCase() }),
    ...{ stars: stars.length, title, tags: tags.split(':').filter(Boolean) },
  };
}

/** Checks whether a line is a heading with a keyword. */
export function isHeading(line: string, keywords: Keywords): boolean {
  return headingOf(line, keywords)?.keyword !== undefined;
}
