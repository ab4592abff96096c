import { clip } from '../../base/clip.ts';
import { appended } from '../../base/long-list.ts';
import { present } from '../../base/present.ts';
import { type Actor, formatActor } from '../../domain/actor.ts';
import { TASK_LIMITS } from '../../domain/fields/words.ts';
import type { Annotation, Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';

/** Makes a note by `actor` with the current time. @param re the id of the note that this one answers */
export function noteBy(tx: Pick<Tx, 'uuid' | 'at'>, actor: Actor, text: string, re?: string): Annotation {
  return noteOf(tx.uuid, { at: tx.at, actor: formatActor(actor), text, ...present({ re }) });
}

/** Makes a note with the given author and time. Cuts the text at the maximum length of a note. */
export function noteOf(uuid: () => string, { text, ...signed }: Omit<Annotation, 'id'>): Annotation {
  return { id: uuid().slice(0, 8), ...signed, text: clip(text, TASK_LIMITS.annotation) };
}

export function annotated(task: Task, ...notes: readonly Annotation[]): Task {
  return notes.length === 0 ? task : { ...task, annotations: appended(task.annotations ?? [], notes) };
}
