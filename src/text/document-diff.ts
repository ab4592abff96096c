import { formatPatch, type StructuredPatchHunk, structuredPatch } from 'diff';

export interface DocumentDiff {
  added: number;
  deleted: number;
  /** Unified, with three lines around each change; empty when nothing differs. */
  text: string;
}

/** More lines than these differ: looking for the shortest way from one text to the other takes their square, here 0.1 s. */
const MOST_CHANGES = 1_000;
/** Lines times changes that are looked at, at most: in a text of a million lines fewer changes are sought. */
const MOST_STEPS = 100_000_000;
const NO_END = '\\ No newline at end of file';

/** The lines that make one text of another one. Where nearly all differ, the whole of one against the whole of the other. */
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

/** One hunk in which every line of the one text is gone and every line of the other new. */
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
