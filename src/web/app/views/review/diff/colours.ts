import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { inIdleTime } from '../../../parts/code/idle.ts';
import { languageOfFile } from '../../../parts/code/languages.ts';
import type { ColourRun } from '../../../parts/code/runs.ts';
import type { DiffRow } from '../answers.ts';
import { CHUNK, chunkTexts } from './chunks.ts';

type Rows = ReadonlyMap<string, readonly DiffRow[]>;

/** Rows in sight: their file, and their numbers in its diff. */
export interface InSight {
  path: string;
  at: number;
}

export interface Colours {
  /** The colours of a row, once they are computed; the component that asked is drawn again then. */
  of(row: DiffRow): readonly ColourRun[] | undefined;
  /** Reports the visible rows: they are coloured next, and earlier requests are dropped. */
  see(rows: Rows, seen: readonly InSight[]): void;
}

/** Colours the rows of diffs that are in sight, some at a time, while the browser has nothing else to do. */
export function useColours(): Colours {
  const { colours, end } = useMemo(coloursOfDiff, []);
  useEffect(() => end, []);
  return colours;
}

function coloursOfDiff() {
  const known = new WeakMap<DiffRow, readonly ColourRun[]>();
  const drawn = signal({ known });
  /** Chunks that were coloured, as `chunk path`, and languages that are there or on their way. */
  const done = new Set<string>();
  const asked = new Set<string>();
  let code: typeof import('../../../parts/code/runs.ts') | undefined;
  let sight: { rows: Rows; seen: readonly InSight[] } = { rows: new Map(), seen: [] };
  let stop: (() => void) | undefined;

  const load = async (language: string) => {
    asked.add(language);
    try {
      code ??= await import('../../../parts/code/runs.ts');
      await code.readied(language);
      begin();
    } catch {
      // The server is away: what is seen later asks again.
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
  /** Colours one chunk; is there another one? */
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
