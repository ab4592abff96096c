import { useSignal } from '@preact/signals';
import type { ChangedFile } from '../answers.ts';

/** Maximum number of changed lines for files that are open at first: of each such file, and of all of them together. */
const OPEN = { each: 1_500, all: 6_000 } as const;

/** The set of unfolded files. */
export function useOpenFiles(files: readonly ChangedFile[], seen: ReadonlySet<string>) {
  const paths = useSignal<ReadonlySet<string>>(openAtFirst(files, seen));
  return {
    paths,
    set(path: string, on: boolean) {
      const next = new Set(paths.value);
      if (on) next.add(path);
      else next.delete(path);
      paths.value = next;
    },
  };
}

/** Returns short files that are not seen yet. Generated and long files start folded. */
export function openAtFirst(files: readonly ChangedFile[], seen: ReadonlySet<string>): Set<string> {
  let left = OPEN.all;
  const open = new Set<string>();
  for (const { path, added, deleted, generated } of files) {
    const lines = added + deleted;
    if (generated || seen.has(path) || lines > OPEN.each || lines > left) continue;
    left -= lines;
    open.add(path);
  }
  return open;
}
