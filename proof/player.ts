import type { Random } from '../test/support/random.ts';
import { Gone, type RawServer } from '../test/support/raw-server.ts';
import { idIn } from './answers.ts';
import { fill, type Operation, type Tools, type Words } from './tools.ts';

/** What came of a call: acknowledged with an answer, refused with a reason, or unknown because the server was gone. */
export type Outcome = { kind: 'done' | 'refused' | 'unknown'; answer: string };

/** One client with a server process of its own. */
export interface Player {
  readonly server: RawServer;
  has(operation: Operation): boolean;
  /** What the answer of `add` calls the task; empty when it does not. */
  idOf(answer: string): string;
  does(operation: Operation, words: Words): Promise<Outcome>;
  /** The answer of a call that only reads; an error when there is none. */
  reads(operation: Operation, words: Words): Promise<string>;
  /** Closes its input and waits until it has gone. */
  leaves(): Promise<void>;
}

/** What an experiment plays with. */
export interface Stage {
  random: Random;
  /** How many servers play at once. */
  players: number;
  /** How many rounds, kills or tasks. */
  rounds: number;
  /** Starts one more server on the one store, and says hello. */
  enter(): Promise<Player>;
}

const SILENT_MS = 60_000;

/** Calls the tools of a server that has been initialised; `offered` are the names that it lists. */
export function createPlayer(server: RawServer, tools: Tools, offered: ReadonlySet<string>): Player {
  const player: Player = {
    server,
    has: (operation) => offered.has(tools[operation]?.tool ?? ''),
    idOf: (answer) => idIn(answer, tools.add?.id) ?? '',
    async does(operation, words) {
      const { tool, args, won } = tools[operation] ?? {};
      if (!tool || !offered.has(tool)) throw new Error(`the server has no tool ${tool ?? `for "${operation}"`}`);
      try {
        const { text, isError } = await inTime(server.call(tool, fill(args, words) as object), tool);
        const refused = isError || (won !== undefined && !new RegExp(won).test(text));
        return { kind: refused ? 'refused' : 'done', answer: text };
      } catch (error) {
        // A JSON-RPC error is an answer too.
        if (error instanceof Gone) return { kind: 'unknown', answer: error.message };
        return { kind: 'refused', answer: (error as Error).message };
      }
    },
    async reads(operation, words) {
      const { kind, answer } = await player.does(operation, words);
      if (kind !== 'done') throw new Error(`${operation} ${JSON.stringify(words)}: ${answer}`);
      return answer;
    },
    async leaves() {
      server.end('closed stdin');
      await inTime(server.ended, 'the end of a server whose input was closed').catch(() => server.end('SIGKILL'));
    },
  };
  return player;
}

async function inTime<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Gone(`${what}: nothing for ${SILENT_MS / 1000} s`)), SILENT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
