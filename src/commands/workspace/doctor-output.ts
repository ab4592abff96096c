import * as z from 'zod';
import { type Shape, typedAs } from '../../base/shape.ts';
import type { DoctorReport, Salvaged, StoreProblem } from '../../store/index.ts';
import { doctorFinding } from '../../work/workspace/finding.ts';
import * as outputs from '../outputs.ts';

/** Output schema of `doctor`. */
export const doctorOutput = () =>
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
    /** The queue that belongs to a folder without one. */
    expected: outputs.expected().exactOptional(),
    /** Replaced files that Backlog keeps for some time, and the time that it keeps them. */
    kept: findings(),
  });
export type Checked = Shape<typeof doctorOutput>;

const findings = () => z.array(doctorFinding());

const problem = () =>
  typedAs<StoreProblem>(z.looseObject({ file: z.string(), problem: z.string(), lost: z.string(), cure: z.string() }));
