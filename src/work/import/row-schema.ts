import * as z from 'zod';
import { LINK_TYPES, STATUSES } from '../../domain/task.ts';
import { instantSchema } from '../../domain/task-schema.ts';
import { fieldInputs } from '../task/fields.ts';

/** How a row refers to a task: its ref, number or uuid. */
const reference = z.union([z.string(), z.int()]).transform(String);

/** What the known fields of an imported row may hold. */
export const rowSchema = () => {
  const { depends, parent, ...fields } = fieldInputs();
  const instant = instantSchema();
  return z.strictObject({
    ref: reference.optional(),
    uuid: z
      .uuid('expected a UUID')
      .transform((uuid) => uuid.toLowerCase())
      .optional(),
    id: z.unknown().optional(),
    description: z.string(),
    status: z.enum(STATUSES).optional(),
    entry: instant.optional(),
    modified: instant.optional(),
    start: instant.optional(),
    end: instant.optional(),
    annotations: z
      .array(z.looseObject({ id: z.string().optional(), at: instant, actor: z.string().optional(), text: z.string() }))
      .optional(),
    links: z.array(z.object({ type: z.enum(LINK_TYPES), uuid: z.string() })).optional(),
    handoff: z.object({ at: instant, actor: z.string(), session: z.string().optional(), note: z.string() }).optional(),
    source: z
      .object({ kind: z.string(), list: z.string().optional(), id: z.string(), url: z.string().optional() })
      .optional(),
    template: z.string().optional(),
    extra: z.record(z.string(), z.unknown()).optional(),
    spec: z.string().optional(),
    docs: z.record(z.string(), z.string()).optional(),
    depends: z
      .union([reference.transform((text) => text.split(/[,\s]+/).filter(Boolean)), z.array(reference)])
      .optional(),
    parent: reference.optional(),
    ...fields,
    acceptance: z
      .union([fields.acceptance.unwrap(), z.array(z.looseObject({ id: z.string().optional(), text: z.string() }))])
      .optional(),
    scope: z
      .union([fields.scope.unwrap(), z.array(z.object({ repo: z.string().optional(), glob: z.string() }))])
      .optional(),
  });
};
