import { signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { Button } from '../../parts/button.tsx';
import { sendsWithCtrlEnter } from '../../parts/forms/sends-with-ctrl-enter.ts';
import { typed } from '../../parts/forms/typed-text.ts';
import { useUnsent } from '../../parts/forms/unsent.ts';
import { useSubmit } from '../../parts/forms/use-once.ts';

/** Number of comments that the reader is writing now. */
export const writing = signal(0);

interface Props {
  /** Key of the unsent text. */
  of: string;
  label: string;
  value?: string;
  save: string;
  /** Saves the comment. @returns whether the server accepted it */
  onSave(text: string): Promise<boolean>;
  onClose(): void;
}

/** An input for a comment. Ctrl+Enter saves, Escape cancels. */
export function Composer({ of, label, value = '', save, onSave, onClose }: Props) {
  const text = useUnsent(of, value);
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => field.current?.focus(), [label]);
  useEffect(() => {
    writing.value++;
    return () => void writing.value--;
  }, []);
  const close = () => {
    text.value = '';
    onClose();
  };
  const send = useSubmit(async () => {
    if (text.value.trim() !== '' && (await onSave(text.value))) close();
  });
  return (
    <form class="composer" onSubmit={send}>
      <textarea
        ref={field}
        aria-label={label}
        placeholder={label}
        rows={3}
        {...typed(text)}
        onKeyDown={(event) => {
          sendsWithCtrlEnter(event);
          if (event.key === 'Escape') {
            event.preventDefault();
            event.stopPropagation();
            close();
          }
        }}
      />
      <div class="composer-do flex gap-8">
        <Button look="small" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" look="small primary" disabled={text.value.trim() === ''}>
          {save}
        </Button>
      </div>
    </form>
  );
}
