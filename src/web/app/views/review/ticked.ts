import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { act } from '../../data/act.ts';
import type { ChangedFile } from './answers.ts';

export interface Ticks {
  /** The files that the reader has ticked off, as they are now. */
  paths: ReadonlySet<string>;
  toggle(path: string): void;
}

/** What of a result the reader has ticked off; kept in the store, so that every tab and the terminal have it. */
export function useTicks(run: string, commit: string | undefined, files: readonly ChangedFile[]): Ticks {
  /** What was ticked here and is not in the answer yet. */
  const sent = useSignal<{ of: readonly ChangedFile[]; seen: ReadonlyMap<string, boolean> } | undefined>(undefined);
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
