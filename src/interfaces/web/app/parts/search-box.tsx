import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { goQuery } from '../shell/route.ts';

/** Milliseconds of quiet after which what was typed is looked for. */
const QUIET_MS = 150;

/** Words to look for; they stand in the address as `q`. `/` goes there. */
export function SearchBox({ label, placeholder, text }: { label: string; placeholder: string; text: string }) {
  const typed = useSignal(text);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    typed.value = text;
    return () => clearTimeout(timer.current);
  }, [text]);
  return (
    <input
      type="search"
      class="search-box"
      data-filter
      aria-label={label}
      placeholder={placeholder}
      value={typed.value}
      onInput={({ currentTarget }) => {
        typed.value = currentTarget.value;
        clearTimeout(timer.current);
        timer.current = setTimeout(() => goQuery({ q: typed.value.trim() }), QUIET_MS);
      }}
    />
  );
}
