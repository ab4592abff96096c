import type { Store } from '../../../src/store/index.ts';
import { DEADLINE_MS } from '../../support/seed.ts';

/** Somebody at a terminal who follows the queue. */
export interface Terminal {
  /** When it heard of the next commit of this command since the last one it was asked for, in milliseconds since the epoch. @throws when none comes */
  heard(command: string): Promise<number>;
  stop(): Promise<void>;
}

export function terminalOf(store: Store): Terminal {
  const over = new AbortController();
  const told: { command: string; at: number }[] = [];
  let wake = () => {};
  let next = 0;
  const following = (async () => {
    for await (const { command } of store.follow({ from: store.state.seq + 1, signal: over.signal })) {
      told.push({ command, at: Date.now() });
      wake();
    }
  })();
  return {
    async heard(command) {
      for (const late = performance.now() + DEADLINE_MS; ; ) {
        const found = told.findIndex((commit, i) => i >= next && commit.command === command);
        if (found >= 0) {
          next = found + 1;
          return told[found]!.at;
        }
        if (performance.now() > late)
          throw new Error(`no ${command} came, but ${told.slice(next).map((commit) => commit.command)}`);
        await new Promise<void>((done) => {
          wake = done;
          setTimeout(done, DEADLINE_MS).unref();
        });
      }
    },
    async stop() {
      over.abort();
      await following;
    },
  };
}
