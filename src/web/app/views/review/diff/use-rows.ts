import { batch, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { present } from '../../../../../base/present.ts';
import type { DiffRow } from '../../../../../domain/runs/change-shapes.ts';
import { showRefusal } from '../../../data/act.ts';
import { call, Refusal } from '../../../data/api.ts';
import { workspace } from '../../../data/state.ts';
import type { Changes } from '../answers.ts';
import { CONTEXT, type Growth, growthAtEnd, type Lines, withOpened } from './gaps.ts';

/** Number of rows in the first page of a file, which should arrive soon. The next constant is for later pages. */
const FIRST = 500;
const PAGE = 5_000;
/** Number of unchanged lines that show a whole file. */
const WHOLE = 1_000_000;

/** The unchanged lines that the reader wants to see of a file. */
interface Wanted {
  /** How many of them around each change are loaded. */
  context: number;
  /** Those that are shown besides the usual ones. */
  opened: readonly Lines[];
}
const USUAL: Wanted = { context: CONTEXT, opened: [] };

export interface RowsInput {
  run: string;
  since: string | undefined;
  /** The result to compare to, if it is not the present one. */
  until: string | undefined;
  /** Whether changes of white space are left out. */
  space: boolean;
  /** The commit of the shown result. If it changes, the loaded rows are dropped. */
  to: string | undefined;
}

/** The rows of files. Each file loads one page at a time, on request. */
export function useRows({ run, since, until, space, to }: RowsInput) {
  const rows = useSignal<ReadonlyMap<string, readonly DiffRow[]>>(new Map());
  const asked = useRef(new Set<string>());
  const stop = useRef(new AbortController());
  /** Stops the load of a path, by path. */
  const loads = useRef(new Map<string, AbortController>());
  const wanted = useRef(new Map<string, Wanted>());
  /** What can be shown after the last hunk, by path. A file that isn't loaded to its end has none. */
  const ends = useSignal<ReadonlyMap<string, Growth | undefined>>(new Map());
  /** The rows with the usual number of unchanged lines, by path. */
  const first = useRef(new Map<string, readonly DiffRow[]>());
  useEffect(() => {
    stop.current = new AbortController();
    asked.current = new Set();
    wanted.current = new Map();
    rows.value = new Map();
    return () => stop.current.abort();
  }, [run, since, to]);
  const shownSpace = useRef(space);
  useEffect(() => {
    if (shownSpace.current === space) return;
    shownSpace.current = space;
    asked.current = new Set();
    // The shown rows stay until the new ones have come, so that the reader keeps the place.
    for (const path of rows.peek().keys()) void load(path);
  }, [space]);
  const load = async (path: string) => {
    if (to === undefined || asked.current.has(path)) return;
    asked.current.add(path);
    loads.current.get(path)?.abort();
    const own = new AbortController();
    loads.current.set(path, own);
    const signal = AbortSignal.any([stop.current.signal, own.signal]);
    // All pages have the same number of unchanged lines, even if the reader asks for more meanwhile.
    const { context, opened } = wanted.current.get(path) ?? USUAL;
    const again = rows.peek().has(path);
    const known: DiffRow[] = [];
    try {
      for (let after: number | undefined = 0; after !== undefined; ) {
        const more = { context, since, to: until, ignore_space: space || undefined };
        const input = { run, path, after, limit: after === 0 ? FIRST : PAGE, ...present(more) };
        const page: Changes = await call(workspace.peek()!.uuid, 'run_changes', input, { signal });
        if (signal.aborted || page.to !== to) return;
        known.push(...(page.rows ?? []));
        after = page.next;
        // The rows that the page already shows stay until all new ones have come.
        if (after === undefined || !again) {
          if (context === CONTEXT) first.current.set(path, known);
          const isPart = opened.length > 0 && context < WHOLE;
          const shown = isPart ? withOpened(known, opened, first.current.get(path) ?? []) : [...known];
          const end = after === undefined ? growthAtEnd(shown, known, context, page.lines) : undefined;
          batch(() => {
            rows.value = new Map(rows.peek()).set(path, shown);
            ends.value = new Map(ends.peek()).set(path, end);
          });
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Refusal)) throw error;
      asked.current.delete(path);
      showRefusal(error);
    }
  };
  const want = (path: string, add: (known: Wanted) => Wanted) => {
    wanted.current.set(path, add(wanted.current.get(path) ?? USUAL));
    asked.current.delete(path);
    void load(path);
  };
  return {
    rows,
    ends,
    load,
    /** Shows unchanged lines of a file. */
    open: (path: string, lines: Lines) =>
      want(path, ({ context, opened }) => ({
        context: context + lines.to - lines.from + 1,
        opened: [...opened, lines],
      })),
    /** Shows all lines of a file. */
    openAll: (path: string) => want(path, ({ opened }) => ({ context: WHOLE, opened })),
  };
}
