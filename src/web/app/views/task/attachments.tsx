import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { act, showRefusal } from '../../data/act.ts';
import { base64Of, saveFile, showProblem } from '../../data/files.ts';
import { useRead } from '../../data/live.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { FormDialog } from '../../parts/dialog.tsx';
import { Icon } from '../../parts/icon.tsx';
import { sizeOf } from '../../parts/units/amounts.ts';
import type { Attached } from './answers.ts';

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
      onSubmit={async () => {
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

const MEGABYTE = 1024 * 1024;

interface Wanted {
  /** Uuid of the task. `id` is its number. */
  task: string;
  id: number;
  file: File;
  /** Maximum size of a file in bytes. */
  most: number;
}

/** A file that the server refused because its name is taken. `again` sends the file to replace the other attachment. */
interface SentFile {
  name: string;
  again(): Promise<unknown>;
}

/**
 * Attaches a file after checking its size.
 * @returns the file if its name is taken; otherwise undefined
 */
async function attach({ task, id, file, most }: Wanted): Promise<SentFile | undefined> {
  if (file.size > most) {
    showProblem(
      `can't attach ${file.name}: it has ${sizeOf(file.size)}, and the limit is ${sizeOf(most)}`,
      'Change the limit with the setting attachments.megabytes.',
    );
    return undefined;
  }
  const content = await base64Of(file);
  if (content === undefined) {
    showProblem(`can't read ${file.name}`, 'To attach a folder, pack it into one file first.');
    return undefined;
  }
  const input = { id: task, file: file.name, content };
  const done = { done: `Attached ${file.name} to #${id}`, undo: true };
  let taken: SentFile | undefined;
  await act('attachment_add', input, {
    ...done,
    refused(refusal) {
      if (refusal.code === 'conflict')
        taken = { name: file.name, again: () => act('attachment_add', { ...input, replace: true }, done) };
      else showRefusal(refusal);
    },
  });
  return taken;
}

/**
 * Saves an attachment as a file on the reader's machine. The file gets a neutral type, so that the browser never shows
 * it as a page.
 */
async function download(task: string, name: string): Promise<void> {
  const got = await act('attachment_get', { id: task, file: name });
  if (got?.content === undefined) return;
  const bytes =
    got.encoding === 'utf8'
      ? new TextEncoder().encode(got.content)
      : Uint8Array.from(atob(got.content), (letter) => letter.charCodeAt(0));
  saveFile(name, bytes);
}
