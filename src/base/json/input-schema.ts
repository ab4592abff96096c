import * as z from 'zod';
import { onceEachObject } from '../lazy.ts';

/** Returns the JSON schema of what a field or a command accepts. Building it costs milliseconds, so it is built once. */
export const inputSchemaOf: (schema: z.core.$ZodType) => Readonly<z.core.JSONSchema.BaseSchema> = onceEachObject(
  (schema: z.core.$ZodType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
);
