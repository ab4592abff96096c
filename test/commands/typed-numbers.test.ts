import { expect, test } from 'vitest';
import * as z from 'zod';
import { COMMANDS } from '../../src/commands/index.ts';

const FIELDS = COMMANDS.flatMap((command) => {
  const input = command.input();
  return input instanceof z.ZodObject
    ? Object.entries(input.shape).map(([field, schema]) => ({
        name: `${command.name} ${field}`,
        schema: schema as z.ZodType,
      }))
    : [];
});

test('each field that takes a whole number takes its digits, too: a command line has only texts', () => {
  const numbers = FIELDS.filter(({ schema }) => schema.safeParse(3).success);
  expect(numbers.length).toBeGreaterThan(40);
  expect(numbers.filter(({ schema }) => !schema.safeParse('3').success).map(({ name }) => name)).toEqual([]);
});
