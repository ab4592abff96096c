import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { MovedSession } from '../../../work/subagents/continuation.ts';
import type { Host } from '../host.ts';
import { idField, readPayloadFields } from '../payload.ts';

/**
 * Returns the old session if this session continues a conversation that a person moved to the background. The
 * client starts such a fork as a job (CLAUDE_JOB_DIR). It also writes into `sessions/<pid>.json` in its configuration
 * that the old session is parked as this job; `pid` is the old process. Other forks, whose old conversation continues,
 * have no such entry.
 */
export function movedFrom({ CLAUDE_JOB_DIR: job }: Host['env']): MovedSession | undefined {
  if (!job) return undefined;
  const folder = join(dirname(dirname(job)), 'sessions');
  for (const name of clientNamesIn(folder)) {
    const note = /^\d+\.json$/.test(name) ? noteIn(join(folder, name)) : undefined;
    if (!note || idField(note, 'parkedJobId') !== basename(job)) continue;
    const id = idField(note, 'sessionId');
    return id === undefined ? undefined : { id, pid: Number.parseInt(name, 10) };
  }
  return undefined;
}

/** Returns the names of the files in a folder of the client. Empty if the folder can't be read. */
export function clientNamesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function noteIn(file: string) {
  try {
    return readPayloadFields(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
