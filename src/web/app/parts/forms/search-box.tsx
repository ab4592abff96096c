import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { goQuery } from '../../shell/route.ts';

/** Milliseconds of quiet after which what was typed is looked for. */
const QUIET_MS = 150;

/** Words to look for; they stand in the address as `q`. `/` goes there. */
export function SearchBox({ label, placeholder, text }: { label: string; placeholder: string; text: string }) {
  const typed = useSignal(text);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  /** What this field put into the address: that comes back later than what is typed next. */
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
