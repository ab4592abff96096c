import { effect, type Signal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { workspace } from '../../data/state.ts';

/**
 * Texts that the reader typed but didn't send. The tab keeps them after their inputs and views are closed, and while it
 * loads the page again.
 */
export const unsent = {
  get: <T>(key: string): T | null => JSON.parse(sessionStorage.getItem(key) ?? 'null'),
  set(key: string, value: unknown): void {
    try {
      sessionStorage.setItem(key, JSON.stringify(value));
    } catch {
      // The tab has no room for so long a text. Its input still has it.
    }
  },
  delete: (key: string) => sessionStorage.removeItem(key),
};

/** Returns whether the shown workspace has an unsent text with this key. */
export const isUnsent = (of: string) => unsent.get(unsentKey(of)) !== null;

/** Returns the key with the workspace, because two workspaces can both have a run r1. */
export const unsentKey = (of: string) => `${workspace.value?.uuid} ${of}`;

/** Returns the unsent text with this key, or `initial`. The text stays after its input is closed. */
export function useUnsent(of: string, initial = ''): Signal<string> {
  const key = unsentKey(of);
  const text = useMemo(() => signal(unsent.get<string>(key) ?? initial), [key]);
  useEffect(
    () =>
      effect(() => {
        if (text.value === '' || text.value === initial) unsent.delete(key);
        else unsent.set(key, text.value);
      }),
    [key],
  );
  return text;
}
