import { type Signal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { workspace } from '../../data/state.ts';

/** Texts that the reader typed but didn't send. They stay after their inputs and views are closed. */
const unsent = new Map<string, Signal<string>>();

/** Returns whether the shown workspace has an unsent text with this key. */
export const isUnsent = (of: string) => !!unsent.get(here(of))?.peek();

/** Returns the key with the workspace, because two workspaces can both have a run r1. */
const here = (of: string) => `${workspace.value?.uuid} ${of}`;

/** Returns the unsent text with this key, or `initial`. The text stays after its input is closed. */
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
