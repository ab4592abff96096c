/** Calls without an answer yet. A server that has to end answers them first. */
export interface UnderWay {
  add<T>(call: Promise<T>): Promise<T>;
  /** Resolves when nothing is under way. Never rejects. */
  settled(): Promise<void>;
}

export function createUnderWay(): UnderWay {
  const calls = new Set<Promise<unknown>>();
  return {
    add(call) {
      const ended = call.catch(() => undefined).finally(() => calls.delete(ended));
      calls.add(ended);
      return call;
    },
    async settled() {
      while (calls.size > 0) await Promise.all(calls);
    },
  };
}
