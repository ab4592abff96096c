import { useEffect, useRef } from 'preact/hooks';
import { useOnce } from '../../parts/forms/use-once.ts';
import type { Setting } from './model.ts';

interface Props {
  type: Setting['type'];
  value: string;
  labelledBy: string;
  set(to: string): Promise<boolean>;
  /** Called if another author changed the value during the edit. */
  newer(to: string): void;
}

/**
 * A setting's input. Enter saves the text, and so does leaving the input. Escape restores the saved value. A change by
 * another author doesn't replace typed text.
 */
export function TextControl({ type, value, labelledBy, set, newer }: Props) {
  const ref = useRef<HTMLInputElement>(null);
  const now = useRef(value);
  now.current = value;
  /** The value that the person saw last. */
  const known = useRef(value);
  const show = (): void => {
    known.current = now.current;
    if (ref.current) ref.current.value = now.current;
  };
  useEffect(() => {
    if (ref.current?.value === known.current || ref.current?.value === value) show();
  }, [value]);
  const save = useOnce(async (text: string) => {
    const before = now.current;
    if (text === known.current || text === before) return show();
    if (before !== known.current) {
      known.current = before;
      return newer(before);
    }
    if (!(await set(text))) return;
    known.current = text;
    if (now.current !== before) show();
  });
  return (
    <input
      ref={ref}
      aria-labelledby={labelledBy}
      inputMode={type === 'number' ? 'decimal' : 'text'}
      placeholder="empty"
      defaultValue={value}
      onKeyDown={({ key, currentTarget }) => {
        if (key === 'Enter') void save(currentTarget.value);
        if (key === 'Escape') show();
      }}
      onBlur={({ currentTarget }) => void save(currentTarget.value)}
    />
  );
}
