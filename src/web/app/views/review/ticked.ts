import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { act } from '../../data/act.ts';
import type { ShownFile } from './answers.ts';

export interface Ticks {
  /** Paths of the files that the reader marked as seen. */
  paths: ReadonlySet<string>;
  toggle(path: string): void;
}

/**
 * Returns which files of a result are marked as seen. The server stores these marks, so all tabs and the command line
 * have the same ones.
 */
export function useTicks(run: string, commit: string | undefined, files: readonly ShownFile[]): Ticks {
  /** Marks set in this tab that the server's answer doesn't contain yet. */
  const sent = useSignal<{ of: readonly ShownFile[]; seen: ReadonlyMap<string, boolean> } | undefined>(undefined);
  const seen = sent.value?.of === files ? sent.value.seen : undefined;
  const paths = useMemo(
    () => new Set(files.filter((file) => seen?.get(file.path) ?? file.seen).map(({ path }) => path)),
    [files, seen],
  );
  return {
    paths,
    toggle(path) {
      const off = paths.has(path);
      sent.value = { of: files, seen: new Map(seen).set(path, !off) };
      void act('review_tick', { run, path, ...(commit ? { commit } : {}), ...(off ? { off } : {}) }).then((done) => {
        if (!done) sent.value = undefined;
      });
    },
  };
}
