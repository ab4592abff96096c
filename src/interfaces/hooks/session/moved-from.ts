import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Host } from '../host.ts';
import { idField, readPayloadFields } from '../payload.ts';

/**
 * The session whose conversation the person moved to the background, and which continues as the calling one. The client
 * starts such a fork as a job (CLAUDE_JOB_DIR). It notes beside the old session's process that it is parked as that job
 * (`sessions/<pid>.json` in its configuration). A fork that leaves the old conversation running has no such note.
 */
export function movedFrom({ CLAUDE_JOB_DIR: job }: Host['env']): string | undefined {
  if (!job) return undefined;
  const folder = join(dirname(dirname(job)), 'sessions');
  for (const name of clientNamesIn(folder)) {
    const note = /^\d+\.json$/.test(name) ? noteIn(join(folder, name)) : undefined;
    if (note && idField(note, 'parkedJobId') === basename(job)) return idField(note, 'sessionId');
  }
  return undefined;
}

/** The names in a folder of the client. Empty if the folder cannot be read. */
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
