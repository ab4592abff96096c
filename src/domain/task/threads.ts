import { groupedBy } from '../../base/iterables.ts';
import type { Annotation } from './task.ts';

/** A note with its depth: the number of notes above it in its thread. */
export interface Threaded {
  note: Annotation;
  depth: number;
}

/**
 * Sorts notes by threads: each note is followed by its answers, in the order of writing. An answer to a missing note
 * starts a thread, and so does the first note of a cycle of answers (only imported files contain cycles).
 */
export function threadsOf(notes: readonly Annotation[]): Threaded[] {
  const ids = new Set(notes.map(({ id }) => id));
  const answers = groupedBy(notes, ({ re }) => re);
  const listed = new Set<Annotation>();
  const found: Threaded[] = [];
  const addThread = (first: Annotation) => {
    const waiting: Threaded[] = [{ note: first, depth: 0 }];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { note, depth } = next;
      if (listed.has(note)) continue;
      listed.add(note);
      found.push(next);
      for (const answer of [...(answers.get(note.id) ?? [])].reverse())
        waiting.push({ note: answer, depth: depth + 1 });
    }
  };
  for (const note of notes) if (!note.re || !ids.has(note.re)) addThread(note);
  for (const note of notes) addThread(note);
  return found;
}
