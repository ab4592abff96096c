import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { act } from '../../../data/act.ts';
import { toast } from '../../../shell/notices/toasts.ts';
import type { DiffSide } from '../answers.ts';
import type { DiffSpot } from './items.ts';

interface SpotInput {
  run: string;
  since: string | undefined;
  /** The commit of the shown result. */
  commit: string;
}

/** The line range selected for a new comment. */
export function useSpot({ run, since, commit }: SpotInput) {
  const spot = useSignal<DiffSpot | undefined>(undefined);
  /** The last selection. It can be extended after the input was closed. */
  const last = useRef<DiffSpot | undefined>(undefined);
  return {
    spot,
    /** Selects a line. With `more`, extends the selected range to it. */
    choose(path: string, side: DiffSide, line: number, more: boolean) {
      // With `since`, the old side is an earlier result, which comments can't refer to. The whole diff has the run's
      // start commit.
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
