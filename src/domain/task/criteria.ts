import { present as given } from '../../base/present.ts';
import type { Instant } from '../instant.ts';

/** An acceptance criterion as a caller writes it, without evidence, which `task_annotate` adds. */
export interface WrittenCriterion {
  id?: string | undefined;
  text: string;
  /** The command that tests it, or the name of a check. */
  by?: string | undefined;
  met?:
    | {
        at: Instant;
        actor: string;
        author?: string | undefined;
        evidence: string;
        by?: string | undefined;
        outdated?: string | undefined;
      }
    | undefined;
}

/** Separates a criterion from its command, as in `wrong password is refused --by npm test -- login`. */
const BY = /^(.*?\S)\s+--by\s+(\S.*)$/s;

/** Formats a criterion with its command, as {@link splitCriterion} reads it. */
export function criterionLine({ text, by }: Pick<WrittenCriterion, 'text' | 'by'>): string {
  return by === undefined ? text : `${text} --by ${by}`;
}

/** Splits the command from the text of a criterion, unless the criterion names its command in `by`. */
export function splitCriterion<Written extends Pick<WrittenCriterion, 'text' | 'by'>>(written: Written): Written {
  const [, text, by] = written.by === undefined ? (BY.exec(written.text) ?? []) : [];
  return text === undefined ? written : { ...written, text: unquoted(text), by: unquoted(by!.trim()) };
}

/** Removes the quotes of a text that is quoted as a whole. */
function unquoted(text: string): string {
  const [, , inner] = /^(["'`])(.+)\1$/s.exec(text) ?? [];
  return inner === undefined || inner.includes(text[0]!) ? text : inner;
}

/**
 * Reads criteria. An unchanged text keeps its id and its evidence, except the evidence of another command.
 * @param uuid returns a new uuid
 */
export function readCriteria<Criterion extends { id: string; text: string }>(
  written: readonly (string | WrittenCriterion)[],
  { present, uuid }: { present: readonly Criterion[] | undefined; uuid: () => string },
) {
  const lines = written.map((line) =>
    splitCriterion<WrittenCriterion>(typeof line === 'string' ? { text: line } : line),
  );
  const known = knownCriteria(lines, present);
  const taken = new Set<string>();
  return lines.map(({ by: command, ...line }, i) => {
    const by = command === '' ? undefined : command;
    const named = line.id ?? known[i]?.id;
    const id = named === undefined || taken.has(named) ? uuid().slice(0, 8) : named;
    taken.add(id);
    const { by: _, met, ...kept } = (known[i] ?? {}) as Partial<WrittenCriterion>;
    const isOther = met?.by !== undefined && met.by !== by;
    return { ...kept, ...given({ met: isOther ? undefined : met, by }), ...line, id };
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
