import * as z from 'zod';
import type { Shape } from '../base/shape.ts';
import { stored } from '../domain/kinds/schemas.ts';

// Output schemas of the commands about git hooks. Every command loads this file, so the code of these commands is in
// other files, which load only when needed.

/** Output of the installation of a hook in one repository. */
export const installed = () =>
  z.strictObject({
    repository: z.string(),
    file: z.string(),
    /** Path of the former hook: the hook that existed before Backlog's hook. Backlog's hook runs it, too. */
    chained: z.string().exactOptional(),
    /** New path of an older hook that Backlog's hook runs, if another tool has replaced that hook since the installation. */
    kept: z.string().exactOptional(),
    /** Whether exactly this hook was already installed. */
    same: z.boolean(),
    shared: z.boolean(),
  });
export type InstalledHook = Shape<typeof installed>;

/** Output of the removal of a hook from one repository. */
export const uninstalled = () =>
  z.strictObject({
    repository: z.string(),
    file: z.string(),
    /** `kept` means that Backlog's hook stays, because other repositories use the same file. */
    did: z.enum(['removed', 'restored', 'kept', 'nothing']),
    /** Path of a former hook that wasn't restored, because another tool's hook has its path. */
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
     * - `edited`: Backlog's hook, but somebody has added lines.
     * - `displaced`: another tool's hook has replaced Backlog's hook. Husky and lefthook do this.
     * - `off`: git runs no hooks in this repository.
     */
    state: z.enum(['installed', 'edited', 'absent', 'displaced', 'off']),
    file: z.string(),
    /** Path of the former hook: the hook that existed before Backlog's hook. Backlog's hook runs it, too. */
    chained: z.string().exactOptional(),
    /** Path of the program that the hook starts, if it isn't the program of the running plugin. */
    outdated: z.string().exactOptional(),
    gate: stored('gate').exactOptional(),
    paused: z.boolean(),
  });
export type InspectedHook = Shape<typeof inspected>;
