import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { showRefusal } from '../../../data/act.ts';
import { call, Refusal } from '../../../data/api.ts';
import { workspace } from '../../../data/state.ts';
import type { Changes, DiffRow } from '../answers.ts';

/** Number of rows in the first page of a file, which should arrive soon. The next constant is for later pages. */
const FIRST = 500;
const PAGE = 5_000;

export interface RowsInput {
  run: string;
  since: string | undefined;
  /** The commit of the shown result. If it changes, the loaded rows are dropped. */
  to: string | undefined;
}

/** The rows of files. Each file loads one page at a time, on request. */
export function useRows({ run, since, to }: RowsInput) {
  const rows = useSignal<ReadonlyMap<string, readonly DiffRow[]>>(new Map());
  const asked = useRef(new Set<string>());
  const stop = useRef(new AbortController());
  useEffect(() => {
    stop.current = new AbortController();
    asked.current = new Set();
    rows.value = new Map();
    return () => stop.current.abort();
  }, [run, since, to]);
  const load = async (path: string) => {
    if (to === undefined || asked.current.has(path)) return;
    asked.current.add(path);
    const { signal } = stop.current;
    try {
      for (let after: number | undefined = 0; after !== undefined; ) {
        const input = { run, path, after, limit: after === 0 ? FIRST : PAGE, ...(since ? { since } : {}) };
        const page: Changes = await call(workspace.peek()!.uuid, 'run_changes', input, { signal });
        if (signal.aborted || page.to !== to) return;
        const known = after === 0 ? [] : (rows.peek().get(path) ?? []);
        rows.value = new Map(rows.peek()).set(path, [...known, ...(page.rows ?? [])]);
        after = page.next;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Refusal)) throw error;
      asked.current.delete(path);
      showRefusal(error);
    }
  };
  return { rows, load };
}
