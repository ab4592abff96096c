import * as z from 'zod';
import { lazy } from '../../../base/lazy.ts';
import { isBlank } from '../../../base/unsafe-characters.ts';
import { clearableInput, listInput } from '../../../domain/calls/inputs.ts';
import { rowShape } from '../../../domain/fields/schemas.ts';
import { type Instant, isInstant } from '../../../domain/instant.ts';

/** A row's reference to a task: its ref, number or uuid. */
const reference = lazy(() => z.union([z.string(), z.int()]).transform(String));
const references = lazy(() =>
  z.union([
    reference().transform((text) => text.split(/[,\s]+/).filter(Boolean)),
    z.array(reference()),
    z.null().transform((): string[] => []),
  ]),
);

/** An attached file in an export. A row without the file's content only names the attachment. */
const attachedRow = lazy(() =>
  z.looseObject({ name: z.string().min(1), content: z.base64().optional(), note: z.string().optional() }),
);

/** The schema of an imported row's known fields. References can name other rows. */
export const rowSchema = lazy(() =>
  z.strictObject({
    ...rowShape(),
    /** A name by which other rows of the import refer to this one. */
    ref: reference().optional(),
    spec: z.string().optional(),
    docs: z.record(z.string(), z.string()).optional(),
    attachments: z.array(attachedRow()).optional(),
    /**
     * Set if somebody already works on the task in the source tool: the tool's word for the state, the tool, the
     * people, the time. Null if the task is free again.
     */
    underway: z
      .strictObject({
        word: z.string(),
        in: z.string().optional(),
        by: z.array(z.string()).optional(),
        since: z.custom<Instant>(isInstant).optional(),
      })
      .nullable()
      .optional(),
    description: z.string().refine((text) => !isBlank(text), 'a description needs a visible character'),
    depends: references().optional(),
    parent: reference().nullable().optional(),
  }),
);

export type ParsedRow = z.output<ReturnType<typeof rowSchema>>;

type Read = { row: ParsedRow; issues?: undefined } | { row?: undefined; issues: z.core.$ZodIssue[] };

/**
 * Reads a row by the schema. For speed, checks only the present fields first, and accepts simple values without zod.
 */
export function readRow(known: Readonly<Record<string, unknown>>): Read {
  const row = readFields(known);
  if (row) return { row };
  const { success, data, error } = rowSchema().safeParse(known);
  return success ? { row: data } : { issues: error.issues };
}

/** Reads the present fields. Returns undefined if one of them is invalid. */
function readFields(known: Readonly<Record<string, unknown>>): ParsedRow | undefined {
  const row: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(known)) {
    if (value === undefined) continue;
    const found = fields().get(field);
    if (!found) return undefined;
    const read = found.asItIs?.(value) ? { success: true, data: value } : found.schema.safeParse(value);
    if (!read.success) return undefined;
    row[field] = read.data;
  }
  return typeof row.description === 'string' ? (row as ParsedRow) : undefined;
}

const fields = lazy(() => {
  const plain = new Map<z.ZodType, (value: unknown) => boolean>([
    [clearableInput(), isTrimmed],
    [listInput(), (value) => Array.isArray(value) && value.every(isTrimmed)],
    [references(), (value) => Array.isArray(value) && value.every(isText)],
  ]);
  const shape = Object.entries<z.ZodOptional<z.ZodType> | z.ZodString>(rowSchema().shape);
  return new Map(
    shape.map(([field, schema]) => {
      const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
      return [field, { schema, asItIs: plain.get(inner) }];
    }),
  );
});

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isTrimmed(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value.trim() === value;
}
