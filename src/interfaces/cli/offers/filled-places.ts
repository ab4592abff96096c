import { type Act, nounsIn } from './acts.ts';
import { IDLE } from './plain-words.ts';
import { textBehind, type UnreadLine } from './typed-line.ts';

/** The words of a line, with how well they hold what was typed. */
export interface FilledPlaces {
  words: readonly string[];
  /** From 0 to 1. */
  fit: number;
}

/**
 * Puts typed words into the places of an act.
 * @param named the position of the word that names the act, or -1; and whether it is the act's own name
 * @returns undefined if a place stays empty, or an id, a run, a file or a quoted text has none
 */
export function filledPlaces(
  act: Act,
  typed: UnreadLine,
  { at, isTyped }: { at: number; isTyped: boolean },
): FilledPlaces | undefined {
  const { places, row } = act;
  if (places.some((place) => place.includes('…'))) return undefined;
  const line: Filling = {
    typed,
    at,
    ids: [...typed.ids],
    nouns: nounsIn(act),
    takesOther: places.some((place) => place.includes('{other}')),
    isToCome: row.access.effect !== 'read',
  };
  const used = new Set<string>();
  const words: string[] = [];
  for (const place of places) {
    const [, sign = '', kind] = /^([+-]|\w+:|)\{(\w+)\}$/.exec(place) ?? [];
    const values = kind === undefined ? [place] : wordsFor(kind, line);
    if (values === undefined) return undefined;
    if (kind !== undefined) used.add(kind);
    words.push(...values.map((word) => `${sign}${word}`));
  }
  // A file alone is no text: `create -f plan.md` describes no task.
  const hasFile = (file: string) =>
    words.some((word) => (used.has('file') ? word === file : word.includes(` ${file}`)));
  const isLost =
    line.ids.length > 0 || lacks(typed.runs, 'run') || lacks(typed.texts, 'text') || !typed.files.every(hasFile);
  const isUnnamed = line.isToCome && !isTyped && !used.has('id') && !used.has('run');
  const least = (row.group === 'admin' ? LESS.admin : 1) * (isUnnamed ? LESS.unnamed : 1);
  return isLost ? undefined : { words, fit: fitOf(typed, used) * least };

  function lacks(some: readonly string[], kind: string): boolean {
    return some.length > 0 && !used.has(kind);
  }
}

/** How much less a line fits that leaves something out, one of a rare command, and an act that no word and no id names. */
const LESS = { date: 0.5, terms: 0.5, priority: 0.7, admin: 0.8, unnamed: 0.4 } as const;

function fitOf({ dates, terms, priority }: UnreadLine, used: ReadonlySet<string>): number {
  const hasTerms = ['terms', 'project', 'tag'].some((kind) => used.has(kind));
  const date = dates.length > 0 && !used.has('date') ? LESS.date : 1;
  const term = terms.length > 0 && !hasTerms ? LESS.terms : 1;
  return date * term * (priority !== undefined && !used.has('priority') ? LESS.priority : 1);
}

interface Filling {
  typed: UnreadLine;
  at: number;
  /** The ids that have no place yet. */
  ids: string[];
  /** The nouns of the command, which are no values. */
  nouns: readonly string[];
  /** Whether another task has a place of its own, such as the one that blocks. */
  takesOther: boolean;
  /** Whether a date is one to come: nothing becomes due in the past. */
  isToCome: boolean;
}

/** Returns the typed words for a place. Undefined if the line has none of this kind. */
function wordsFor(
  kind: string,
  { typed, at, ids, nouns, takesOther, isToCome }: Filling,
): readonly string[] | undefined {
  const { runs, dates, files, priority, terms, known } = typed;
  if (kind === 'id') return some(ids.splice(0, takesOther ? 1 : ids.length));
  if (kind === 'one') return some(ids.splice(0, 1));
  if (kind === 'other') return some([ids.splice(0).join(',')]);
  if (kind === 'number') return some(ids.splice(0, 1));
  if (kind === 'run') return some(runs.slice(0, 1));
  if (kind === 'date') return some([dates.find(({ isPast }) => !(isPast && isToCome))?.date]);
  if (kind === 'file' && files.length > 0) return files;
  if (kind === 'terms') return terms.filter((term) => !nouns.includes(term));
  if (kind === 'priority') return some([priority]);
  if (kind === 'text') return some([textBehind(typed, at)].filter((text = '') => !nouns.includes(text.toLowerCase())));
  if (kind === 'agent') return some([known.agent]);
  return some([(kind === 'project' || kind === 'tag' ? known[kind] : undefined) ?? lastWord(typed, at, nouns)]);
}

function some(words: readonly (string | undefined)[]): readonly string[] | undefined {
  const own = words.filter((word) => word !== undefined && word !== '');
  return own.length > 0 ? (own as string[]) : undefined;
}

/** Returns the last word that is no id, no date, no text and not a word that names the act. */
function lastWord({ words, taken }: UnreadLine, act: number, nouns: readonly string[]): string | undefined {
  const isFree = (word: string) => !IDLE.has(word) && !nouns.includes(word);
  const at = words.findLastIndex((word, i) => i !== act && !taken.has(i) && isFree(word.toLowerCase()));
  return at < 0 ? undefined : words[at];
}
