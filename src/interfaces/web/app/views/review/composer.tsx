import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface Props {
  label: string;
  value?: string;
  save: string;
  /** True when it was taken. */
  onSave(text: string): Promise<boolean>;
  onClose(): void;
}

/** A field for a comment; Ctrl Enter keeps it, Escape leaves it. */
export function Composer({ label, value = '', save, onSave, onClose }: Props) {
  const text = useSignal(value);
  const busy = useSignal(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => field.current?.focus(), [label]);
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy.value || text.value.trim() === '') return;
    busy.value = true;
    const taken = await onSave(text.value);
    busy.value = false;
    if (taken) onClose();
  };
  return (
    <form class="composer" onSubmit={send}>
      <textarea
        ref={field}
        aria-label={label}
        placeholder={label}
        rows={3}
        value={text.value}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send(event);
          if (event.key === 'Escape') {
            event.preventDefault();
            event.stopPropagation();
            onClose();
          }
        }}
      />
      <div class="composer-do">
        <button type="button" class="button small" onClick={onClose}>
          Leave it
        </button>
        <button type="submit" class="button small primary" disabled={text.value.trim() === ''}>
          {save}
        </button>
      </div>
    </form>
  );
}
