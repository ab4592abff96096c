import * as z from 'zod';
import { counted, dollars } from '../../base/amounts.ts';
import { present } from '../../base/present.ts';
import type { Shape } from '../../base/shape.ts';
import type { Run } from '../records.ts';
import type { Task } from '../task/task.ts';
import { claimedOf, metBy } from '../task/task-grades.ts';
import { timesOf } from './times/run-times.ts';

/** The figures of a run that decide about its result at a glance. */
export const runFigures = () =>
  z.strictObject({
    /** Numbers of changed files, and of added and deleted lines. Absent without a result. */
    size: z.strictObject({ files: z.int(), added: z.int(), deleted: z.int() }).exactOptional(),
    /** Names of the checks of the result, by outcome. */
    passed: z.array(z.string()),
    failed: z.array(z.string()),
    /** Number of out-of-scope files. */
    outside: z.int(),
    /** `[met, total]` acceptance criteria. Outdated evidence does not count. Absent without criteria. */
    met: z.tuple([z.int(), z.int()]).exactOptional(),
    /** Number of met criteria whose evidence is only a claim. Absent if none is. */
    claimed: z.int().exactOptional(),
    costUsd: z.number().exactOptional(),
    /** Time at which the run worked, in milliseconds. */
    workedMs: z.number(),
  });
export type RunFigures = Shape<typeof runFigures>;

/** Returns the figures of a run. @param now in epoch milliseconds */
export function runFiguresOf(run: Run, task: Pick<Task, 'acceptance'> | null | undefined, now: number): RunFigures {
  const { result, checks = [], usage, ...timed } = run;
  const named = (wanted: boolean) => checks.filter(({ ok }) => ok === wanted).map(({ name }) => name);
  return {
    ...present({
      size: result && { files: result.files, added: result.added, deleted: result.deleted },
      met: task ? metBy(run, task) : undefined,
      claimed: (task && claimedOf(run, task)) || undefined,
      costUsd: usage?.costUsd,
    }),
    passed: named(true),
    failed: named(false),
    outside: result?.outside.length ?? 0,
    workedMs: timesOf(timed, now).workedMs,
  };
}

/** A figure as text, and whether it speaks for or against the result. */
export interface FigureText {
  text: string;
  tone?: 'good' | 'bad';
}

/** Formats figures in a fixed order: `5 files +480 -302`, `unit failed`, `1 out of scope`, `1 of 2 criteria met`, `$0.31`. */
export function figureTexts(figures: RunFigures): FigureText[] {
  const { passed, failed, outside, met, claimed } = figures;
  return [
    ...sizeText(figures),
    ...failed.map((name) => ({ text: `${name} failed`, tone: 'bad' as const })),
    ...(failed.length === 0 && passed.length > 0 ? [{ text: passedText(passed), tone: 'good' as const }] : []),
    ...(outside > 0 ? [{ text: `${outside} out of scope`, tone: 'bad' as const }] : []),
    ...(met ? [{ text: metText(met, claimed), ...(met[0] < met[1] ? { tone: 'bad' as const } : {}) }] : []),
    ...costText(figures),
  ];
}

/** Formats the number of met criteria: `2 of 2 criteria met, 1 only claimed`. */
export const metText = ([met, all]: NonNullable<RunFigures['met']>, claimed: RunFigures['claimed']): string =>
  `${met} of ${counted(all, 'criterion')} met${claimed ? `, ${claimed} only claimed` : ''}`;

/** Formats the size of a result: `5 files +480 -302`. */
export const changesText = ({ files, added, deleted }: NonNullable<RunFigures['size']>): string =>
  `${counted(files, 'file')} +${added} -${deleted}`;

/** Formats the size and the cost only. */
export const sizeAndCost = (figures: RunFigures): FigureText[] => [...sizeText(figures), ...costText(figures)];

function sizeText({ size }: RunFigures): FigureText[] {
  return size && size.files > 0 ? [{ text: changesText(size) }] : [];
}

function costText({ costUsd }: RunFigures): FigureText[] {
  return costUsd === undefined ? [] : [{ text: dollars(costUsd) }];
}

const passedText = ([first, ...more]: readonly string[]) =>
  more.length > 0 ? `${more.length + 1} checks passed` : `${first} passed`;
