import { type Signal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';

/** Texts that were typed but not sent. They outlive their inputs and views. */
const unsent = new Map<string, Signal<string>>();

/** Returns the unsent text with this key. The text is kept when its input leaves the page, unless it is empty. */
export function useUnsent(of: string): Signal<string> {
  const text = useMemo(() => unsent.get(of) ?? signal(''), [of]);
  useEffect(
    () => () => {
      if (text.peek() === '') unsent.delete(of);
      else unsent.set(of, text);
    },
    [of],
  );
  return text;
}
