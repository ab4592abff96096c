import { useSignal } from '@preact/signals';
import type { ShownFile } from '../answers.ts';

/** Maximum number of changed lines in files that are open at first: in `each` file, and in `all` together. */
const OPEN = { each: 1_500, all: 6_000 } as const;

/** The set of unfolded files. */
export function useOpenFiles(files: readonly ShownFile[], seen: ReadonlySet<string>) {
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

/** Returns the short files that aren't marked as seen. Generated and long files are folded at first. */
export function openAtFirst(files: readonly ShownFile[], seen: ReadonlySet<string>): Set<string> {
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
