import * as z from 'zod';
import { rowShape } from '../../domain/fields/schemas.ts';
import { TASK_FIELDS } from '../../domain/fields/table.ts';

/** How a row refers to a task: its ref, number or uuid. */
const reference = z.union([z.string(), z.int()]).transform(String);
const references = z.union([reference.transform((text) => text.split(/[,\s]+/).filter(Boolean)), z.array(reference)]);

/** What a row may have beside the fields of a task. */
const ROW_ONLY = {
  /** A name by which other rows of the import refer to this one. */
  ref: reference.optional(),
  spec: z.string().optional(),
  docs: z.record(z.string(), z.string()).optional(),
};

/** What the known fields of an imported row may hold. Its references may name other rows. */
export const rowSchema = () =>
  z.strictObject({
    ...rowShape(TASK_FIELDS),
    ...ROW_ONLY,
    description: z.string(),
    depends: references.optional(),
    parent: reference.optional(),
  });

/** Every name that a row may use. */
export const rowFields = (): string[] => [...Object.keys(ROW_ONLY), ...Object.keys(TASK_FIELDS)];
