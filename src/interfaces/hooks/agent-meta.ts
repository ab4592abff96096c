import { readFileSync, statSync } from 'node:fs';
import { idField, readFields } from './payload.ts';

/** Most that is read of the client's note, in bytes. */
const MOST_BYTES = 1 << 20;

/**
 * The call that launched a subagent, from the client's own note on it (`agent-<id>.meta.json` beside the session's
 * transcript). undefined while the client has not written it: it is there at the subagent's first tool call.
 */
export function launchedBy(transcript: string | undefined, agent: string): string | undefined {
  const file = transcript && agentFile(transcript, agent, '.meta.json');
  try {
    if (!file || statSync(file).size > MOST_BYTES) return undefined;
    const note = readFields(readFileSync(file, 'utf8'));
    return note && idField(note, 'toolUseId');
  } catch {
    return undefined;
  }
}

/** What the client keeps of a subagent beside the transcript of its session. */
export function agentFile(transcript: string, agent: string, end: '.jsonl' | '.meta.json'): string | undefined {
  if (!transcript.endsWith('.jsonl')) return undefined;
  return `${transcript.slice(0, -'.jsonl'.length)}/subagents/agent-${agent}${end}`;
}
