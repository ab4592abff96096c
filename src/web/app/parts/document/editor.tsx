import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { act, showRefusal } from '../../data/act.ts';
import { Refusal } from '../../data/api.ts';
import { Button } from '../button.tsx';
import { typed } from '../forms/typed-text.ts';
import { isUnsent, unsent, unsentKey } from '../forms/unsent.ts';
import { useSubmit } from '../forms/use-once.ts';
import { Loading } from '../unanswered.tsx';
import { ComparedVersions } from './compared.tsx';
import { type DocumentName, useVersions, type Version, wholeBody } from './named.ts';

interface Props extends DocumentName {
  /** Whether the document exists. */
  has: boolean;
  onClose(): void;
}

/** An unsaved text with the version that the author began with. */
interface Unsaved {
  content: string;
  version: number;
}

const keyOf = ({ id, name }: DocumentName) => `${id} ${name}`;

export const isUnsaved = (document: DocumentName) => isUnsent(keyOf(document));

/**
 * An editor for a document's next version. If another author saves a version first, the editor shows both versions and
 * keeps the typed text.
 */
export function DocumentEditor({ id, name, has, onClose }: Props) {
  const key = unsentKey(keyOf({ id, name }));
  const kept = unsent.get<Unsaved>(key);
  const text = useSignal<string | undefined>(kept?.content);
  /** The version that the author began with; 0 if there was none. */
  const seen = useSignal(kept?.version ?? 0);
  const note = useSignal('');
  const field = useRef<HTMLTextAreaElement>(null);
  const versions = useVersions({ id, name });
  const newest = versions?.[0];
  useEffect(() => {
    if (has && text.value === undefined) void load();
  }, []);
  useEffect(() => {
    // A deleted document still has versions. The text of its next version begins empty.
    if (!has && versions && text.value === undefined) begin('', versions[0]?.version ?? 0);
  }, [versions]);
  const ready = text.value !== undefined;
  useLayoutEffect(() => field.current?.focus(), [ready]);
  const close = () => {
    unsent.delete(key);
    onClose();
  };
  const begin = (content: string, version: number) => {
    unsent.delete(key);
    seen.value = version;
    text.value = content;
  };
  const load = async () => {
    try {
      const body = await wholeBody({ id, name });
      begin(body.content, body.version);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      showRefusal(error);
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
    if (await act('task_doc_write', input, { done: `Saved ${name}`, undo: true })) close();
  });
  if (text.value === undefined) return <Loading />;
  return (
    <form
      class="doc-editor stack gap-8"
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
          onSeen={() => {
            seen.value = newest.version;
            unsent.set(key, { content: text.value ?? '', version: newest.version });
          }}
          onTake={load}
        />
      )}
      <textarea
        ref={field}
        aria-label={`Text of ${name}`}
        rows={18}
        placeholder="Markdown. Ctrl+Enter saves."
        value={text.value}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
          unsent.set(key, { content: text.value, version: seen.value });
        }}
      />
      <div class="flex gap-6">
        <input aria-label="Note about this version" placeholder="Note about this version" {...typed(note)} />
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" look="primary">
          Save
        </Button>
      </div>
    </form>
  );
}

interface NewerProps extends DocumentName {
  /** The version that the author began with. */
  from: number;
  newest: Version;
  /** Keeps the typed text as an edit of the newer version. */
  onSeen(): void;
  /** Discards the typed text, and loads the newer version. */
  onTake(): void;
}

/**
 * Warns that another author saved a version while the reader was editing. Shows the changes of that version and offers
 * two ways to continue.
 */
function Newer({ id, name, from, newest, onSeen, onTake }: NewerProps) {
  return (
    <div class="doc-newer stack gap-8" role="alert">
      <strong class="asks">
        {newest.actor} saved version {newest.version} while you were editing.
      </strong>
      {!newest.deleted && <ComparedVersions id={id} name={name} from={from || undefined} to={newest.version} />}
      <div class="flex wrap gap-6">
        <Button look="small" onClick={onTake}>
          Discard mine, edit theirs
        </Button>
        <Button look="small" onClick={onSeen}>
          Keep mine as the next version
        </Button>
      </div>
    </div>
  );
}
