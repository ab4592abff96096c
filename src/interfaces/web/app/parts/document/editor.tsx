import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { act, tellRefusal } from '../../data/act.ts';
import { Refusal } from '../../data/api.ts';
import { typed } from '../typed.ts';
import { useSubmit } from '../use-once.ts';
import { type Named, useVersions, wholeBody } from './named.ts';
import { Newer } from './newer.tsx';

interface Props extends Named {
  /** Is there a version already? */
  has: boolean;
  onClose(): void;
}

/** Writes the next version of a document. Who was faster is shown, and nothing typed is lost. */
export function DocumentEditor({ id, name, has, onClose }: Props) {
  const text = useSignal<string | undefined>(undefined);
  /** The version that it is made from; 0: none. */
  const seen = useSignal(0);
  const note = useSignal('');
  const field = useRef<HTMLTextAreaElement>(null);
  const versions = useVersions({ id, name });
  const newest = versions?.[0];
  useEffect(() => {
    if (has) void load();
  }, []);
  useEffect(() => {
    // Of a deleted one there are versions, but no text to begin with.
    if (!has && versions && text.value === undefined) begin('', versions[0]?.version ?? 0);
  }, [versions]);
  const ready = text.value !== undefined;
  useLayoutEffect(() => field.current?.focus(), [ready]);
  const begin = (content: string, version: number) => {
    seen.value = version;
    text.value = content;
  };
  const load = async () => {
    try {
      const body = await wholeBody({ id, name });
      begin(body.content, body.version);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      tellRefusal(error);
      onClose();
    }
  };
  const save = useSubmit(async () => {
    const input = {
      id,
      name,
      content: text.value ?? '',
      seen: seen.value,
      ...(note.value ? { note: note.value } : {}),
    };
    if (await act('task_doc_write', input, { done: `Stored ${name}`, undo: true })) onClose();
  });
  if (text.value === undefined) return <div class="loading" aria-busy="true" />;
  return (
    <form
      class="doc-editor"
      onSubmit={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save(event);
      }}
    >
      {newest && newest.version > seen.value && (
        <Newer
          id={id}
          name={name}
          from={seen.value}
          newest={newest}
          onSeen={() => (seen.value = newest.version)}
          onTake={load}
        />
      )}
      <textarea
        ref={field}
        aria-label={`Text of ${name}`}
        rows={18}
        placeholder="Markdown works. Ctrl Enter saves it."
        value={text.value}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
        }}
      />
      <div class="doc-save">
        <input aria-label="Why it changed" placeholder="Why it changed" {...typed(note)} />
        <button type="button" class="button" onClick={onClose}>
          Leave it
        </button>
        <button type="submit" class="button primary">
          Save
        </button>
      </div>
    </form>
  );
}
