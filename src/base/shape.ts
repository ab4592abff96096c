import type * as z from 'zod';

/** The output type of a schema. The parameter is a function, because schemas are built at their first use. */
export type Shape<Schema extends () => z.ZodType> = z.output<ReturnType<Schema>>;

/**
 * Declares that a schema's values have a narrower type than the schema checks. Use it for values that were checked
 * before or may have fields of a newer version.
 */
export function typedAs<Value>(schema: z.ZodType): z.ZodType<Value> {
  return schema as z.ZodType<Value>;
}
