import type { InspectedHook } from './answers.ts';
import { fileText, pathExists } from './file-facts.ts';
import { formerOf } from './former-hook.ts';
import type { HookFile } from './hook-files.ts';
import { chains, isIntact, isOurHook, programIn } from './script.ts';

/** The state of a hook file that its content shows. */
export type FoundHook = Omit<InspectedHook, 'repository' | 'gate' | 'paused'>;

export function inspectHook({ file, off }: HookFile, program: string): FoundHook {
  if (off !== undefined) return { state: 'off', file };
  const text = fileText(file);
  const before = formerOf(file);
  if (text === undefined || !isOurHook(text)) return { state: pathExists(before) ? 'displaced' : 'absent', file };
  const starts = programIn(text);
  return {
    state: isIntact(text) ? 'installed' : 'edited',
    file,
    ...(chains(text) ? { chained: before } : {}),
    ...(starts !== program ? { outdated: starts ?? 'nothing' } : {}),
  };
}
