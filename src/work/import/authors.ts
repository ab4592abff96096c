import { knownCriteria } from '../../domain/criteria.ts';
import { TASK_LIMITS } from '../../domain/fields/words.ts';
import type { Task } from '../../domain/task.ts';
import type { ParsedRow } from './row-schema.ts';

const MARK = /^imported( from [^:]+)?: /;

type Signed = Pick<ParsedRow, 'annotations' | 'handoff' | 'acceptance'>;

/**
 * What a row says others signed, under the importer's signature: a file can name anybody. The author it names stays in the text.
 * What the task has already, word for word, stays as it is.
 */
export function signedByImporter(row: Signed, importer: string, present: Task | undefined): Signed {
  const notes = new Map((present?.annotations ?? []).map((note) => [note.id, note]));
  const marked = (text: string, actor: string | undefined) =>
    actor === importer || MARK.test(text)
      ? text
      : `imported${actor ? ` from ${actor.replaceAll(':', ' ')}` : ''}: ${text}`;
  const annotations = row.annotations?.map((note, i) => {
    const id = note.id ?? `i${i + 1}`;
    // Other tools have no ids for notes: there the moment and the words tell.
    const here = note.id === undefined ? twinOf(note, marked(note.text, note.actor), present) : notes.get(note.id);
    const text = marked(note.text, note.actor).slice(0, TASK_LIMITS.annotation);
    const same = here?.text === note.text && (note.id === undefined || here.actor === note.actor);
    if (here && (here.text === text || same)) return here;
    return { id, at: note.at, actor: importer, text, ...(note.re ? { re: note.re } : {}) };
  });
  const lines = row.acceptance?.map((line) => (typeof line === 'string' ? { text: line } : line));
  const known = knownCriteria(lines ?? [], present?.acceptance);
  const acceptance = row.acceptance?.map((criterion, i) => {
    if (typeof criterion === 'string' || !('met' in criterion) || !criterion.met) return criterion;
    const { at, actor, evidence } = criterion.met;
    const here = known[i]?.met;
    const text = marked(evidence, actor);
    const same = here && (here.evidence === text || (here.evidence === evidence && here.actor === actor));
    return { ...criterion, met: same ? here : { at, actor: importer, evidence: text } };
  });
  const { handoff } = row;
  return {
    ...(annotations ? { annotations } : {}),
    ...(acceptance ? { acceptance } : {}),
    ...(handoff
      ? {
          handoff: {
            at: handoff.at,
            actor: importer,
            note: marked(handoff.note, handoff.actor),
            ...(handoff.elsewhere ? { elsewhere: true as const } : {}),
          },
        }
      : {}),
  };
}

function twinOf({ at, text }: { at: string; text: string }, marked: string, present: Task | undefined) {
  return present?.annotations?.find((note) => note.at === at && (note.text === text || note.text === marked));
}
