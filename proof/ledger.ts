import { timesShown } from './answers.ts';
import type { Outcome, Player } from './player.ts';
import type { Operation, Words } from './tools.ts';

/** Result of an experiment. `wonTwice` is set only for experiments with claims. */
export interface Findings {
  acknowledged: number;
  /** Calls that were answered with an error. This is allowed, but callers pay for it. */
  refused: number;
  /** Calls that were cut off. Their effect may exist or not, but not twice. */
  unknown: number;
  /** Acknowledged writes that were not found. */
  lost: number;
  /** Writes that were found more than once. */
  duplicated: number;
  wonTwice?: number;
  /** Description of the first failure. */
  example?: string;
}

/** A write of an experiment, and the reading call that must show it. */
interface Entry {
  word: string;
  kind: Outcome['kind'];
  where: Operation;
  words: Words;
}

/** Records the outcome of each write and compares it with the answers to a reader. */
export interface Ledger {
  /** Writes and records the outcome. `where` is the reading call that must show `word`. */
  write(player: Player, write: Write): Promise<Outcome>;
  /** Reads everything that was written with a new client. */
  findings(reader: Player): Promise<Findings>;
}

export interface Write {
  operation: Operation;
  /** A word that occurs in this write only. */
  word: string;
  words?: Words;
  where: Operation;
}

export function createLedger(): Ledger {
  const entries: Entry[] = [];
  return {
    async write(player, { operation, word, words = {}, where }) {
      const outcome = await player.does(operation, { ...words, text: word });
      entries.push({ word, kind: outcome.kind, where, words });
      return outcome;
    },
    async findings(reader) {
      const shown = new Map<string, string>();
      const of = (kind: Outcome['kind']) => entries.filter((entry) => entry.kind === kind).length;
      const found = { lost: [] as string[], duplicated: [] as string[] };
      for (const { word, kind, where, words } of entries) {
        const key = JSON.stringify([where, words]);
        if (!shown.has(key)) shown.set(key, await show(reader, where, words));
        const times = timesShown(shown.get(key) ?? '', word);
        if (kind === 'done' && times === 0) found.lost.push(`${word} was acknowledged and is not in ${where} ${key}`);
        if (times > 1) found.duplicated.push(`${word} is ${times} times in ${where} ${key}`);
      }
      const [example] = [...found.lost, ...found.duplicated];
      return {
        acknowledged: of('done'),
        refused: of('refused'),
        unknown: of('unknown'),
        lost: found.lost.length,
        duplicated: found.duplicated.length,
        ...(example ? { example } : {}),
      };
    },
  };
}

/** A failed reading call counts as empty: data that can't be read is lost to the caller. */
async function show(reader: Player, where: Operation, words: Words): Promise<string> {
  const { kind, answer } = await reader.does(where, words);
  return kind === 'done' ? answer : '';
}
