import { effect, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Chosen } from './model.ts';

/** Whoever has the focus in the bar for chosen tasks is in the list again when none is chosen any more and the bar goes. */
export function useFocusAfterBulk(chosen: Signal<Chosen>): void {
  // At once, not after the next frame as hooks of signals do: the bar has the focus until it is drawn anew.
  useEffect(
    () =>
      effect(() => {
        if (chosen.value.size === 0 && document.activeElement?.closest('.bulk'))
          document.querySelector<HTMLElement>('.list-row[tabindex="0"]')?.focus();
      }),
    [chosen],
  );
}
