import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { idField, readPayloadFields } from '../payload.ts';
import { clientNamesIn } from '../session/moved-from.ts';

/** Most that is read of the client's note, in bytes. */
const MOST_BYTES = 1 << 20;

/**
 * The call that launched a subagent, from the client's own note on it (`agent-<id>.meta.json`). undefined while the client has not written it: it is there at the subagent's first tool call.
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
 * What the client keeps of a subagent: beside the transcript of its session, or below the folder of another project. 2.1.197 goes on naming the
 * old transcript when the session has entered a worktree, and writes of agents beside the worktree's.
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
