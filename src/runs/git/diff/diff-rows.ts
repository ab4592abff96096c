import type { DiffRow } from '../../../domain/runs/change-shapes.ts';

/** Maximum length of a row's text, in characters. */
const MOST = 2_000;

/** Parses the hunks (groups of changed lines) of one file's diff into rows. Omits the lines before the first hunk. */
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
    // Git shows a file with a changed type as two files, one deleted and one added.
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
