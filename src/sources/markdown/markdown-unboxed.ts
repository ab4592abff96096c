import { refuseFile } from '../reading/row-location.ts';

export const HEADING = /^(#{1,6}) (.*?)\s*$/;
/** A list item without a box. */
const ITEM = /^(\s*)(?:[-*+]|\d{1,9}[.)]) (?!\[ ?. ?\]\*? )(.*?\S)\s*$/s;

/**
 * Returns a function that converts lines of a text without boxes to tasks: list items, or every line if there are no
 * items (`todo.txt`). Undefined if the caller didn't name the format.
 */
export function itemsAsTasks(
  lines: readonly string[],
  { file, said }: { file: string; said: boolean },
): ((line: string) => string) | undefined {
  const hasItems = lines.some((line) => ITEM.test(line));
  if (!said && hasItems)
    refuseFile(file, 'expected a plan with boxes (- [ ] Fix login), received a list without', {
      hint: 'To take its items as tasks: `format: markdown`',
      readAs: 'markdown',
    });
  if (!said) return undefined;
  if (hasItems) return (line) => line.replace(ITEM, '$1- [ ] $2');
  return (line) => (line.trim() === '' || HEADING.test(line) ? line : asBox(line.trim()));
}

const DAY = String.raw`\d{4}-\d\d-\d\d`;
const LINE = new RegExp(
  String.raw`^(x )?(?:\(([A-Z])\) )?(?:(${DAY}) )?(?:\(([A-Z])\) )?(?:(${DAY}) )?(?:\(([A-Z])\) )?(.*)$`,
  's',
);
/** Matches lines that only a todo.txt has: done with a date, or with a priority, a project, a context or a date. */
const SURE = new RegExp(String.raw`^(?:x ${DAY} |\([A-Z]\) \S|${DAY} \S|.*\s(?:due|t|pri):\S)`);
const LIKELY = /(?:^|\s)[+@]\p{L}\S*(?=\s|$)/u;

/**
 * Detects a todo.txt: no line has a box or a bullet, and one has a mark that only this format has. In a file
 * with its name, a project or a context is enough.
 */
export function isTodoTxt(name: string, text: string): boolean {
  if (!/\.(txt|todotxt)$/i.test(name)) return false;
  const lines = text.split(/\r\n|[\r\n]/).filter((line) => line.trim() !== '');
  if (lines.some((line) => ITEM.test(line) || /^\s*[-*+] \[ ?. ?\] /.test(line))) return false;
  const isNamed = /(?:^|[/\\])(?:todo|done)\.txt$|\.todotxt$/i.test(name);
  return lines.some((line) => SURE.test(line) || (isNamed && LIKELY.test(line)));
}

/** Matches the name of a file with tasks. */
export const LIST_NAME = /(?:^|[/\\])(?:to-?do|tasks?|backlog|issues?|plan|roadmap|checklist)[^/]*$/i;
/** Matches names of Markdown files that are lists and no documents, as a plan or a roadmap can be. */
const SURE_NAME = /(?:^|[/\\])(?:to-?dos?|tasks?|checklist)(?:\.(?:md|markdown|txt))?$/i;
const PROSE_NAME = /(?:^|[/\\])(?:read-?me|licen[cs]e|copying|notice|change-?log|authors|requirements|robots)\b[^/]*$/i;
/** Characters of a line from which the next one can continue it, and more than a task in one line has. */
const LENGTH = { wrapped: 40, most: 200 } as const;

/**
 * Detects a list without boxes that people write down: a text file, or one with the name of a list (`TODO.md`), in which
 * most lines are list items, or each line is short and none continues the one before, as in prose.
 */
