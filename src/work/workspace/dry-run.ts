import type { Tx } from '../../store/index.ts';
import type { Write } from './context.ts';

/** Ends the transaction of a dry run with its answer. */
class OnlyTried<Answer> extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super('dry run');
    this.answer = answer;
  }
}

/** Runs a transaction and takes it back if the caller only asked for its effect. */
export async function tried<Answer>(write: Write, dryRun: boolean, run: (tx: Tx) => Answer): Promise<Answer> {
  try {
    return await write((tx) => {
      const answer = run(tx);
      if (dryRun) throw new OnlyTried(answer);
      return answer;
    });
  } catch (error) {
    if (error instanceof OnlyTried) return error.answer as Answer;
    throw error;
  }
}
