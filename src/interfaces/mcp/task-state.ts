import type { Executed } from '../../commands/execute.ts';
import { findRun, openQuestions } from '../../runs/find-run.ts';
import { isAtRest } from '../../runs/view/await-run.ts';
import type { Caller } from '../../work/workspace/context.ts';
import type { Opened } from '../../work/workspace/open.ts';
import { answerIn, formFor, stateOfWait, type TaskState, WAIT_TOOL } from './tasks.ts';
import { answerOf } from './tool-set.ts';

/** The parts of a server that the task of a waiting call needs. */
export interface WaitParts {
  /** The client's person, if a form reaches one. */
  person?: Caller;
  /** The client's responses to the question of the task. */
  responses?: Readonly<Record<string, unknown>>;
  call(command: string, args: Record<string, unknown>, by?: Caller): Promise<Executed>;
}

/**
 * Returns the state of the task that waits for a run: `working`, `input_required` for its agent's question, or
 * `completed` with the answer of the blocking call. Answers the question first if the responses have an answer.
 * @throws BacklogError for an unknown run
 */
export async function taskOfWait(opened: Opened, id: string, parts: WaitParts): Promise<TaskState> {
  const { person, responses, call } = parts;
  const { state } = opened.store;
  const known = findRun(state, id).id;
  const [asked] = openQuestions(state, { id: known });
  const text = asked && answerIn(responses, asked);
  if (text !== undefined && person) await call('run_answer', { run: known, note: text }, person);
  const run = findRun(state, known);
  const task = stateOfWait(run);
  if (!isAtRest(run)) return task;
  const [question] = openQuestions(state, run);
  // Without a person at the client, the model reads the question, and says it in the conversation.
  if (run.state === 'asking' && question && person && responses === undefined)
    return { ...task, status: 'input_required', inputRequests: formFor(run, question) };
  const result = await answerOf(await call(WAIT_TOOL, { run: known, minutes: 0 }));
  return { ...task, status: 'completed', result };
}
