import type * as z from 'zod';
import type { ProcessId } from '../../base/process-id.ts';
import type { SchemaVocabulary } from '../fields/row.ts';

/** A process, identified so that another process can check whether it still runs. */
export const processIdSchema = ({ z }: SchemaVocabulary): z.ZodType<ProcessId> =>
  z.object({
    host: z.string(),
    machine: z.string().optional(),
    boot: z.string(),
    pid: z.int().positive(),
    start: z.string(),
    namespace: z.string().optional(),
  });

/** Globs, each with its repository. */
export const scope = ({ z }: SchemaVocabulary) =>
  z.array(z.object({ repo: z.string().optional(), glob: z.string().min(1) }));
