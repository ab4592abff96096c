import { signal, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { Button } from '../../parts/button.tsx';

/** Number of comments that are being written now. */
export const writing = signal(0);

/** Unsent texts by composer. They outlive the input. */
const unsent = new Map<string, string>();

export const isUnsent = (of: string) => unsent.has(of);

interface Props {
  /** Key of the unsent text. */
  of: string;
  label: string;
  value?: string;
  save: string;
  /** Returns whether the comment was saved. */
  onSave(text: string): Promise<boolean>;
  onClose(): void;
}

/** An input for a comment. Ctrl+Enter saves, Escape cancels. */
export function Composer({ of, label, value = '', save, onSave, onClose }: Props) {
  const text = useSignal(unsent.get(of) ?? value);
  const busy = useSignal(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => field.current?.focus(), [label]);
  useEffect(() => {
    writing.value++;
    return () => void writing.value--;
  }, []);
  const close = () => {
    unsent.delete(of);
    onClose();
  };
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy.value || text.value.trim() === '') return;
    busy.value = true;
    const taken = await onSave(text.value);
    busy.value = false;
    if (taken) close();
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
          unsent.set(of, text.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send(event);
          if (event.key === 'Escape') {
            event.preventDefault();
            event.stopPropagation();
            close();
          }
        }}
      />
      <div class="composer-do flex gap-8">
        <Button look="small" onClick={close}>
          Leave it
        </Button>
        <Button type="submit" look="small primary" disabled={text.value.trim() === ''}>
          {save}
        </Button>
      </div>
    </form>
  );
}
