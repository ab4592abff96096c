import { dirname } from 'node:path';
import { counted } from '../../base/amounts.ts';
import { present } from '../../base/present.ts';
import { refuse } from '../../domain/errors.ts';
import { KEPT } from '../../store/backup/copy-retention.ts';
import { examineStore, mendStore, salvageStore } from '../../store/doctor/store.ts';
import {
  addressIn,
  countSetAside,
  type DoctorReport,
  goneQueue,
  type MarkerDamage,
  type Salvaged,
  type StoreProblem,
  storePlace,
} from '../../store/index.ts';
import { oneLine } from '../../text/safe.ts';
import { unsettledConfigs } from '../../work/config/consent.ts';
import { checkPerson } from '../../work/people/person-acts.ts';
import { expectedHeadline, expectedQueue } from '../../work/repo/expected-queue.ts';
import { repositoryFindings, storesBeside } from '../../work/repo/findings.ts';
import { examineMarker } from '../../work/repo/marker-damage.ts';
import { closedClaimFindings, orphanFindings } from '../../work/task/orphans.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { WorkspaceFinding } from '../../work/workspace/finding.ts';
import { foreignVariables } from '../../work/workspace/foreign-variables.ts';
import type { CallQuestion } from '../command-line.ts';
import { configNotes } from '../config/fields.ts';
import { backupsHere } from './backup.ts';
import type { Checked } from './doctor-output.ts';

/** Checks all files of the queue. With `fix` or `salvage`, it repairs them. @throws BacklogError `store` with the problems that remain */
export async function runDoctor(
  context: Context,
  { fix, salvage }: { fix?: boolean | undefined; salvage?: boolean | undefined },
): Promise<Checked> {
  if (salvage) checkPerson(context, 'salvage', 'doctor --salvage');
  const { damage } = context.workspace();
  if (damage) return doctorMarker(damage, (fix || salvage) ?? false);
  const { dir } = context.store;
  const { used, common } = context.workspace();
  const { now } = context.clock;
  const { progress } = context.caller;
  const { mended, report, salvaged } = salvage
    ? await salvageStore(dir, now, progress)
    : {
        ...(fix ? await mendStore(dir, now, progress) : { mended: [], report: await examineStore(dir, now, progress) }),
        salvaged: null,
      };
  // A store that could not be opened has no address.
  const place = addressIn(dir) ?? dir;
  if (used && (report === null || (report.ok && report.seq === 0))) throw goneQueue(dir, common ?? '');
  if (report && !report.ok) refuseReport(place, { mended, salvaged }, report);
  const { documentFindings, hookFindings, unsentFindings, worktreeFindings } = await import('../on-call.ts');
  const { goalFindingsForDoctor } = await import('../goal/goals-on-call.ts');
  const expected = report ? undefined : await expectedQueue(context.workspace());
  return {
    dir: report ? place : storePlace(context.workspace()),
    mended,
    salvaged,
    report,
    worktrees: report ? await worktreeFindings(context) : [],
    gates: report ? await hookFindings(context) : [],
    repositories: report ? [...repositoryFindings(context), ...configNotes(unsettledConfigs(context.store.state))] : [],
    records: report
      ? [
          ...(await orphanFindings(context)),
          ...closedClaimFindings(context),
          ...goalFindingsForDoctor(context),
          ...(await documentFindings(context)),
          ...unsentFindings(context),
        ]
      : [],
    stores: [...(await storesBeside(context)), ...foreignVariables(process.env)],
    kept: await keptFindings(context, place),
    ...present({ expected }),
  };
}

/** Formats the result of a check. */
export function doctorText({
  dir,
  mended,
  salvaged,
  report,
  worktrees,
  gates,
  repositories,
  records: lost,
  stores,
  kept,
  expected,
}: Checked): string {
  if (!report && mended.length > 0)
    return [...mendedLines(mended), 'Run `backlog doctor` again to check the queue.'].join('\n');
  const besides = [...worktrees, ...gates, ...repositories, ...lost, ...stores, ...kept].map(({ problem, advice }) =>
    oneLine(`${problem}. ${advice}`),
  );
  const none = expected ? expectedHeadline(expected) : `There is no queue yet. The first change creates it in ${dir}.`;
  if (!report) return [none, ...besides].join('\n');
  const records = Object.entries(report.records).map(([kind, count]) => counted(count, kind));
  return [
    ...mendedLines(mended),
    ...salvagedLines(salvaged),
    `No problems found in ${dir}`,
    `${counted(report.seq, 'change')} (${Math.max(0, report.seq - Math.max(report.floor, 0))} not yet packed), checkpoints at ${report.checkpoints.join(', ') || 'none'}`,
    `${records.join(', ') || 'no records'}, ${counted(report.blobs, 'blob')}${report.archived > 0 ? `, ${counted(report.archived, 'archived task')}` : ''}`,
    ...besides,
  ].join('\n');
}

