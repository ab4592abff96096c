import { act, tellRefusal } from '../../data/act.ts';
import { Refusal } from '../../data/api.ts';
import { sizeOf } from '../../parts/units/size.ts';

export const MEGABYTE = 1024 * 1024;

interface Wanted {
  /** uuid and number of the task. */
  task: string;
  id: number;
  file: File;
  /** Bytes, at most. */
  most: number;
}

/** A file whose name another one has: sent again it takes its place. */
export interface SentFile {
  name: string;
  again(): Promise<unknown>;
}

/** Keeps a file with a task. Too large ones are refused before they are read; answers one whose name is taken. */
export async function attach({ task, id, file, most }: Wanted): Promise<SentFile | undefined> {
  if (file.size > most) {
    tell(
      `${file.name} has ${sizeOf(file.size)}: an attachment has at most ${sizeOf(most)}.`,
      'The setting attachments.megabytes allows more.',
    );
    return undefined;
  }
  const content = await base64Of(file);
  if (content === undefined) {
    tell(`${file.name} cannot be read.`, 'Folders are not attached: pack them first.');
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
      else tellRefusal(refusal);
    },
  });
  return taken;
}

/** undefined for what cannot be read, such as a folder. */
function base64Of(file: File): Promise<string | undefined> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,?/, ''));
    reader.onerror = () => resolve(undefined);
    reader.readAsDataURL(file);
  });
}

function tell(message: string, hint: string): void {
  tellRefusal(new Refusal({ code: 'invalid', message, hint }));
}

/** Saves an attachment as a file. Its bytes have no type of their own and are never shown in the page. */
export async function download(task: string, name: string): Promise<void> {
  const got = await act('attachment_get', { id: task, file: name });
  if (got?.content === undefined) return;
  const bytes =
    got.encoding === 'utf8'
      ? new TextEncoder().encode(got.content)
      : Uint8Array.from(atob(got.content), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}

/** The browser has begun to save it by then, in milliseconds. */
const KEPT_MS = 60_000;
