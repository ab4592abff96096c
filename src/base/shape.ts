import type * as z from 'zod';

/** The output type of a schema. Schemas are built by functions, at the first use. */
export type Shape<Schema extends () => z.ZodType> = z.output<ReturnType<Schema>>;

/**
 * Gives a schema a narrower type than it checks. For values that were checked before, and may have fields of newer
 * versions.
 */
export function typedAs<Value>(schema: z.ZodType): z.ZodType<Value> {
  return schema as z.ZodType<Value>;
}
