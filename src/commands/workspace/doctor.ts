import * as z from 'zod';
import { refuse } from '../../domain/errors.ts';
import { examineStore } from '../../store/index.ts';
import { defineCommand } from '../command.ts';

export const doctor = defineCommand({
  name: 'doctor',
  title: 'Check the store',
  summary: 'Reads the whole store, folds its log again and compares, and says what is wrong. Changes nothing.',
  toolset: 'admin',
  effect: 'read',
  examples: ['doctor'],
  onDamage: true,
  input: () => z.strictObject({}),
  output: () =>
    z.strictObject({
      dir: z.string(),
      report: z
        .looseObject({ ok: z.boolean(), problems: z.array(z.looseObject({ file: z.string(), problem: z.string() })) })
        .nullable(),
    }),
  async run(context) {
    const report = await examineStore(context.store.dir);
    if (report && !report.ok) {
      const problems = report.problems.map(({ file, problem }) => `${file}: ${problem}`);
      refuse('store', [`${problems.length} problem(s) in ${context.store.dir}`, ...problems].join('\n'), {
        hint: 'Nothing was changed. Restore the files named above from a backup; what is not named is sound.',
        data: { ...report },
      });
    }
    return { dir: context.store.dir, report };
  },
  text: ({ dir, report }) => {
    if (!report) return `There is no store yet; ${dir} will be made at the first write.`;
    const records = Object.entries(report.records).map(([kind, count]) => `${count} ${kind}`);
    return [
      `Sound: ${dir}`,
      `${report.seq} commits (${Math.max(0, report.seq - Math.max(report.floor, 0))} not yet packed), checkpoints at ${report.checkpoints.join(', ') || 'none'}`,
      `${records.join(', ') || 'no records'}, ${report.blobs} blobs`,
    ].join('\n');
  },
});
