import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { Icon } from '../../parts/icon.tsx';
import { sizeOf } from '../../parts/units/size.ts';
import type { Attached } from './answers.ts';
import { attach, download, MEGABYTE, type SentFile } from './attach.ts';

/** The attachments of a task. The reader adds files by a button, or by dropping them on the page. */
export function Attachments({ task, id, files }: { task: string; id: number; files: readonly Attached[] }) {
  const limit = useRead('setting_get', { name: 'attachments.megabytes' }).value.value?.value;
  const picker = useRef<HTMLInputElement>(null);
  const sending = useSignal<string | undefined>(undefined);
  const taken = useSignal<SentFile | undefined>(undefined);
  const send = async (chosen: Iterable<File>) => {
    for (const file of chosen) {
      sending.value = file.name;
      const refused = await attach({ task, id, file, most: Number(limit ?? 0) * MEGABYTE });
      if (refused) taken.value = refused;
    }
    sending.value = undefined;
  };
  const over = useDrop((chosen) => void send(chosen));
  return (
    <section class={`attachments ${over ? 'is-target' : ''}`} aria-label="Attachments">
      <h3>Attachments</h3>
      <ul>
        {files.map(({ name, bytes, note }) => (
          <li key={name} class="line wrap gap-6">
            <LinkButton look="slim" title={`Save ${name}`} onClick={() => void download(task, name)}>
              {name}
            </LinkButton>
            <span class="count">{sizeOf(bytes)}</span>
            <button
              type="button"
              class="icon-button end"
              aria-label={`Remove ${name}`}
              onClick={() =>
                act('attachment_remove', { id: task, file: name }, { done: `Removed ${name}`, undo: true })
              }
            >
              <Icon name="close" size={12} />
            </button>
            {note && <p class="none whole faint small">{note}</p>}
          </li>
        ))}
      </ul>
      <input
        ref={picker}
        type="file"
        multiple
        class="unseen"
        tabIndex={-1}
        aria-label="Files to attach"
        onChange={async ({ currentTarget }) => {
          await send([...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
      <Button look="small" disabled={sending.value !== undefined} onClick={() => picker.current?.click()}>
        {sending.value === undefined ? 'Attach a file' : `Attaching ${sending.value} …`}
      </Button>
      {limit !== undefined && <p class="above faint small">Or drop files on the page, at most {limit} MB each.</p>}
      {taken.value && <Replace sent={taken.value} onClose={() => (taken.value = undefined)} />}
    </section>
  );
}

/** Asks for confirmation before a file replaces one with the same name. */
function Replace({ sent: { name, again }, onClose }: { sent: SentFile; onClose(): void }) {
  return (
    <FormDialog
      title="Replace"
      heading={`Replace ${name}?`}
      action="Replace"
      onClose={onClose}
      onSubmit={async (event) => {
        event.preventDefault();
        await again();
        onClose();
      }}
    >
      <p>The task already has a file with this name. You can undo the replacement.</p>
    </FormDialog>
  );
}

/** Receives files dropped anywhere on the page. @returns whether files are being dragged over the page */
function useDrop(dropped: (files: readonly File[]) => void): boolean {
  const over = useSignal(false);
  const onDrop = useRef(dropped);
  onDrop.current = dropped;
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const hover = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      over.value = true;
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) over.value = false;
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      over.value = false;
      onDrop.current([...(event.dataTransfer?.files ?? [])]);
    };
    addEventListener('dragover', hover);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', hover);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, []);
  return over.value;
}
