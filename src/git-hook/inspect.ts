import { fileText, pathExists } from './file-facts.ts';
import { formerOf } from './former-hook.ts';
import type { HookFile } from './hook-files.ts';
import { chains, isIntact, isOurHook, programIn } from './script.ts';

/**
 * State of a hook file:
 * - `edited`: our hook, with lines added by others.
 * - `displaced`: another hook, though ours was installed. Husky and lefthook overwrite hooks.
 * - `off`: git runs no hooks here.
 */
export type HookState = 'installed' | 'edited' | 'absent' | 'displaced' | 'off';

export interface InspectedHook {
  state: HookState;
  file: string;
  /** The former hook, which our hook also runs. */
  chained?: string;
  /** The program that our hook starts, if it isn't the present one. */
  outdated?: string;
}

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
