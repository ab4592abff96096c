import * as z from 'zod';
import { rowShape } from '../../domain/fields/schemas.ts';
import { type Instant, isInstant } from '../../domain/instant.ts';
import { lazy } from '../../domain/lazy.ts';

/** How a row refers to a task: its ref, number or uuid. */
const reference = lazy(() => z.union([z.string(), z.int()]).transform(String));
const references = lazy(() =>
  z.union([
    reference().transform((text) => text.split(/[,\s]+/).filter(Boolean)),
    z.array(reference()),
    z.null().transform((): string[] => []),
  ]),
);

/** A file as an export has it; without its content it is only a mention. */
const attachedRow = lazy(() =>
  z.looseObject({ name: z.string().min(1), content: z.base64().optional(), note: z.string().optional() }),
);

/** What the known fields of an imported row may hold. Its references may name other rows. */
export const rowSchema = lazy(() =>
  z.strictObject({
    ...rowShape(),
    /** A name by which other rows of the import refer to this one. */
    ref: reference().optional(),
    spec: z.string().optional(),
    docs: z.record(z.string(), z.string()).optional(),
    attachments: z.array(attachedRow()).optional(),
    /** That it is not free where it comes from: the word for it there, the tool, whose it is, since when. Null when it is so no more. */
    underway: z
      .strictObject({
        word: z.string(),
        in: z.string().optional(),
        by: z.array(z.string()).optional(),
        since: z.custom<Instant>(isInstant).optional(),
      })
      .nullable()
      .optional(),
    description: z.string(),
    depends: references().optional(),
    parent: reference().nullable().optional(),
  }),
);

export type ParsedRow = z.output<ReturnType<typeof rowSchema>>;
