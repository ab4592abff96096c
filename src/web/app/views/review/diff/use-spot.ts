import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { act } from '../../../data/act.ts';
import { toast } from '../../../shell/notices/toasts.ts';
import type { DiffSide } from '../answers.ts';
import type { DiffSpot } from './items.ts';

interface SpotInput {
  run: string;
  since: string | undefined;
  until: string | undefined;
  /** The commit of the shown result. */
  commit: string;
}

/** The line range selected for a new comment. */
export function useSpot({ run, since, until, commit }: SpotInput) {
  const spot = useSignal<DiffSpot | undefined>(undefined);
  /** The last selected range. The reader can extend it even after closing the comment's input. */
  const last = useRef<DiffSpot | undefined>(undefined);
  return {
    spot,
    /** Selects a line. With `more`, extends the selected range to this line. */
    choose(path: string, side: DiffSide, line: number, more: boolean) {
      // With `since`, the old side is an earlier result, which can't have comments. Without it, the old side is the
      // run's start commit.
      if (until || (since && side === 'old'))
        return toast({
          text: "You can't comment on lines of an earlier result. Comment on a line of the result, or show the whole diff.",
        });
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

const KEPT = { done: 'Saved the draft' };
