import { type Signal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';

/** What was written and neither sent nor left: it outlives its field and its view. */
const unsent = new Map<string, Signal<string>>();

/** A text that is being written, by what tells it from others; it is there again when its field is. An empty one is none. */
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
