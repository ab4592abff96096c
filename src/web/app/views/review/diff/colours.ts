import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { inIdleTime } from '../../../parts/code/idle.ts';
import { languageOfFile } from '../../../parts/code/languages.ts';
import type { ColourRun } from '../../../parts/code/runs.ts';
import type { DiffRow } from '../answers.ts';
import { CHUNK, chunkTexts } from './chunks.ts';

type Rows = ReadonlyMap<string, readonly DiffRow[]>;

/** A visible row: its file and its index in the file's rows. */
export interface InSight {
  path: string;
  at: number;
}

export interface Colours {
  /** Returns the colours of a row; undefined until they are computed, when the component is drawn again. */
  of(row: DiffRow): readonly ColourRun[] | undefined;
  /** Reports the visible rows. They are coloured next, and earlier requests are dropped. */
  see(rows: Rows, seen: readonly InSight[]): void;
}

/** Colours the visible rows of the diff, chunk by chunk, in the browser's idle time. */
export function useColours(): Colours {
  const { colours, end } = useMemo(coloursOfDiff, []);
  useEffect(() => end, []);
  return colours;
}

function coloursOfDiff() {
  const known = new WeakMap<DiffRow, readonly ColourRun[]>();
  const drawn = signal({ known });
  /**
   * Keys of the coloured chunks: chunk number and path, separated by a blank. `asked` has the languages that are loaded
   * or loading.
   */
  const done = new Set<string>();
  const asked = new Set<string>();
  let code: typeof import('../../../parts/code/runs.ts') | undefined;
  let sight: { rows: Rows; seen: readonly InSight[] } = { rows: new Map(), seen: [] };
  let stop: (() => void) | undefined;

  const load = async (language: string) => {
    asked.add(language);
    try {
      code ??= await import('../../../parts/code/runs.ts');
      await code.loadGrammar(language);
      begin();
    } catch {
      // The server can't be reached. The next visible row in this language causes another attempt.
      asked.delete(language);
    }
  };
  const paint = (language: string, rows: readonly DiffRow[], chunk: number) => {
    for (const { lines, takes } of chunkTexts(rows, chunk)) {
      const runs = code!.runsOfLines(lines, language);
      for (const { row, line } of takes) known.set(row, runs[line]!);
    }
    drawn.value = { known };
  };
  /** Colours one chunk. @returns whether there are more chunks, so that the function must be called again */
  const step = () => {
    for (const { path, at } of sight.seen) {
      const language = languageOfFile(path);
      const chunk = Math.floor(at / CHUNK);
      const key = `${chunk} ${path}`;
      if (!language || done.has(key)) continue;
      if (!code?.isHighlighterReady(language)) {
        if (!asked.has(language)) void load(language);
        continue;
      }
      done.add(key);
      paint(language, sight.rows.get(path) ?? [], chunk);
      return true;
    }
    stop = undefined;
    return false;
  };
  const begin = () => {
    stop ??= inIdleTime(step);
  };
  const colours: Colours = {
    of: (row) => drawn.value.known.get(row),
    see(rows, seen) {
      sight = { rows, seen };
      begin();
    },
  };
  return { colours, end: () => stop?.() };
}
