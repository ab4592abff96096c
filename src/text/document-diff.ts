import { formatPatch, structuredPatch } from 'diff';

export interface DocumentDiff {
  added: number;
  deleted: number;
  /** Unified, with three lines around each change; empty when nothing differs. */
  text: string;
}

/** More lines than these differ: looking for the shortest way from one text to the other takes their square, here 0.1 s. */
const MOST_CHANGES = 1_000;

/** The lines that make one text of another one. Where nearly all differ, the whole of one against the whole of the other. */
export function diffDocuments(
  before: { name: string; body: string },
  after: { name: string; body: string },
): DocumentDiff {
  const patch = (from: string, to: string, most?: number) =>
    structuredPatch(before.name, after.name, from, to, undefined, undefined, {
      context: 3,
      ...(most === undefined ? {} : { maxEditLength: most }),
    });
  const near = patch(before.body, after.body, MOST_CHANGES);
  const hunks = near?.hunks ?? [...patch(before.body, '').hunks, ...patch('', after.body).hunks];
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
