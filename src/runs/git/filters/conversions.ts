import { createHash } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere } from '../store/git-dir.ts';
import { type RunsPlace, repositoryPaths } from '../store/paths.ts';

/** What the person's filters made of files. A filter's output can differ each time, so nothing else tells it later. */
export interface Conversions {
  isMade(object: string, filter: string): boolean;
  /** Returns the object that was made of the same content. */
  madeOf(content: string): string | undefined;
}

/** An object that a filter made, and the {@link contentKey} of what it was made of. */
export type Conversion = Readonly<Record<'object' | 'filter' | 'content', string>>;

const recordOf = (place: RunsPlace) => join(repositoryPaths(place).folder, 'conversions');

export async function readConversions(place: RunsPlace): Promise<Conversions> {
  const text = (await readIfThere(recordOf(place)))?.toString('latin1') ?? '';
  const lines = text.split('\n').map((line) => line.split(' '));
  const made = new Set(lines.map(([object, filter]) => `${object} ${filter}`));
  const contents = new Map(lines.map(([object = '', , content]) => [content, object]));
  return {
    isMade: (object, filter) => made.has(`${object} ${filter}`),
    madeOf: (content) => contents.get(content),
  };
}

/** Adds to the record. Each line begins with its end, so what a killed process wrote in part stays on its own. */
export async function addConversions(place: RunsPlace, made: readonly Conversion[]): Promise<void> {
  if (made.length === 0) return;
  const lines = made.map(({ object, filter, content }) => `\n${object} ${filter} ${content}`);
  await appendFile(recordOf(place), lines.join(''), 'latin1');
}

/** Identifies the content of a file before its filter. The filter may read the file's path. */
export function contentKey(bytes: Buffer, ...of: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(of)).update(bytes).digest('hex');
}
