import type * as z from 'zod';

/** The output type of a schema. Schemas are built by functions, at the first use. */
export type Shape<Schema extends () => z.ZodType> = z.output<ReturnType<Schema>>;

/** Gives a schema a narrower type than it checks, for values that were checked before or have newer fields. */
export function typedAs<Value>(schema: z.ZodType): z.ZodType<Value> {
  return schema as z.ZodType<Value>;
}
