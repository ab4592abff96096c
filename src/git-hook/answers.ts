import * as z from 'zod';
import type { Shape } from '../base/shape.ts';
import { stored } from '../domain/kinds/schemas.ts';

// Output schemas of the commands about git hooks. Every command loads this file. The code that makes the output is
// loaded when it is called.

/** Output of the installation of a hook in one repository. */
export const installed = () =>
  z.strictObject({
    repository: z.string(),
    file: z.string(),
    /** Path of the former hook: the hook that existed before ours. Our hook runs the former hook, too. */
    chained: z.string().exactOptional(),
    /** New path of the earlier former hook, if another tool has written a different hook since our installation. */
    kept: z.string().exactOptional(),
    /** Was exactly this hook installed before the command? */
    same: z.boolean(),
    shared: z.boolean(),
  });
export type InstalledHook = Shape<typeof installed>;

/** Output of the removal of a hook from one repository. */
export const uninstalled = () =>
  z.strictObject({
    repository: z.string(),
    file: z.string(),
    /** `kept` means that our hook stays, because other repositories use the same file. */
    did: z.enum(['removed', 'restored', 'kept', 'nothing']),
    /** Path of a former hook that was not restored, because another tool's hook is in its place. */
    left: z.string().exactOptional(),
    /** Names of other repositories that use the same hook file. */
    others: z.array(z.string()).exactOptional(),
  });
export type UninstalledHook = Shape<typeof uninstalled>;

/** Output of the status command: the state of one hook file. */
export const inspected = () =>
  z.strictObject({
    repository: z.string(),
    /**
     * - `edited`: our hook, but with lines that somebody added.
     * - `displaced`: a hook of another tool, although ours was installed. Husky and lefthook overwrite hooks.
     * - `off`: git runs no hooks in this repository.
     */
    state: z.enum(['installed', 'edited', 'absent', 'displaced', 'off']),
    file: z.string(),
    /** Path of the former hook: the hook that existed before ours. Our hook runs the former hook, too. */
    chained: z.string().exactOptional(),
    /** Path of the program that our hook starts, if it differs from the running plugin's program. */
    outdated: z.string().exactOptional(),
    gate: stored('gate').exactOptional(),
    paused: z.boolean(),
  });
export type InspectedHook = Shape<typeof inspected>;
