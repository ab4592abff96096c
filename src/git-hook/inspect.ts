import { fileText, pathExists } from './file-facts.ts';
import { formerOf } from './former-hook.ts';
import type { HookFile } from './hook-files.ts';
import { chains, isIntact, isOurHook, programIn } from './script.ts';

/**
 * How the seat of a gate looks: `displaced` is one where a hook of somebody else is, although the gate was there: husky and lefthook
 * write theirs anew. `edited` is the gate with lines of others in it.
 */
export type HookState = 'installed' | 'edited' | 'absent' | 'displaced' | 'off';

export interface InspectedHook {
  state: HookState;
  file: string;
  /** The hook that was there before, which is asked as well. */
  chained?: string;
  /** What the gate starts, when that is not there or is another plugin's. */
  outdated?: string;
}

/** Inspects a hook file. */
export function inspectHook({ file, off }: HookFile, program: string): InspectedHook {
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
