import { useEffect, useRef } from 'preact/hooks';
import { useOnce } from '../../parts/use-once.ts';
import type { Setting } from './model.ts';

interface Props {
  type: Setting['type'];
  value: string;
  labelledBy: string;
  set(to: string): Promise<boolean>;
}

/** Enter and leaving it save, Escape does not; whatever is saved, the reader stays in it. */
export function TextControl({ type, value, labelledBy, set }: Props) {
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (ref.current) ref.current.value = value;
  }, [value]);
  const save = useOnce(async (typed: string) => {
    if (typed !== value) await set(typed);
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
        if (key === 'Escape') currentTarget.value = value;
      }}
      onBlur={({ currentTarget }) => void save(currentTarget.value)}
    />
  );
}
