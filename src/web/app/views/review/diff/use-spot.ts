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

/** A comment in the input of new comments. */
export interface CommentDraft {
  /** Returns the text that replaces the one in the input; undefined if the input keeps its text. Only the first call has it. */
  take(): string | undefined;
}

function draftWith(text?: string): CommentDraft {
  const texts = text === undefined ? [] : [text];
  return { take: () => texts.pop() };
}

/** The line range selected for a new comment. */
export function useSpot({ run, since, until, commit }: SpotInput) {
  const spot = useSignal<DiffSpot | undefined>(undefined);
  /** The comment that the reader is writing. A new one can begin while the previous one is being saved. */
  const draft = useSignal<CommentDraft>(draftWith());
  const saving = useRef<CommentDraft | undefined>(undefined);
  /** Comments that the server refused after the reader had begun another one. */
  const refused = useRef<{ spot: DiffSpot; text: string }[]>([]);
  const showNext = () => {
    const next = refused.current.pop();
    if (next) draft.value = draftWith(next.text);
    spot.value = next?.spot;
  };
  /** The last selected range. The reader can extend it even after closing the comment's input. */
  const last = useRef<DiffSpot | undefined>(undefined);
  return {
    spot,
    draft,
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
      if (saving.current === draft.value) draft.value = draftWith('');
    },
    /** Saves the comment. @returns whether the input can close: not if the reader writes another comment in it now */
    async save(text: string) {
      const [mine, at] = [draft.value, spot.value!];
      const { path, side, from, to } = at;
      saving.current = mine;
      const kept = await act('review_comment', { run, commit, path, side, line: from, to, text }, KEPT);
      if (saving.current === mine) saving.current = undefined;
      const isShown = draft.value === mine;
      if (kept && isShown) last.current = undefined;
      if (!kept && !isShown) {
        refused.current.push({ spot: at, text });
        if (spot.value === undefined) showNext();
      }
      return kept !== undefined && isShown;
    },
    /** Closes the input, unless a refused comment is left to show in it. */
    leave: showNext,
  };
}

const KEPT = { done: 'Saved the draft' };
