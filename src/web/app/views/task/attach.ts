import { act, showRefusal } from '../../data/act.ts';
import { base64Of, showProblem } from '../../data/read-file.ts';
import { saveFile } from '../../data/save-file.ts';
import { sizeOf } from '../../parts/units/size.ts';

export const MEGABYTE = 1024 * 1024;

interface Wanted {
  /** Uuid of the task. `id` is its number. */
  task: string;
  id: number;
  file: File;
  /** Maximum size of a file in bytes. */
  most: number;
}

/** A file that the server refused because its name is taken. `again` sends the file to replace the other attachment. */
export interface SentFile {
  name: string;
  again(): Promise<unknown>;
}

/**
 * Attaches a file after checking its size.
 * @returns the file if its name is taken; otherwise undefined
 */
export async function attach({ task, id, file, most }: Wanted): Promise<SentFile | undefined> {
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
export async function download(task: string, name: string): Promise<void> {
  const got = await act('attachment_get', { id: task, file: name });
  if (got?.content === undefined) return;
  const bytes =
    got.encoding === 'utf8'
      ? new TextEncoder().encode(got.content)
      : Uint8Array.from(atob(got.content), (letter) => letter.charCodeAt(0));
  saveFile(name, bytes);
}
