import * as z from 'zod';
import { defineCommand } from '../command.ts';

export const doctor = defineCommand({
  name: 'doctor',
  title: 'Check the store',
  summary: 'Reads the whole store, folds its log again and compares, and says what is wrong. Changes nothing.',
  toolset: 'admin',
  effect: 'read',
  examples: ['doctor'],
  input: () => z.strictObject({}),
  async run(context) {
    return { dir: context.store.dir, ...(await context.store.doctor()) };
  },
  text: (report) => JSON.stringify(report, null, 2),
});
