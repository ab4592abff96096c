import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Host } from '../host.ts';
import { idField, readPayloadFields } from '../payload.ts';

/**
 * The session whose conversation the person moved to the background, and which goes on as the one that asks. The client starts
 * such a fork as a job (CLAUDE_JOB_DIR), and notes beside the process of the old session that it is parked as that job
 * (`sessions/<pid>.json` in its configuration). A fork that leaves the old conversation where it is has no such note.
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

/** The names in a folder of the client; none where it cannot be read. */
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
