import { groupedBy } from '../../base/iterables.ts';

interface Linked {
  id?: string | undefined;
  /** The id of the note that it answers. */
  re?: string | undefined;
}

/** A note with its depth: the number of notes above it in its thread. */
export interface Threaded<Note extends Linked> {
  note: Note;
  depth: number;
}

/**
 * Sorts notes by threads: each note is followed by its answers, in the order of writing. An answer to a missing note
 * starts a thread, and so does the first note of a cycle of answers (only imported files contain cycles).
 */
export function threadsOf<Note extends Linked>(notes: readonly Note[]): Threaded<Note>[] {
  const ids = new Set(notes.map(({ id }) => id));
  const answers = groupedBy(notes, ({ re }) => re);
  const listed = new Set<Note>();
  const found: Threaded<Note>[] = [];
  const addThread = (first: Note) => {
    const waiting: Threaded<Note>[] = [{ note: first, depth: 0 }];
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
