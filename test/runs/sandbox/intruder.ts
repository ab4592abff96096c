import { join } from 'node:path';
import type { Field } from '../support/field.ts';

/** The source of a client that reads a file of the checkout, and tries to write there, outside, and in the queue. */
export function intruder({ user, store }: Pick<Field, 'user' | 'store'>, out: string): string {
  const files = ['src/a.txt', 'new.txt', `${out}-client`, join(user, 'evil'), join(store, 'evil')];
  return `import { writeFileSync } from 'node:fs';
    const wrote = ${JSON.stringify(files)}.filter((file) => { try { writeFileSync(file, 'x'); return file[0] !== '/'; } catch { return false; } });
    tell('Criterion 1: accepted read ' + readAll('src/a.txt', 'utf8').trim() + '; wrote ' + (wrote.join() || 'nothing'))`;
}
