import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { DiffRow } from '../../../../../domain/runs/change-shapes.ts';
import type { ColourRun } from '../../../../../text/code/colour-run.ts';
import { languageOfFile } from '../../../../../text/code/languages.ts';
import { board, Refusal } from '../../../data/api.ts';
import { gathered } from '../../../data/gather.ts';
import { CHUNK, chunkTexts, type Text } from './chunks.ts';

type Rows = ReadonlyMap<string, readonly DiffRow[]>;

/** A visible row: its file and its index in the file's rows. */
export interface InSight {
  path: string;
  at: number;
}

export interface Colours {
  /** Returns the colours of a row; undefined until they are known, when the component is drawn again. */
  of(row: DiffRow): readonly ColourRun[] | undefined;
  /** Reports the visible rows. They are coloured next. */
  see(rows: Rows, seen: readonly InSight[]): void;
}

/** Maximum number of chunks in a request. */
const MOST_CHUNKS = 8;

/** Colours the visible rows of the diff. The server reads their code, chunk by chunk. */
export function useColours(): Colours {
  const { colours, end } = useMemo(coloursOfDiff, []);
  useEffect(() => end, []);
  return colours;
}

function coloursOfDiff() {
  const known = new WeakMap<DiffRow, readonly ColourRun[]>();
  const drawn = signal({ known });
  /** First rows of the coloured chunks. Rows that were loaded again are other objects, so they are coloured again. */
  const done = new WeakSet<DiffRow>();
  let sight: { rows: Rows; seen: readonly InSight[] } = { rows: new Map(), seen: [] };
  let asking = false;
  let over = false;

  const missing = () => {
    const texts = new Map<DiffRow, (Text & { language: string })[]>();
    for (const { path, at } of sight.seen) {
      const language = languageOfFile(path);
      const chunk = Math.floor(at / CHUNK);
      const rows = sight.rows.get(path) ?? [];
      const first = rows[chunk * CHUNK];
      if (!language || !first || done.has(first) || texts.has(first)) continue;
      if (texts.size === MOST_CHUNKS) break;
      texts.set(
        first,
        chunkTexts(rows, chunk).map((text) => ({ ...text, language })),
      );
    }
    return texts;
  };
  const ask = async () => {
    const wanted = missing();
    if (asking || over || wanted.size === 0) return;
    asking = true;
    try {
      const texts = [...wanted.values()].flat();
      const { code } = await board.format({
        code: texts.map(({ language, lines }) => ({ language, text: lines.join('\n') })),
      });
      for (const [i, { takes }] of texts.entries())
        for (const { row, line } of takes) known.set(row, code[i]?.[line] ?? []);
      for (const first of wanted.keys()) done.add(first);
      drawn.value = { known };
      soon();
    } catch (error) {
      // The rows stay without colours until the reader scrolls.
      if (!(error instanceof Refusal)) throw error;
    } finally {
      asking = false;
    }
  };
  const soon = gathered({ ask: () => void ask(), isAsking: () => asking });
  const colours: Colours = {
    of: (row) => drawn.value.known.get(row),
    see(rows, seen) {
      sight = { rows, seen };
      soon();
    },
  };
  const end = () => {
    over = true;
  };
  return { colours, end };
}
