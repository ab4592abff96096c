import { timesShown } from './answers.ts';
import type { Outcome, Player } from './player.ts';
import type { Operation, Words } from './tools.ts';

/** What an experiment found. `wonTwice` only where something is to be won. */
export interface Findings {
  acknowledged: number;
  /** Calls that were answered with an error: allowed, and a price that callers pay. */
  refused: number;
  /** Calls that were cut off: their effect may be there or not, but not twice. */
  unknown: number;
  /** Acknowledged, and not to be found. */
  lost: number;
  /** Found more than once. */
  duplicated: number;
  wonTwice?: number;
  /** A few words about the first thing that went wrong. */
  example?: string;
}

/** A write that an experiment made, and where a reader has to find it. */
interface Entry {
  word: string;
  kind: Outcome['kind'];
  where: Operation;
  words: Words;
}

/** Keeps what was answered to each write, and compares it with what a reader finds. */
export interface Ledger {
  /** Makes a write and notes its outcome; `where` is the reading call that has to show `word`. */
  write(player: Player, write: Write): Promise<Outcome>;
  /** Asks somebody who was not there for everything that was written. */
  findings(reader: Player): Promise<Findings>;
}

export interface Write {
  operation: Operation;
  /** The word that only this write says. */
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

/** A reading call that fails shows nothing: what cannot be read is lost to whoever asks. */
async function show(reader: Player, where: Operation, words: Words): Promise<string> {
  const { kind, answer } = await reader.does(where, words);
  return kind === 'done' ? answer : '';
}
