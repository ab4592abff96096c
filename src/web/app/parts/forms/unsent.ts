import { type Signal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';

/** Texts that were typed but not sent. They outlive their inputs and views. */
const unsent = new Map<string, Signal<string>>();

export const isUnsent = (of: string) => !!unsent.get(of)?.peek();

/** Returns the unsent text with this key, or `initial`. When its input leaves the page, a typed text is kept. */
export function useUnsent(of: string, initial = ''): Signal<string> {
  const text = useMemo(() => (isUnsent(of) ? unsent.get(of)! : signal(initial)), [of]);
  useEffect(
    () => () => {
      if (text.peek() === '' || text.peek() === initial) unsent.delete(of);
      else unsent.set(of, text);
    },
    [of],
  );
  return text;
}
