import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { disputedTests, hiddenQuestion } from '../../domain/runs/hidden/hidden-tests.ts';
import type { Tx } from '../../store/index.ts';
import { checkPerson } from '../../work/people/person-acts.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import { putRun } from './apply-transition.ts';

/**
 * Answers the question about failed hidden tests: a person calls them wrong. They don't run again. The agent gets neither
 * the question nor the answer.
 * @throws BacklogError `forbidden` if the caller is no person, `conflict` if nobody asks any more
 */
export function callTestsWrong(tx: Tx, context: Context, id: string, text: string): Run {
  checkPerson(context, 'runs.hiddenTests', `run answer ${id}`);
  const run = findRun(tx, id);
  const { hiddenTests } = run;
  // Somebody else may have answered, or decided about the result, since the caller read the question.
  if (!hiddenTests || hiddenQuestion(run) === undefined)
    return refuse('conflict', `run ${id} no longer asks about its hidden tests`, {
      hint: `To read what was decided: run_show ${id}.`,
      data: { run: id, state: run.state },
    });
  const disputed = new Set(disputedTests(run).map((test) => test.id));
  const wrong = { at: tx.at, actor: formatActor(context.caller.actor), text };
  const tests = hiddenTests.tests.map((test) => (disputed.has(test.id) ? { ...test, wrong } : test));
  return putRun(tx, { ...run, hiddenTests: { ...hiddenTests, tests } });
}
