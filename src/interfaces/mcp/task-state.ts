import type { Executed } from '../../commands/execute.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Question, Run } from '../../domain/records.ts';
import { doesText } from '../../domain/state-words.ts';
import { findRun, openQuestions } from '../../runs/find-run.ts';
import { isAtRest } from '../../runs/view/await-run.ts';
import { oneLine } from '../../text/safe.ts';
import type { Caller } from '../../work/workspace/context.ts';
import type { Opened } from '../../work/workspace/open.ts';
import { type TaskState, WAIT_TOOL } from './tasks.ts';
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

/** Milliseconds between two requests of a client for the state of a task. */
const POLL_MS = 5_000;

const PREFIX = 'run_wait-';

/**
 * Returns the state of the task that waits for a run. The task's id contains the run's, so a server needs no memory: it
 * can be started again meanwhile.
 */
function stateOfWait(run: Run): TaskState {
  return {
    taskId: `${PREFIX}${run.id}`,
    status: 'working',
    statusMessage: `run ${run.id} ${doesText(run)}`,
    ...{ createdAt: run.at, lastUpdatedAt: run.since, ttlMs: null, pollIntervalMs: POLL_MS },
  };
}

/** Returns the run for which a task waits. @throws BacklogError `not-found` for the id of no such task */
export function runOfTask(taskId: string): string {
  if (taskId.startsWith(PREFIX)) return taskId.slice(PREFIX.length);
  throw new BacklogError('not-found', `there is no task ${JSON.stringify(taskId.slice(0, 50))}`, {
    hint: 'Only run_wait answers with a task. Call it again.',
  });
}

const TEXT = 'text';
/** Maximum number of characters of a question in a form. */
const QUESTION = 1_000;

/** Returns the key of a question. Clients ask once for each key, and an answer that comes late is for no other question. */
const keyOf = ({ id }: Question): string => `answer-${id}`;

/** Returns the form for an agent's question. */
function formFor(run: Run, question: Question): Record<string, object> {
  return {
    [keyOf(question)]: {
      method: 'elicitation/create',
      params: {
        mode: 'form',
        message: `The agent of run ${run.id} asks: ${oneLine(question.text, QUESTION)}`,
        requestedSchema: {
          type: 'object',
          properties: { [TEXT]: { type: 'string', title: 'Your answer' } },
          required: [TEXT],
        },
      },
    },
  };
}

/** Returns the answer in a client's responses to {@link formFor}, which nobody has checked. Undefined if there is none. */
function answerIn(responses: unknown, question: Question): string | undefined {
  const { action, content } = objectOf(objectOf(responses)[keyOf(question)]);
  const text = objectOf(content)[TEXT];
  return action === 'accept' && typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
