import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import type { Tx } from '../../store/index.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findRun, openQuestions } from '../find-run.ts';
import { resumeRun } from './review-run.ts';

/** Answers the oldest open question of a run. One that waits for it goes on; one at work hears it at once or in its next round. */
export function answerRun(tx: Tx, context: Context, id: string, text: string): Run {
  const run = findRun(tx, id);
  const open = openQuestions(tx, run);
  const [oldest] = open;
  if (!oldest)
    return refuse('conflict', `run ${id} asks nothing`, { hint: 'run_request_changes sends a note to its agent.' });
  tx.put('question', oldest.id, { ...oldest, answer: { text, at: tx.at, actor: formatActor(context.caller.actor) } });
  return run.state === 'asking' && open.length === 1 ? resumeRun(tx, context, id, { verb: 'answer' }) : run;
}
