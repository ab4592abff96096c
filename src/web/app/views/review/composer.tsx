import { signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { suggestionText } from '../../../../domain/runs/suggestion.ts';
import { Button } from '../../parts/button.tsx';
import { sendsWithCtrlEnter, typed } from '../../parts/forms/typed-text.ts';
import { useUnsent } from '../../parts/forms/unsent.ts';
import type { CommentDraft } from './diff/use-spot.ts';

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
  /** The comment in the input, if it can become another one while the one before is being saved. */
  draft?: CommentDraft;
  /** Returns the lines of the comment, for a suggestion of other ones. Without it, the comment can't have one. */
  lines?: readonly string[] | undefined;
}

/** An input for a comment. Ctrl+Enter saves, Escape cancels. */
export function Composer({ of, label, value = '', save, onSave, onClose, lines, draft }: Props) {
  const text = useUnsent(of, value);
  /** The comment that is being saved. */
  const sending = useRef('');
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => field.current?.focus(), [label]);
  useLayoutEffect(() => {
    text.value = draft?.take() ?? text.value;
  }, [draft]);
  useEffect(() => {
    writing.value++;
    return () => void writing.value--;
  }, []);
  const close = () => {
    text.value = '';
    onClose();
  };
  const suggest = () => {
    text.value = [...(text.value.trim() === '' ? [] : [text.value]), suggestionText(lines!)].join('\n');
    field.current?.focus();
  };
  const send = async () => {
    const comment = `${label}: ${text.value}`;
    if (text.value.trim() === '' || sending.current === comment) return;
    sending.current = comment;
    const isSaved = await onSave(text.value);
    if (sending.current === comment) sending.current = '';
    if (isSaved) close();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
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
        {lines && (
          <Button look="small" title="Edit the lines in the comment. You can apply them as a commit" onClick={suggest}>
            Suggest a change
          </Button>
        )}
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
