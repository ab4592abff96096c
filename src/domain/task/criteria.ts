/** A criterion as it may be written: its id stays the same, its evidence is recorded by `task_annotate`. */
export interface WrittenCriterion {
  id?: string | undefined;
  text: string;
  met?:
    | { at: string; actor: string; author?: string | undefined; evidence: string; outdated?: string | undefined }
    | undefined;
}

/**
 * For each written criterion, the present one that it is: the one with its id as long as the words are the same, else the first with its
 * words that no other one is. Two with the same words are two.
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
