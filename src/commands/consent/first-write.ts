import type { Tx } from '../../store/index.ts';
import type { Context } from '../../work/workspace/context.ts';

type Step = (tx: Tx) => void;

/** Calls steps around a command's first write, in its transaction. An error of a step prevents the write. */
export function aroundFirstWrite(context: Context, { before, after }: { before?: Step; after?: Step }): Context {
  let isFirst = true;
  const write: Context['write'] = (command, fn, about) => {
    const first = isFirst;
    isFirst = false;
    if (!first) return context.write(command, fn, about);
    // The function runs again if another process commits first, and so do the steps.
    const around = (tx: Tx) => {
      before?.(tx);
      const value = fn(tx);
      after?.(tx);
      return value;
    };
    return context.write(command, around, about);
  };
  // The prototype keeps the context's getters, whose values the first write can replace.
  return Object.create(context, { write: { value: write } }) as Context;
}
