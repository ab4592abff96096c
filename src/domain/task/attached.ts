import { sizeText } from '../../base/amounts.ts';
import { clip } from '../../base/clip.ts';
import { inQuotes } from '../../base/quote.ts';
import type { Attachment } from '../records.ts';
import type { Task } from './task.ts';

/** Maximum number of characters of evidence or of a note in a line. */
export const MOST_SAID = 300;

type Named = Pick<NonNullable<Task['acceptance']>[number], 'id' | 'met'>;

/** An attachment of the task. */
export type ShownAttachment = Pick<Attachment, 'name' | 'type' | 'bytes' | 'note' | 'run'>;

/** Formats an attachment. Its name and note are words of others. */
export const attachedText = ({ name, type, bytes, note }: ShownAttachment): string =>
  `attached: ${inQuotes(name)} (${[type, sizeText(bytes), ...(note ? [inQuotes(clip(note, MOST_SAID))] : [])].join(', ')})`;

/** Lists the attachments about a criterion: its evidence names the file, or the file's note names the criterion. */
export function attachedAbout({
  criterion: { id, met },
  attached = [],
}: {
  criterion: Named;
  attached?: readonly ShownAttachment[] | undefined;
}): ShownAttachment[] {
  return attached.filter(({ name, note = '' }) => isNamedIn(met?.evidence ?? '', name) || isNamedIn(note, id));
}

/** Lists the attachments of a run that no criterion names. */
export const apartFrom = (
  criteria: readonly Named[],
  attached: readonly ShownAttachment[],
  run: string,
): ShownAttachment[] =>
  attached.filter(
    (one) => one.run === run && !criteria.some((criterion) => attachedAbout({ criterion, attached: [one] }).length > 0),
  );

/** Checks whether a text has words that are no part of a longer name. */
export function isNamedIn(text: string, words: string): boolean {
  const at = text.indexOf(words);
  return at >= 0 && !/[\w/.-]$/.test(text.slice(0, at)) && !/^(?:[\w/-]|\.\w)/.test(text.slice(at + words.length));
}
