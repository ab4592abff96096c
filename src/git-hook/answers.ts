import * as z from 'zod';
import type { Shape } from '../base/shape.ts';
import { stored } from '../domain/kinds/schemas.ts';

// Answers of the commands about git hooks. Every start loads these shapes; the code that makes them is loaded on call.

/** A hook after its installation. */
export const installed = () =>
  z.strictObject({
    repository: z.string(),
    file: z.string(),
    /** Path of the former hook, which our hook also runs. */
    chained: z.string().exactOptional(),
    /** New path of an earlier former hook, which another tool replaced since. */
    kept: z.string().exactOptional(),
    /** Was exactly this hook installed already? */
    same: z.boolean(),
    shared: z.boolean(),
  });
export type InstalledHook = Shape<typeof installed>;

/** A hook after its removal. */
export const uninstalled = () =>
  z.strictObject({
    repository: z.string(),
    file: z.string(),
    /** `kept`: other repositories have our hook in the same file. */
    did: z.enum(['removed', 'restored', 'kept', 'nothing']),
    /** A former hook that stays in its folder, since another hook has its place. */
    left: z.string().exactOptional(),
    /** Other repositories that use the same file. */
    others: z.array(z.string()).exactOptional(),
  });
export type UninstalledHook = Shape<typeof uninstalled>;

/** State of a hook file. */
export const inspected = () =>
  z.strictObject({
    repository: z.string(),
    /**
     * - `edited`: our hook, with lines added by others.
     * - `displaced`: another hook, though ours was installed. Husky and lefthook overwrite hooks.
     * - `off`: git runs no hooks here.
     */
    state: z.enum(['installed', 'edited', 'absent', 'displaced', 'off']),
    file: z.string(),
    /** Path of the former hook, which our hook also runs. */
    chained: z.string().exactOptional(),
    /** The program that our hook starts, if it isn't the present one. */
    outdated: z.string().exactOptional(),
    gate: stored('gate').exactOptional(),
    paused: z.boolean(),
  });
export type InspectedHook = Shape<typeof inspected>;
