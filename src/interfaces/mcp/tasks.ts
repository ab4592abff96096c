import type { CallToolResult, ClientCapabilities } from '@modelcontextprotocol/server';
import { BacklogError } from '../../domain/errors.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Question, Run } from '../../domain/records.ts';
import { doesText } from '../../domain/state-words.ts';
import { oneLine } from '../../text/safe.ts';

/**
 * The protocol's extension for tasks (SEP-2663, from version 2026-07-28 on): a tool may answer with a task, whose state
 * the client then reads in the background. The protocol's library has no code for it.
 */
export const TASKS = 'io.modelcontextprotocol/tasks';

/** The tool whose calls become tasks. Other clients get its blocking call if a setting offers it. */
export const WAIT_TOOL = 'run_wait';

/** Checks whether a client reads tasks in the background. Claude Code declares it in interactive sessions. */
export function readsTasks(capabilities: ClientCapabilities | undefined): boolean {
  return capabilities?.extensions?.[TASKS] !== undefined;
}

/** Milliseconds between two requests of a client for the state of a task. */
const POLL_MS = 5_000;

/** The state of a task, as the protocol has it. */
export interface TaskState {
  taskId: string;
  status: 'working' | 'input_required' | 'completed' | 'failed' | 'cancelled';
  statusMessage?: string;
  createdAt: Instant;
  lastUpdatedAt: Instant;
  /** Null: a task lasts as long as its run. */
  ttlMs: null;
  pollIntervalMs: number;
  /** What the client's person is asked, by key. Only with `input_required`. */
  inputRequests?: Record<string, object>;
  /** The answer of the tool. Only with `completed`. */
  result?: CallToolResult;
}

/** The answer of a tool that goes on in the background. */
export type TaskAnswer = TaskState & { resultType: 'task' };

const PREFIX = 'run_wait-';

/**
 * Returns the state of the task that waits for a run. The task's id contains the run's, so a server needs no memory: it
 * can be started again meanwhile.
 */
export function stateOfWait(run: Run): TaskState {
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
export function formFor(run: Run, question: Question): Record<string, object> {
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
export function answerIn(responses: unknown, question: Question): string | undefined {
  const { action, content } = objectOf(objectOf(responses)[keyOf(question)]);
  const text = objectOf(content)[TEXT];
  return action === 'accept' && typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
