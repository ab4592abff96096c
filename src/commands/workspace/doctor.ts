import * as z from 'zod';
import { mayAct } from '../../work/people/person-acts.ts';
import { defineCommand } from '../command.ts';
import { doctorOutput } from './doctor-output.ts';

export const doctor = defineCommand({
  name: 'doctor',
  title: "Check the queue's files",
  elsewhere: 'doctor check',
  summary:
    'Verify all files of the queue; for each problem, show its effect and the way to fix it. Only `fix: true` and `salvage: true` change files; `fix` loses no data.',
  group: 'admin',
  access: { effect: 'write', idempotent: true, toleratesDamage: true },
  input: () =>
    z.strictObject({
      fix: z.boolean().optional().describe('Repair problems if no data can be lost'),
      salvage: z
        .boolean()
        .optional()
        .describe("Go on without the changes that can't be read; keep their files. Only people may do that"),
    }),
  output: doctorOutput,
  async run(context, input) {
    const { runDoctor } = await import('../queue-on-call.ts');
    return runDoctor(context, input);
  },
  show: { text: async (output) => (await import('../queue-on-call.ts')).doctorText(output) },
  cli: {
    async asks(context, { salvage }) {
      if (!salvage || !mayAct(context.caller, 'salvage') || context.workspace().damage) return undefined;
      const { salvageQuestion } = await import('../queue-on-call.ts');
      return salvageQuestion(context);
    },
    examples: ['doctor', 'doctor --fix', 'doctor --salvage'],
  },
});
