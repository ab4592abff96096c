import type { Random } from '../test/support/random.ts';
import { Gone, type RawServer } from '../test/support/raw-server.ts';
import { idIn } from './answers.ts';
import { fill, type Operation, type Tools, type Words } from './tools.ts';

/** Outcome of a call: `done` with an answer, `refused` with a reason, or `unknown` because the server ended. */
export type Outcome = { kind: 'done' | 'refused' | 'unknown'; answer: string };

/** A client with its own server process. */
export interface Player {
  readonly server: RawServer;
  has(operation: Operation): boolean;
  /** Returns the task's id in an answer of `add`; empty if there is none. */
  idOf(answer: string): string;
  does(operation: Operation, words: Words): Promise<Outcome>;
  /** Returns the answer of a reading call. Throws if the call fails. */
  reads(operation: Operation, words: Words): Promise<string>;
  /** Closes the server's input and waits for its end. */
  leaves(): Promise<void>;
}

/** Environment of an experiment. */
export interface Stage {
  random: Random;
  /** Number of servers that run at once. */
  players: number;
  /** Number of rounds, kills or tasks. */
  rounds: number;
  /** Starts and initializes one more server on the same store. */
  enter(): Promise<Player>;
}

const SILENT_MS = 60_000;

/** Calls the tools of an initialized server; `offered` are the names of its tools. */
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
        // A JSON-RPC error is an answer, too.
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
