import { BASE } from './base.ts';

/** A result that waits for a decision by rules: the texts of its changed files. An absent text deletes a file. */
export interface LandingResult {
  name: string;
  kind: string;
  files: Readonly<Record<string, string | undefined>>;
}

/** Replaces a text that the base has exactly once in a file. */
export function swap(path: string, find: string, put: string): Readonly<Record<string, string>> {
  const text = BASE[path]!;
  if (text.split(find).length !== 2) throw new Error(`${path} has not exactly once: ${find}`);
  return { [path]: text.replace(find, () => put) };
}

/** Adds a text at the end of a file. */
export const more = (path: string, text: string): Readonly<Record<string, string>> => ({ [path]: BASE[path]! + text });

/** Renames a file. */
export const moved = (path: string, to: string): LandingResult['files'] => ({ [path]: undefined, [to]: BASE[path] });
