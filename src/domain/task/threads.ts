import { groupedBy } from '../../base/iterables.ts';
import type { Annotation } from './task.ts';

/** A note, and how deep it stands below the one that began its thread. */
export interface Threaded {
  note: Annotation;
  depth: number;
}

/**
 * Notes as threads: each with its answers below it, in the order in which they were written. What answers a note that is gone begins a
 * thread itself; so does the first of those that answer each other in a circle, as only a file can have it.
 */
export function threadsOf(notes: readonly Annotation[]): Threaded[] {
  const ids = new Set(notes.map(({ id }) => id));
  const answers = groupedBy(notes, ({ re }) => re);
  const told = new Set<Annotation>();
  const found: Threaded[] = [];
  const tell = (first: Annotation) => {
    const waiting: Threaded[] = [{ note: first, depth: 0 }];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { note, depth } = next;
      if (told.has(note)) continue;
      told.add(note);
      found.push(next);
      for (const answer of [...(answers.get(note.id) ?? [])].reverse())
        waiting.push({ note: answer, depth: depth + 1 });
    }
  };
  for (const note of notes) if (!note.re || !ids.has(note.re)) tell(note);
  for (const note of notes) tell(note);
  return found;
}
