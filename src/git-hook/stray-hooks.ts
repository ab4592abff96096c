import { rmSync } from 'node:fs';
import { fileText } from './file-facts.ts';
import { isIntact, isOurHook } from './script.ts';

/** How lefthook and the framework pre-commit rename a hook that they find, when they put theirs in its place. */
const RENAMED = ['.old', '.legacy'] as const;

/** Takes away gates that others have renamed; lefthook would refuse to write any hook as long as one is there. */
export function removeStrays(file: string): void {
  for (const suffix of RENAMED) {
    const text = fileText(file + suffix);
    if (text !== undefined && isOurHook(text) && isIntact(text)) rmSync(file + suffix);
  }
}
