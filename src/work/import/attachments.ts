import type { Task } from '../../domain/task/task.ts';
import type { RowLocation } from '../../sources/index.ts';
import { sha256 } from '../../store/index.ts';
import { attachmentName, attachmentsOf, checkBytes, type NewAttachment } from '../attachments/attachments.ts';
import type { Context } from '../workspace/context.ts';
import { inRow } from './complaints.ts';
import type { ParsedRow } from './take/row-schema.ts';

/**
 * Returns the files of a row that the task doesn't have yet, with their bytes. A file without content is only a
 * mention.
 * @throws BacklogError `invalid` naming the row of a file that is too large
 */
export async function newAttachments(
  { store }: Pick<Context, 'store'>,
  rows: NonNullable<ParsedRow['attachments']>,
  { place, present }: { place: RowLocation; present: Task | undefined },
): Promise<{ attachment: Omit<NewAttachment, 'task'>; body: Uint8Array }[]> {
  const here = new Set((present ? attachmentsOf(store.state, present) : []).map(({ name, blob }) => name + blob));
  const news: { attachment: Omit<NewAttachment, 'task'>; body: Uint8Array }[] = [];
  for (const { name: given, content, note } of rows) {
    if (content === undefined) continue;
    const [name, bytes] = [attachmentName(given), Buffer.from(content, 'base64')];
    await inRow(place, async () => checkBytes(store.state, name, bytes.length));
    const blob = sha256(bytes);
    if (!here.has(name + blob))
      news.push({ attachment: { name, blob, bytes: bytes.length, note, replace: true }, body: bytes });
  }
  return news;
}
