import type * as z from 'zod';

/** The type of what a schema describes. A schema is built by a function, at its first use. */
export type Shape<Schema extends () => z.ZodType> = z.output<ReturnType<Schema>>;

/** A schema that checks less than its type says: what it hands on was checked before, and newer versions add fields. */
export function typedAs<Value>(schema: z.ZodType): z.ZodType<Value> {
  return schema as z.ZodType<Value>;
}
