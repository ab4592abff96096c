import { clip } from '../base/clip.ts';
import { inQuotes } from '../base/quote.ts';
import type { Task } from '../domain/task/task.ts';

/** How much of a description a sentence about it quotes, in characters. */
const QUOTED = 60;

/** `15 Fix login`, to be named in a sentence about another task. */
export function numberedDescription({ id, description }: Task): string {
  return `${id} ${clip(description, QUOTED)}`;
}

/** A description between quotation marks. */
export function quote({ description }: Task): string {
  return inQuotes(clip(description, QUOTED));
}
