/** The unfinished calls. A server answers them before it ends. */
export interface UnderWay {
  add<T>(call: Promise<T>): Promise<T>;
  /** Resolves when all calls have finished. Never rejects. */
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
