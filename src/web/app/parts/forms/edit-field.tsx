import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../../shell/notices/announce.ts';
import { typed } from './typed-text.ts';
import { useOnce } from './use-once.ts';

interface Props {
  label: string;
  value: string;
  /** The displayed text, if it differs from the text to edit. */
  shown?: string | undefined;
  /** Text that is shown if there is no value. */
  empty?: string;
  wide?: boolean;
  /** Saves the value. @returns whether the server accepted it */
  onSave(value: string): Promise<boolean>;
}

/** A text that becomes an input after a click. Enter saves, and so does leaving the input. Escape cancels. */
export function EditField({ label, value, shown = value, empty = 'Add', wide = false, onSave }: Props) {
  const editing = useSignal(false);
  const text = useSignal(value);
  /** The last value that the person saw: the value when the input opened, or a newer one. */
  const known = useSignal(value);
  const newer = useSignal(false);
  const input = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (editing.value) input.current?.select();
  }, [editing.value]);
  const close = (focus: boolean) => {
    editing.value = false;
    if (focus) requestAnimationFrame(() => button.current?.focus());
  };
  const save = useOnce(async (focus: boolean) => {
    if (!editing.value) return;
    if (value !== known.value && value !== text.value.trim()) {
      known.value = value;
      newer.value = true;
      announce(newerText(value), 'assertive');
      return;
    }
    if (newer.value && !focus) return;
    if (text.value.trim() === value || (await onSave(text.value.trim()))) close(focus);
  });
  if (!editing.value)
    return (
      <button
        ref={button}
        type="button"
        class={`edit-show ${value === '' ? 'faint' : ''}`}
        title={`Edit: ${label}`}
        aria-label={`${label}: ${shown || empty}`}
        onClick={() => {
          text.value = value;
          known.value = value;
          newer.value = false;
          editing.value = true;
        }}
      >
        {shown || empty}
      </button>
    );
  return (
    <>
      <input
        ref={input}
        class={`edit-input ${wide ? 'is-wide' : ''}`}
        aria-label={label}
        {...typed(text)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') void save(true);
          if (event.key === 'Escape') {
            event.preventDefault();
            event.stopPropagation();
            close(true);
          }
        }}
        onBlur={() => void save(false)}
      />
      {newer.value && <small class="edit-newer asks whole">{newerText(value)}</small>}
    </>
  );
}

function newerText(value: string): string {
  return `Someone else changed this to “${value || 'nothing'}”. Press Enter to keep your value, Esc to use theirs.`;
}
