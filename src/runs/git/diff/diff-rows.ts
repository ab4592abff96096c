/** One line of a diff: its number on each side where it has one. `@` begins a hunk, `\` is what git says of the end of a file. */
export interface DiffRow {
  kind: ' ' | '+' | '-' | '@' | '\\';
  old?: number;
  new?: number;
  text: string;
  /** Characters that the line has beyond this text. */
  left?: number;
}

/** Characters of a line that are handed on, at most. */
const MOST = 2_000;

/** The hunks of the diff of one file, as git words it, row by row; what stands before the first is left out. */
export function diffRows(diff: string): DiffRow[] {
  const rows: DiffRow[] = [];
  let [from, to] = [0, 0];
  let within = false;
  const lines = diff.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (hunk) {
      within = true;
      [from, to] = [Number(hunk[1]), Number(hunk[2])];
      rows.push({ kind: '@', ...cut(line) });
      continue;
    }
    // A file that became another type of file is two files: one is gone, one is new.
    if (line.startsWith('diff --git ')) within = false;
    if (!within) continue;
    const own = cut(line.slice(1));
    if (line[0] === '+') rows.push({ kind: '+', new: to++, ...own });
    else if (line[0] === '-') rows.push({ kind: '-', old: from++, ...own });
    else if (line[0] === '\\') rows.push({ kind: '\\', ...own });
    else rows.push({ kind: ' ', old: from++, new: to++, ...own });
  }
  return rows;
}

function cut(text: string): Pick<DiffRow, 'text' | 'left'> {
  const line = text.replace(/\r$/, '');
  if (line.length <= MOST) return { text: line };
  const shown = line.slice(0, MOST).replace(/[\uD800-\uDBFF]$/, '');
  return { text: `${shown}…`, left: line.length - shown.length };
}
