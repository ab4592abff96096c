import { clip } from '../../base/clip.ts';
import { sentence } from '../../base/output/sentence.ts';
import { BacklogError, type ErrorCode } from '../../domain/errors.ts';
import { appendDiagnostic, readDiagnostics, type Workspace } from '../../store/index.ts';
import { harmless } from '../../text/safe.ts';
import { type Host, sessionWorkspace } from './host.ts';
import type { Output } from './output.ts';
import type { Payload } from './payload.ts';

/** Errors that a person can cure. Others are defects of Backlog. */
const CURABLE: readonly ErrorCode[] = ['store', 'contention'];

/** Maximum length of a message. An error may quote much of a damaged file. */
const MOST_CHARS = 1_000;

/** Events whose messages the client shows to the person. */
const SHOWN_AT: readonly string[] = ['SessionStart', 'UserPromptSubmit', 'PreToolUse'];

/** An output with a message that the client shows to the person. */
export type PersonsText = Output & { systemMessage: string };

/** A hook call that an error ended. */
export interface FailedCall {
  event: string;
  /** Undefined if it isn't a payload of the client. */
  payload: Payload | undefined;
  host: Host;
  /** Whether the client may have an answer already, and so can't get a message. */
  isAnswered?: boolean;
}

/**
 * Writes the reason why a hook gave no answer to the diagnostics of the session's store.
 * @returns a message for the person if the queue can't be used. The diagnostics record it, so that a session has it once.
 */
export function noteFailure(
  error: unknown,
  { event, payload, host, isAnswered = false }: FailedCall,
): PersonsText | undefined {
  const where = found(payload, host);
  if (where === 'lost') return isAnswered ? undefined : lostOutput(error, { event, payload, host });
  if (!where) return undefined;
  const call = `hook ${event}${payload?.tool ? ` ${payload.tool}` : ''}`;
  const told = `shown to session ${payload?.session}`;
  const canTell = !isAnswered && SHOWN_AT.includes(event) && isCurable(error);
  const isTold = canTell && !readDiagnostics(where.dir).includes(told);
  appendDiagnostic(where.dir, `${call}${isTold ? `, ${told}` : ''}: ${reasonOf(error)}`, host.now());
  return isTold ? { systemMessage: messageOf(error as BacklogError) } : undefined;
}

/** Finds the session's workspace. Returns `lost` if the file that names it is damaged, or if the queue is gone. */
function found(payload: Payload | undefined, host: Host): Workspace | 'lost' | undefined {
  try {
    return sessionWorkspace(payload, host);
  } catch {
    return 'lost';
  }
}

/**
 * Returns the message about a queue that can't be found. No folder can record that a session had it, so only its start
 * tells it, and the first prompt that a server gets.
 */
function lostOutput(error: unknown, { event, payload, host }: Omit<FailedCall, 'isAnswered'>): PersonsText | undefined {
  if (!isCurable(error) || payload?.agent) return undefined;
  const lost = host.server?.memory.lost;
  const session = payload?.session ?? '';
  const isTold = event === 'SessionStart' || (event === 'UserPromptSubmit' && lost?.has(session) === false);
  lost?.add(session);
  return isTold ? { systemMessage: messageOf(error) } : undefined;
}

function isCurable(error: unknown): error is BacklogError {
  return error instanceof BacklogError && CURABLE.includes(error.code);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function messageOf({ message, hint }: BacklogError): string {
  const sentences = [
    `Backlog: ${sentence(message)}`,
    hint,
    'Until the queue works again, edits are checked against the last known claims if this machine has them, and hooks record nothing.',
  ];
  return harmless(clip(sentences.filter(Boolean).join(' '), MOST_CHARS));
}
