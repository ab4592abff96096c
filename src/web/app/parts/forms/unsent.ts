import { type Signal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { workspace } from '../../data/state.ts';

/** Texts that were typed but not sent. They outlive their inputs and views. */
const unsent = new Map<string, Signal<string>>();

/** Is there an unsent text with this key in the workspace that is shown? */
export const isUnsent = (of: string) => !!unsent.get(here(of))?.peek();

/** Two workspaces may both have a run r1. */
const here = (of: string) => `${workspace.value?.uuid} ${of}`;

/** Returns the unsent text with this key, or `initial`. When its input leaves the page, a typed text is kept. */
export function useUnsent(of: string, initial = ''): Signal<string> {
  const key = here(of);
  const text = useMemo(() => (isUnsent(of) ? unsent.get(key)! : signal(initial)), [key]);
  useEffect(
    () => () => {
      if (text.peek() === '' || text.peek() === initial) unsent.delete(key);
      else unsent.set(key, text);
    },
    [key],
  );
  return text;
}
