import * as z from 'zod';
import { typedAs } from '../../base/shape.ts';
import type { DoctorReport, Salvaged, StoreProblem } from '../../store/index.ts';
import { mayAct } from '../../work/people/person-acts.ts';
import { doctorFinding } from '../../work/workspace/finding.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

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
  output: () =>
    z.strictObject({
      dir: z.string(),
      mended: z.array(problem()),
      /** What was given up with `salvage`. Null if nothing was. */
      salvaged: typedAs<Salvaged>(z.looseObject({ after: z.number(), to: z.number() })).nullable(),
      report: typedAs<DoctorReport>(z.looseObject({ ok: z.boolean(), problems: z.array(problem()) })).nullable(),
      worktrees: findings(),
      gates: findings(),
      repositories: findings(),
      records: findings(),
      stores: findings(),
      /** The former queue of a repository without a queue, which `queue link` links again. */
      former: outputs.former().exactOptional(),
      /** Replaced files that Backlog keeps for some time, and the time that it keeps them. */
      kept: findings(),
    }),
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

const findings = () => z.array(doctorFinding());

const problem = () =>
  typedAs<StoreProblem>(z.looseObject({ file: z.string(), problem: z.string(), lost: z.string(), cure: z.string() }));
