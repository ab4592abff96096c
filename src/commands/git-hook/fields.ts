import * as z from 'zod';
import { flagInput } from '../../domain/calls/inputs.ts';

/** The input that names the repositories, for commands about git hooks. */
export const which = () => ({
  repository: z.string().min(1).describe('Repository; default: the current one').optional(),
  all: flagInput().describe('All repositories of this workspace').optional(),
});
