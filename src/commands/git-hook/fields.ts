import * as z from 'zod';
import { flagInput } from '../../domain/calls/inputs.ts';

/** The input that names the repositories, for commands about git hooks. */
export const which = () => ({
  repository: z.string().min(1).describe('The one you stand in unless given').optional(),
  all: flagInput().describe('Every repository of this workspace').optional(),
});
