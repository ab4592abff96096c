import { rmSync } from 'node:fs';
import { fileText } from './file-facts.ts';
import { isIntact, isOurHook } from './script.ts';

/** Suffixes that lefthook and the framework pre-commit give to a replaced hook. */
const RENAMED = ['.old', '.legacy'] as const;

/** Removes copies of Backlog's hook that other tools renamed. Lefthook can't write hooks while such a file exists. */
export function removeStrays(file: string): void {
  for (const suffix of RENAMED) {
    const text = fileText(file + suffix);
    if (text !== undefined && isOurHook(text) && isIntact(text)) rmSync(file + suffix);
  }
}
