import { closeSync, readSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { PROMPT_LIMITS } from '../../../text/runs/prompt-lines.ts';
import { openPlain } from '../../../work/paths/plain-file.ts';
import type { Provider } from '../../providers/provider.ts';

/** Number of bytes that are read from the file of instructions. A prompt includes fewer. */
const READ = 4 * PROMPT_LIMITS.instructions;

/**
 * Reads the project's instructions for agents, for a program that does not load them itself. Ignores a link out of the
 * worktree, and anything except a regular file.
 */
export function instructionsIn(
  tree: string,
  { capabilities: { memory } }: Pick<Provider, 'capabilities'>,
): { name: string; text: string } | undefined {
  if (!memory || memory.loaded) return undefined;
  try {
    const file = realpathSync(join(tree, memory.file));
    if (!file.startsWith(realpathSync(tree) + sep)) return undefined;
    const text = beginningOf(file);
    return text === undefined ? undefined : { name: memory.file, text };
  } catch {
    return undefined;
  }
}

function beginningOf(file: string): string | undefined {
  const fd = openPlain(file);
  if (fd === undefined) return undefined;
  try {
    const bytes = Buffer.alloc(READ);
    return bytes.toString('utf8', 0, readSync(fd, bytes, 0, READ, 0));
  } finally {
    closeSync(fd);
  }
}