export function isPlainList(name: string, text: string): boolean {
  const isText = /\.txt$/i.test(name) || (!/\.\w+$/.test(name) && SURE_NAME.test(name));
  if (!(isText || (/\.(md|markdown)$/i.test(name) && SURE_NAME.test(name))) || PROSE_NAME.test(name)) return false;
  const lines = text.split(/\r\n|[\r\n]/).map((line) => line.trimEnd());
  const said = lines.filter((line) => line !== '' && !HEADING.test(line));
  if (said.length === 0 || /^\s*[[{<]/.test(said[0]!) || said.some((line) => CODE.test(line))) return false;
  const items = said.filter((line) => ITEM.test(line));
  if (items.length > 0) return 2 * items.length >= said.length;
  return lines.every((line, at) => line.length <= LENGTH.most && !continues(line, lines[at - 1]));
}

/** Matches the keyword of an outline, the fence of code, and a conflict. */
const CODE = /^(?:\*+ (?:TODO|DONE|NEXT|WAITING|CANCELLED) |\s*(?:`{3}|~{3})|[<>=]{7}(?: |$))/;

/** Matches words that end no sentence. */
const OPEN_END =
  /(?:,|(?<=\s)(?:an?|and|as|at|but|by|for|from|if|in|into|of|on|or|than|that|the|to|when|which|with|das|dem|den|der|des|die|ein|eine[mnr]?|im|mit|oder|und|von|vom|zum|zur))$/i;
const MARK_AT_END = /<!--[^>]*-->\s*$/;
/** The beginning of a list item, with its box. */
const BULLET = /^\s*(?:[-*+]|\d{1,9}[.)]) (?:\[ ?. ?\]\*? )?/;

/**
 * Returns how many lines below the line of a task continue its sentence: an editor wrapped them. Other text below a task
 * is its spec.
 * @param isTask checks whether a line is a task of its own
 */
export function wrappedBelow(lines: readonly string[], at: number, isTask: (line: string) => boolean): number {
  const column = BULLET.exec(lines[at]!)?.[0].length;
  const isNext = (line: string | undefined, before: string) => {
    if (line === undefined || BULLET.test(line) || CODE.test(line) || /[.!?:;]$/.test(before) || isTask(line))
      return false;
    // Below the words of a long line, a sentence goes on with anything that begins no block of its own.
    const isAligned = /^\s*/.exec(line)![0].length === column;
    if (isAligned && before.length >= LENGTH.wrapped && /^\s*[^\s#>|<]/.test(line)) return true;
    if (!/^\s*[\p{L}\p{N}("'`*_]/u.test(line)) return false;
    return OPEN_END.test(before) || (isAligned && /^\s*\p{Ll}/u.test(line)) || continues(line, before);
  };
  let count = 0;
  while (isNext(lines[at + count + 1], lines[at + count]!.replace(MARK_AT_END, '').trimEnd())) count++;
  return count;
}

/** Checks whether a line of prose continues the line before. */
const continues = (line: string, before = ''): boolean =>
  before.length >= LENGTH.wrapped && !/[.!?:]$/.test(before) && /^\s*\p{Ll}/u.test(line);

/** Converts a todo.txt line to a task with a box: `x 2026-11-02 2026-11-01 Pay rent` is done, with two dates. */
function asBox(line: string): string {
  const [, done, before, first, between, second, after, words] = LINE.exec(line)!;
  const [end, entry] = done ? [first, second] : [undefined, first];
  const put = (pattern: RegExp, mark: string) => (text: string) => text.replaceAll(pattern, mark);
  const [pri, ...changes] = [
    /(?<=^|\s)pri:([A-Z])(?=\s|$)/,
    // A task has one project. Others stay in the words.
    (text: string) => text.replace(/(?<=^|\s)\+(\S+)/, '[project:: $1]'),
    put(/(?<=^|\s)@(?=\p{L})/gu, '#'),
    put(new RegExp(String.raw`(?<=^|\s)t:(${DAY})(?=\s|$)`, 'g'), '[scheduled:: $1]'),
    put(/(?<=^|\s)rec:\+?(\d+[dbwmy])(?=\s|$)/g, '[repeat:: $1]'),
  ] as const;
  const priority = before ?? between ?? after ?? pri.exec(words!)?.[1];
  const marked = changes.reduce((text, change) => change(text), words!.replace(pri, ''));
  // A priority below C is a low one.
  const rank = priority === undefined ? '' : `(${priority > 'C' ? 'C' : priority}) `;
  return `- [${done ? 'x' : ' '}] ${rank}${marked.trim()}${end ? ` ✅ ${end}` : ''}${entry ? ` ➕ ${entry}` : ''}`;
}
