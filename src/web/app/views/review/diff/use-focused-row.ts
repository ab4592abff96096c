import { useEffect, useRef } from 'preact/hooks';

/** What of the current row takes the focus, so that a screen reader says where the keyboard is. */
const TARGET = '.diff-file.is-current .diff-file-name, .diff-row.is-current button.diff-number';
/** Frames in which a row that was scrolled to has been drawn. */
const FRAMES = 10;

/** Keeps the focus on the row that the keyboard went to, whenever `moves` grows; `focus` brings it back there. */
export function useFocusedRow(moves: number) {
  const ref = useRef<HTMLElement>(null);
  const frame = useRef(0);
  const focus = (left = FRAMES): void => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => {
      // Who has begun to write meanwhile stays there.
      if (document.activeElement?.matches('textarea, dialog *')) return;
      const found = ref.current?.querySelectorAll<HTMLElement>(TARGET);
      if (found?.length) found[found.length - 1]!.focus({ preventScroll: true });
      else if (left > 0) focus(left - 1);
    });
  };
  useEffect(() => {
    if (moves > 0) focus();
  }, [moves]);
  return { ref, focus: () => focus() };
}
