/** An acceptance criterion as a caller writes it, without evidence, which `task_annotate` adds. */
export interface WrittenCriterion {
  id?: string | undefined;
  text: string;
  met?:
    | { at: string; actor: string; author?: string | undefined; evidence: string; outdated?: string | undefined }
    | undefined;
}

/**
 * Reads criteria. An unchanged text keeps its id and its evidence.
 * @param uuid returns a new uuid
 */
export function readCriteria<Criterion extends { id: string; text: string }>(
  written: readonly (string | WrittenCriterion)[],
  { present, uuid }: { present: readonly Criterion[] | undefined; uuid: () => string },
) {
  const lines = written.map((line): WrittenCriterion => (typeof line === 'string' ? { text: line } : line));
  const known = knownCriteria(lines, present);
  const taken = new Set<string>();
  return lines.map((line, i) => {
    const named = line.id ?? known[i]?.id;
    const id = named === undefined || taken.has(named) ? uuid().slice(0, 8) : named;
    taken.add(id);
    return { ...known[i], ...line, id };
  });
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
