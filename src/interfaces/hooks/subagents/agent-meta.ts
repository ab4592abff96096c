import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { idField, readPayloadFields } from '../payload.ts';
import { clientNamesIn } from '../session/moved-from.ts';

/** Maximum number of bytes to read from the client's file about a subagent. */
const MOST_BYTES = 1 << 20;

/**
 * Returns the id of the call that launched a subagent, from the client's file about the agent (`agent-<id>.meta.json`).
 * Undefined until the client has written this file, which it does before the subagent's first tool call.
 */
export function launchedBy(transcript: string | undefined, agent: string): string | undefined {
  const file = transcript && agentFile(transcript, agent, '.meta.json');
  try {
    if (!file || statSync(file).size > MOST_BYTES) return undefined;
    const note = readPayloadFields(readFileSync(file, 'utf8'));
    return note && idField(note, 'toolUseId');
  } catch {
    return undefined;
  }
}

/**
 * Returns the path of the client's file about a subagent. The file is beside the session's transcript, or in the folder
 * of another project: version 2.1.197 writes it there if a session has entered a worktree, but still reports the old
 * transcript.
 */
export function agentFile(transcript: string, agent: string, end: '.jsonl' | '.meta.json'): string | undefined {
  if (!transcript.endsWith('.jsonl')) return undefined;
  const session = basename(transcript, '.jsonl');
  const inProject = (folder: string) => join(folder, session, 'subagents', `agent-${agent}${end}`);
  const beside = inProject(dirname(transcript));
  if (existsSync(beside)) return beside;
  const projects = dirname(dirname(transcript));
  return clientNamesIn(projects)
    .map((name) => inProject(join(projects, name)))
    .find((file) => existsSync(file));
}
