import { isProsePath } from './examine.ts';
import { type CodeLine, linesBeyond } from './lines.ts';

/** A line that git writes before, between or after the sides of a conflict. */
type ConflictMarker = Pick<CodeLine, 'n' | 'text'>;

/**
 * Finds the conflict markers of a file that none of its earlier contents has. An example in a code block of a document is
 * no conflict, unless a merge of Backlog wrote it.
 */
export function conflictMarkers(
  path: string,
  text: string | undefined,
  earlier: readonly (string | undefined)[],
): ConflictMarker[] {
  const left = text === undefined ? [] : markersIn(path, text);
  return earlier.reduce<ConflictMarker[]>(
    (some, other) => (some.length === 0 || other === undefined ? some : linesBeyond(some, markersIn(path, other))),
    left,
  );
}

/** Git's marker begins its line and has seven characters. Then comes a space with the name of a side, or nothing. */
const MARKER = /^(?:<{7}|\|{7}|>{7})(?: .*)?$/;
/** The marker of a merge that Backlog made: its sides are refs of runs, or commits. */
const OWN = /^.{7} (?:refs\/backlog\/|[0-9a-f]{40})/;

function markersIn(path: string, text: string): ConflictMarker[] {
  const lines = text.split(/\r?\n/);
  const markers = lines.flatMap((line, i) => (MARKER.test(line) ? [{ n: i + 1, text: line }] : []));
  if (markers.length === 0 || !isProsePath(path)) return markers;
  const isExample = linesInBlocks(path, lines);
  return markers.filter((marker) => !isExample.has(marker.n) || OWN.test(marker.text));
}

/** How a code block of a kind of document begins, and which lines end the block that a line began. */
interface BlockRow {
  of: RegExp;
  begins: RegExp;
  ends(begin: RegExpExecArray, line: string): boolean;
}

const BLOCKS: readonly BlockRow[] = [
  { of: /\.(?:adoc|asciidoc)$/i, begins: /^(-{4,}|\.{4,})$/, ends: ([, begin], line) => line === begin },
  {
    of: /\.org$/i,
    begins: /^\s*#\+begin_(src|example)\b/i,
    ends: ([, kind], line) => line.trim().toLowerCase() === `#+end_${kind!.toLowerCase()}`,
  },
  {
    // Markdown, also in a list or a quotation. The other kinds of text use it, too.
    of: /(?<!\.org)$/i,
    begins: /^[ >]*(?:(?:[-*+]|\d+[.)]) +)?(`{3,}(?=[^`]*$)|~{3,})/,
    ends: ([, fence], line) => {
      const end = /^[ >]*(`{3,}|~{3,})\s*$/.exec(line)?.[1];
      return end?.[0] === fence![0] && end!.length >= fence!.length;
    },
  },
];

/**
 * Returns the numbers of the lines in code blocks. After a block without an end, no line is in one, because the end may be
 * a part of the conflict.
 */
function linesInBlocks(path: string, lines: readonly string[]): Set<number> {
  const rows = BLOCKS.filter(({ of }) => of.test(path));
  const inside = new Set<number>();
  for (let i = 0; i < lines.length; i++) {
    const row = rows.find(({ begins }) => begins.test(lines[i]!));
    if (!row) continue;
    const begin = row.begins.exec(lines[i]!)!;
    let end = i + 1;
    while (end < lines.length && !row.ends(begin, lines[end]!)) end++;
    if (end === lines.length) break;
    for (let at = i + 1; at < end; at++) inside.add(at + 1);
    i = end;
  }
  return inside;
}