/** Returns the question about the changes that a salvage gives up; undefined if it gives up none. */
export async function salvageQuestion(context: Context): Promise<CallQuestion | undefined> {
  const { progress } = context.caller;
  const report = await examineStore(context.store.dir, context.clock.now, progress);
  if (!report?.cut || report.cut.after === 0) return undefined;
  const { after } = report.cut;
  return {
    text: `${changesText(report.cut)} can't be read, or come after such a change. The queue goes on from change ${after} without them. Their files stay in damaged/. If you have a newer backup, restore it instead: \`backlog restore FILE\``,
    action: `Give up ${changesText(report.cut)}`,
  };
}

/** Reports a damaged marker: the file that names the workspace's store. Nothing else can be checked without it. */
async function doctorMarker(damage: MarkerDamage, fix: boolean) {
  const { problem, mended } = await examineMarker(damage, fix);
  const none = { worktrees: [], gates: [], repositories: [], records: [], stores: [], kept: [] };
  if (mended) return { dir: problem.file, mended: [problem], salvaged: null, report: null, ...none };
  return refuse('store', [`1 problem in ${damage.common}`, told(problem)].join('\n'), {
    hint: "Nothing was changed. The queue can't be checked without this file.",
    data: { problems: [problem] },
  });
}

/** Returns the rules for removing old backups and damaged files. Empty if there are no such files. */
async function keptFindings(context: Context, place: string): Promise<WorkspaceFinding[]> {
  const [damaged, backups] = [await countSetAside(context.store.dir), backupsHere(context)];
  const found: WorkspaceFinding[] = [];
  if (damaged > 0)
    found.push({
      problem: `${counted(damaged, 'damaged file')} kept in ${place}/damaged`,
      advice: `\`backlog doctor --fix\` removes what it set aside more than ${KEPT.damaged.days} days ago.`,
    });
  if (backups.length > 0)
    found.push({
      problem: `${counted(backups.length, 'backup')} made by \`backlog restore\` in ${dirname(backups[0]!)}`,
      advice: `The next forced restore removes those older than ${KEPT.backups.days} days, except the newest ${KEPT.backups.newest}. Your own backups stay.`,
    });
  return found;
}

function refuseReport(
  dir: string,
  { mended, salvaged }: { mended: readonly StoreProblem[]; salvaged: Salvaged | null },
  report: DoctorReport,
): never {
  const { problems } = report;
  const mendable = problems.some(({ mend }) => mend);
  const done = [...mendedLines(mended), ...salvagedLines(salvaged)];
  const all = [...done, `${counted(problems.length, 'problem')} in ${dir}`, ...problems.map(told)];
  refuse('store', all.join('\n'), {
    hint: `${done.length > 0 ? 'These problems remain' : 'Nothing was changed. These are all problems'}${report.unreadable > 0 ? ' in the readable files' : ''}.${mendable ? ' `backlog doctor --fix` fixes some of them.' : ''}${cutHint(report)} Copy ${dir.includes('://') ? 'its files' : 'the folder'} before you change anything in it by hand.`,
    data: { ...report, mended, salvaged },
  });
}

/** Returns the sentence about going on without the changes that can't be read. Empty if the queue can go on as it is. */
function cutHint({ cut }: DoctorReport): string {
  if (!cut) return '';
  if (cut.after === 0) return ' No change can be read: restore a backup with `backlog restore FILE`.';
  return ` Without a backup, a person can go on from change ${cut.after}: \`backlog doctor --salvage\` gives up ${changesText(cut)} and keeps their files.`;
}

function changesText({ after, to }: Pick<Salvaged, 'after' | 'to'>): string {
  return to === after + 1 ? `change ${to}` : `changes ${after + 1} to ${to}`;
}

/** Maximum number of changes that are described one by one. */
const MOST_LOST = 20;

function salvagedLines(salvaged: Salvaged | null): string[] {
  if (!salvaged) return [];
  const { after, lost, moved } = salvaged;
  const more = lost.length > MOST_LOST ? [`  and ${lost.length - MOST_LOST} more`] : [];
  return [
    `Salvaged: the queue goes on from change ${after}. Given up: ${changesText(salvaged)}. Files moved to damaged/: ${moved.length}`,
    ...lost.slice(0, MOST_LOST).map((line) => `  ${line}`),
    ...more,
    'Restart sessions, servers and boards that have read these changes: they have stopped.',
  ];
}

function told({ file, problem, lost, cure }: StoreProblem): string {
  return `${file}: ${problem}\n  lost: ${lost}\n  fix: ${cure}`;
}

function mendedLines(mended: readonly StoreProblem[]): string[] {
  return mended.map(({ file, problem }) => `Fixed: ${file}: ${problem}`);
}
