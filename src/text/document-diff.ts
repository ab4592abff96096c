import { formatPatch, type StructuredPatchHunk, structuredPatch } from 'diff';

export interface DocumentDiff {
  added: number;
  deleted: number;
  /** Unified diff with three lines of context; empty if the texts are equal. */
  text: string;
}

/** Maximum number of changed lines. The time grows with its square, and is about 0.1 s for this number. */
const MOST_CHANGES = 1_000;
/** Maximum product of lines and changes. A text of a million lines may therefore have fewer changes. */
const MOST_STEPS = 100_000_000;
const NO_END = '\\ No newline at end of file';

/** Compares two texts line by line. If they differ too much, the result replaces the whole text. */
export function diffDocuments(
  before: { name: string; body: string },
  after: { name: string; body: string },
): DocumentDiff {
  const lineCount = countOfLines(before.body) + countOfLines(after.body);
  const near = structuredPatch(before.name, after.name, before.body, after.body, undefined, undefined, {
    context: 3,
    maxEditLength: Math.min(MOST_CHANGES, Math.ceil(MOST_STEPS / lineCount)),
  });
  const hunks = near?.hunks ?? [wholeOf(before.body, after.body)];
  const lines = hunks.flatMap((hunk) => hunk.lines);
  const text =
    hunks.length === 0
      ? ''
      : formatPatch({
          oldFileName: before.name,
          newFileName: after.name,
          oldHeader: undefined,
          newHeader: undefined,
          hunks,
        })
          .replace(/^=+\n/, '')
          .replace(/\n$/, '');
  return {
    added: lines.filter((line) => line.startsWith('+')).length,
    deleted: lines.filter((line) => line.startsWith('-')).length,
    text,
  };
}

/** Returns one hunk that removes every old line and adds every new one. */
function wholeOf(before: string, after: string): StructuredPatchHunk {
  const [old, fresh] = [signed('-', before), signed('+', after)];
  return {
    oldStart: 1,
    oldLines: old.count,
    newStart: 1,
    newLines: fresh.count,
    lines: [...old.lines, ...fresh.lines],
  };
}

function signed(sign: '-' | '+', body: string): { count: number; lines: string[] } {
  if (body === '') return { count: 0, lines: [] };
  const ends = body.endsWith('\n');
  const lines = (ends ? body.slice(0, -1) : body).split('\n').map((line) => sign + line);
  return { count: lines.length, lines: ends ? lines : [...lines, NO_END] };
}

function countOfLines(body: string): number {
  let count = 1;
  for (let at = body.indexOf('\n'); at >= 0; at = body.indexOf('\n', at + 1)) count++;
  return count;
}
