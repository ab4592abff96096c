import { clip } from '../base/clip.ts';
import { inQuotes } from '../base/quote.ts';
import { type Task, taskName } from '../domain/task/task.ts';

/** Maximum length of a quoted description in a sentence, in characters. */
const QUOTED = 60;

/** Formats a task for a sentence about another one: `#15 Fix login`. */
export function numberedDescription({ id, description }: Task): string {
  return taskName({ id, description: clip(description, QUOTED) });
}

export function quote({ description }: Task): string {
  return inQuotes(clip(description, QUOTED));
}
