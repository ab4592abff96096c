import * as z from 'zod';
import { type Shape, typedAs } from '../../../base/shape.ts';
import { flagInput, pathInput } from '../../../domain/calls/inputs.ts';
import { EXPORT_FORMATS, formatMeant } from '../../../domain/task-formats.ts';

/** Input schema of `task_export`. */
export const exportInput = () =>
  z.strictObject({
    filter: z.string().describe('Filter; default: all tasks').default(''),
    format: z.preprocess(formatMeant, z.enum(EXPORT_FORMATS)).describe('Target format').optional(),
    docs: flagInput().describe('Include documents (default true)').optional(),
    to: pathInput('File; its ending sets the format. A new folder for backlog-runner', 'over').optional(),
    force: flagInput().describe("Overwrite a file that isn't an export").optional(),
    attachments: flagInput().describe('Include attachments in base64').optional(),
    archived: flagInput().describe('Include archived tasks').optional(),
    settings: flagInput().describe('Include settings and agents (JSON)').optional(),
  });
export type ExportInput = Shape<typeof exportInput>;

/** Output schema of `task_export`: the rows, or the place of the file or folder with them. */
export const exportOutput = () =>
  z.strictObject({
    format: z.enum(EXPORT_FORMATS),
    tasks: z
      .array(typedAs<Record<string, unknown>>(z.looseObject({ uuid: z.string(), description: z.string() })))
      .exactOptional(),
    /** Settings by name, and agents, as in a config file. Only if the caller asked for them. */
    settings: z.record(z.string(), z.unknown()).exactOptional(),
    /** Names of settings and agents that an export can't have. */
    left: z.array(z.string()).exactOptional(),
    to: z.string().exactOptional(),
    count: z.int().exactOptional(),
  });
export type Exported = Shape<typeof exportOutput>;
