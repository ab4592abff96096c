/** The order of the calls on one connection: most of them are made together, and some alone. */
export interface CallOrder {
  /** Makes a call once no call is made alone. */
  together<T>(make: () => Promise<T>): Promise<T>;
  /** Makes a call once all calls before it have their answers. The next ones wait for its answer. */
  alone<T>(make: () => Promise<T>): Promise<T>;
  /** Waits for none of the present calls any more. */
  forget(): void;
}

export function createOrder(): CallOrder {
  let turn: Promise<unknown> = Promise.resolve();
  let calls = new Set<Promise<unknown>>();
  const settled = <T>(call: Promise<T>) => call.then(noop, noop);
  /** A call that has waited for one that was forgotten counts as lost: now, it would be in nobody's order. */
  const current = <T>(make: () => Promise<T>) => {
    const known = calls;
    return () => (known === calls ? make() : Promise.reject(lost()));
  };
  return {
    together<T>(make: () => Promise<T>): Promise<T> {
      const call = turn.then(current(make));
      const [mine, end] = [calls, settled(call)];
      mine.add(end);
      void end.then(() => mine.delete(end));
      return call;
    },
    alone<T>(make: () => Promise<T>): Promise<T> {
      const call = Promise.all([turn, ...calls]).then(current(make));
      turn = settled(call);
      return call;
    },
    forget(): void {
      turn = Promise.resolve();
      calls = new Set();
    },
  };
}

/** The error of a call without an answer. */
export const lost = (): Error => Object.assign(new Error('no answer'), { code: 'CONNECT_TIMEOUT' });

const noop = (): void => {};
