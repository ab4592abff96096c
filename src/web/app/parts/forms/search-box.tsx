import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { goQuery } from '../../shell/route.ts';

/** Milliseconds after the last key before the search starts. */
const QUIET_MS = 150;

/** A search input. The URL stores its words as `q`. The key `/` focuses it. */
export function SearchBox({ label, placeholder, text }: { label: string; placeholder: string; text: string }) {
  const typed = useSignal(text);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  /** Words that this input put into the URL. When they come back as `text`, newer typing stays. */
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
