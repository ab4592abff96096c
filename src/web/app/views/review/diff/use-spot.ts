import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { act } from '../../../data/act.ts';
import { toast } from '../../../shell/notices/toasts.ts';
import type { DiffSide } from '../answers.ts';
import type { DiffSpot } from './items.ts';

interface Wish {
  run: string;
  since: string | undefined;
  /** The result that is shown. */
  commit: string;
}

/** The lines that the reader chose to comment on. */
export function useSpot({ run, since, commit }: Wish) {
  const spot = useSignal<DiffSpot | undefined>(undefined);
  /** The line chosen last. A range can begin there after the focus has left the field. */
  const last = useRef<DiffSpot | undefined>(undefined);
  return {
    spot,
    /** Chooses a line, or with `more` all from the chosen one to it. */
    choose(path: string, side: DiffSide, line: number, more: boolean) {
      // Lines of an earlier result are nobody's any more; those that the run began from are in the whole diff.
      if (since && side === 'old') return toast({ text: 'Comment on a line of the result, or show the whole diff.' });
      const at = spot.value ?? last.current;
      spot.value =
        more && at?.path === path && at.side === side
          ? { path, side, from: Math.min(at.from, line), to: Math.max(at.to, line) }
          : { path, side, from: line, to: line };
      last.current = spot.value;
    },
    async save(text: string) {
      const { path, side, from, to } = spot.value!;
      const kept = await act('review_comment', { run, commit, path, side, line: from, to, text }, KEPT);
      if (kept) last.current = undefined;
      return kept !== undefined;
    },
    leave() {
      spot.value = undefined;
    },
  };
}

const KEPT = { done: 'Draft kept' };
