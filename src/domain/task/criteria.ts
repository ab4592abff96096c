/** An acceptance criterion as a caller writes it, without evidence, which `task_annotate` adds. */
export interface WrittenCriterion {
  id?: string | undefined;
  text: string;
  met?:
    | { at: string; actor: string; author?: string | undefined; evidence: string; outdated?: string | undefined }
    | undefined;
}

/**
 * Matches each written criterion to an existing one: by id if the text is equal, otherwise by text. No existing
 * criterion matches twice.
 */
export function knownCriteria<Criterion extends { id: string; text: string }>(
  written: readonly Pick<WrittenCriterion, 'id' | 'text'>[],
  present: readonly Criterion[] = [],
): (Criterion | undefined)[] {
  const left = new Set(present);
  const byId = written.map(({ id }) => {
    const known = id === undefined ? undefined : [...left].find((criterion) => criterion.id === id);
    if (known) left.delete(known);
    return known;
  });
  return written.map(({ text }, i) => {
    if (byId[i]) return byId[i].text === text ? byId[i] : undefined;
    const known = [...left].find((criterion) => criterion.text === text);
    if (known) left.delete(known);
    return known;
  });
}
