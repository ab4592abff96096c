import { sizeText } from '../../base/amounts.ts';
import { groupedBy } from '../../base/iterables.ts';
import { didYouMean } from '../../base/nearest.ts';
import { present } from '../../base/present.ts';
import { UNSAFE } from '../../base/unsafe-characters.ts';
import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import { ATTACHMENT_LIMITS } from '../../domain/kinds/attachment.ts';
import type { Attachment } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import type { State, Tx } from '../../store/index.ts';
import { settingOf } from '../settings/settings.ts';
import type { Caller } from '../workspace/context.ts';

const ACTS = new RegExp(`[${UNSAFE}<>:"|?*]`, 'gu');

/** Returns an attachment's name: the last part of the path, without special characters. */
export function attachmentName(path: string): string {
  const last = path.normalize('NFC').split(/[\\/]/).filter(Boolean).at(-1) ?? '';
  const name = last.replaceAll(ACTS, '_').trim().replace(/^\.+/, '');
  return shortened(name === '' ? 'file' : name);
}

/** Shortens a file's name but keeps the extension, which determines the media type. */
function shortened(name: string): string {
  const { name: most } = ATTACHMENT_LIMITS;
  const extension = /\.[^.]{1,16}$/.exec(name)?.[0] ?? '';
  return name.length <= most
    ? name
    : name.slice(0, most - extension.length).replace(/[\uD800-\uDBFF]$/, '') + extension;
}

export function mostBytes(state: Pick<State, 'get' | 'all'>): number {
  return Number(settingOf(state, 'attachments.megabytes')) * 1024 * 1024;
}

/** Checks the size of an attachment. @throws BacklogError `invalid` if it exceeds the limit in the settings */
export function checkBytes(state: Pick<State, 'get' | 'all'>, name: string, bytes: number): void {
  const most = mostBytes(state);
  if (bytes <= most) return;
  refuse('invalid', `${name} has more than ${sizeText(most)}, the most of an attachment`, {
    hint: `A person can allow more, up to ${ATTACHMENT_LIMITS.megabytes.most} MB: \`backlog setting set attachments.megabytes NUMBER\``,
    data: { most },
  });
}

const idOf = (task: Pick<Task, 'uuid'>, name: string) => `${task.uuid}/${name}`;

/**
 * Returns the attachments of a task, by name. Reads all attachments of the queue; for many tasks, use {@link
 * attachmentsByTask}.
 */
export function attachmentsOf(state: Pick<State, 'all'>, { uuid }: Pick<Task, 'uuid'>): Attachment[] {
  const found = Array.from(state.all('attachment'), ([, attachment]) => attachment);
  return found.filter(({ task }) => task === uuid).sort(byName);
}

const byName = (a: Attachment, b: Attachment) => (a.name < b.name ? -1 : 1);

/** Groups all attachments by uuid of the task, sorted by name. */
export function attachmentsByTask(state: Pick<State, 'all'>): ReadonlyMap<string, Attachment[]> {
  const all = Array.from(state.all('attachment'), ([, attachment]) => attachment);
  return groupedBy(all.sort(byName), ({ task }) => task);
}

/** Finds an attachment of a task by name. @throws BacklogError `not-found` with the names of the task's attachments */
export function attachmentNamed(state: Pick<State, 'get' | 'all'>, task: Task, name: string): Attachment {
  const found = state.get('attachment', idOf(task, name));
  if (found) return found;
  const names = attachmentsOf(state, task).map((attachment) => attachment.name);
  return refuse('not-found', `task ${task.id} has no attachment ${name}${didYouMean(name, names)}`, {
    hint: names.length > 0 ? `It has: ${names.join(', ')}.` : `Add one: attachment_add ${task.id} --path FILE`,
    data: { received: name, known: names },
  });
}

export interface NewAttachment {
  task: Task;
  name: string;
  blob: string;
  bytes: number;
  note?: string | undefined;
  /** Whether an attachment of the same name may be replaced. */
  replace?: boolean | undefined;
}

/**
 * Attaches a stored blob to a task. If the attachment already has these bytes, updates only its note.
 * @throws BacklogError `conflict`
 */
export function putAttachment(
  tx: Tx,
  { caller }: { caller: Pick<Caller, 'actor'> },
  { task, name, blob, bytes, note, replace }: NewAttachment,
): Attachment {
  const there = tx.get('attachment', idOf(task, name));
  if (there?.blob === blob) {
    const noted = note && note !== there.note ? { ...there, note } : there;
    if (noted !== there) tx.put('attachment', idOf(task, name), noted);
    return noted;
  }
  if (there && !replace)
    refuse('conflict', `task ${task.id} has another attachment ${name}`, {
      hint: 'Replace it with `replace: true`, or give this one another name: `file: NAME`',
    });
  const attachment: Attachment = {
    ...{ task: task.uuid, name, blob, bytes, type: mediaType(name) },
    ...{ at: tx.at, actor: formatActor(caller.actor) },
    ...(note ? { note } : {}),
    ...present({ run: caller.actor.run }),
  };
  tx.put('attachment', idOf(task, name), attachment);
  return attachment;
}

/** Removes an attachment's record. The bytes stay stored until the task is purged, for undo and history. */
export function removeAttachment(tx: Tx, task: Task, { name }: Attachment): void {
  tx.remove('attachment', idOf(task, name));
}

/** Media types by file extension. They depend on the extension only, not on the file's content. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ...{ txt: 'text/plain', log: 'text/plain', md: 'text/markdown', csv: 'text/csv', html: 'text/html', css: 'text/css' },
  ...{ js: 'text/javascript', mjs: 'text/javascript', ts: 'text/plain', diff: 'text/x-diff', patch: 'text/x-diff' },
  ...{ json: 'application/json', ndjson: 'application/x-ndjson', yaml: 'application/yaml', yml: 'application/yaml' },
  ...{ xml: 'application/xml', har: 'application/json', sql: 'application/sql', wasm: 'application/wasm' },
  ...{ pdf: 'application/pdf', zip: 'application/zip', gz: 'application/gzip', tar: 'application/x-tar' },
  ...{ png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp' },
  ...{ svg: 'image/svg+xml', avif: 'image/avif', mp4: 'video/mp4', webm: 'video/webm', mp3: 'audio/mpeg' },
};

/** Returns the media type for a file name; `application/octet-stream` for an unknown extension. */
function mediaType(name: string): string {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(MEDIA_TYPES, extension) ? MEDIA_TYPES[extension]! : 'application/octet-stream';
}
