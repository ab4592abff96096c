import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Field } from './field.ts';

/** Files that the worker makes of a task, one in each step: `work/<task>-<step>.txt`. */
export const STEPS = 6;

/**
 * Works in small steps, goes on where it was, commits some of it, notes outside what it has done, and leaves a child in a session of
 * its own that would outlive everything.
 */
export const worker = (journal: string) => `
import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' }).unref();
const id = process.env.BACKLOG_TASK_ID;
for (let step = 1; step <= ${STEPS}; step++) {
  const file = 'work/' + id + '-' + step + '.txt';
  if (existsSync(file)) continue;
  writeFileSync(file, 'step ' + step + '\\n');
  appendFileSync(${JSON.stringify(journal)}, process.env.BACKLOG_RUN + ' ' + file + '\\n');
  if (step === 3) {
    execFileSync('git', ['add', '-A']);
    execFileSync('git', ['-c', 'user.name=w', '-c', 'user.email=w@example.invalid', 'commit', '-qm', 'half'], { stdio: 'ignore' });
  }
  await new Promise((done) => setTimeout(done, 15));
}
console.log('done');
`;

/** Files that the agent wrote in this run, by its own journal, and that are not there. */
export function missing(place: Field, id: string, journal: string): string[] {
  const lines = existsSync(journal) ? readFileSync(journal, 'utf8').split('\n') : [];
  const written = lines.filter((line) => line.startsWith(`${id} `)).map((line) => line.slice(id.length + 1));
  return written.filter((file) => !existsSync(join(place.tree(id), file)));
}
