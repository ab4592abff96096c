import { refuse } from '../errors.ts';

/** Bare elements are the new list; elements that all begin with + or - change the present one. @throws BacklogError `invalid` */
export function editList(field: string, edits: readonly string[], present: readonly string[] = []): string[] {
  const signed = edits.filter((edit) => /^[+-]/.test(edit));
  if (signed.length === 0) return [...new Set(edits)];
  if (signed.length < edits.length) {
    refuse('invalid', `${field}: "${edits.join(',')}" mixes a new list with changes`, {
      hint: `Write either the whole list (a,b) or only changes (+a,-b).`,
      data: { field, received: edits },
    });
  }
  const next = new Set(present);
  for (const edit of edits) {
    if (edit.startsWith('+')) next.add(edit.slice(1));
    else next.delete(edit.slice(1));
  }
  return [...next];
}
