import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { present } from '../../../../../base/present.ts';
import { showRefusal } from '../../../data/act.ts';
import { call, Refusal } from '../../../data/api.ts';
import { workspace } from '../../../data/state.ts';
import type { Changes, DiffRow } from '../answers.ts';

/** Number of rows in the first page of a file, which should arrive soon. The next constant is for later pages. */
const FIRST = 500;
const PAGE = 5_000;
/** Number of unchanged lines around a change at first. */
const CONTEXT = 3;
/** Number of unchanged lines that show a whole file. */
export const WHOLE = 1_000_000;

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
  /** Number of unchanged lines around each change, by path. Git's default is 3. */
  const around = useSignal<ReadonlyMap<string, number>>(new Map());
  useEffect(() => {
    stop.current = new AbortController();
    asked.current = new Set();
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
    const context = around.peek().get(path);
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
        if (after === undefined || !again) rows.value = new Map(rows.peek()).set(path, [...known]);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Refusal)) throw error;
      asked.current.delete(path);
      showRefusal(error);
    }
  };
  /** Shows more unchanged lines around the changes of a file. */
  const more = (path: string, lines: number) => {
    around.value = new Map(around.peek()).set(path, (around.peek().get(path) ?? CONTEXT) + lines);
    asked.current.delete(path);
    void load(path);
  };
  return { rows, load, more, around };
}
