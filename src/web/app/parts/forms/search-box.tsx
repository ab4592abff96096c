import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { goQuery } from '../../shell/route.ts';

/** Milliseconds after the last key before the search starts. */
const QUIET_MS = 150;

/** A search input. The URL's parameter `q` has the searched words. The key `/` focuses the input. */
export function SearchBox({ label, placeholder, text }: { label: string; placeholder: string; text: string }) {
  const typed = useSignal(text);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  /** The words that this input last wrote into the URL. The same words in `text` must not replace newer ones. */
  const said = useRef(text);
  useEffect(() => {
    if (text === said.current) return;
    clearTimeout(timer.current);
    said.current = text;
    typed.value = text;
  }, [text]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const look = () => {
    said.current = typed.value.trim();
    goQuery({ q: said.current });
  };
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
        timer.current = setTimeout(look, QUIET_MS);
      }}
    />
  );
}
