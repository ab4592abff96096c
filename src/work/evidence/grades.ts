import type { Run } from '../../domain/records.ts';
import { apartFrom, attachedText } from '../../domain/task/attached.ts';
import { type GradeFacts, type Grading, gradingOf } from '../../domain/task/grade.ts';
import type { Task } from '../../domain/task/task.ts';
import { seenBy } from '../../domain/task/unmet-criteria.ts';
import type { Store } from '../../store/index.ts';
import { attachmentsOf } from '../attachments/attachments.ts';
import { agreeingLine, commandBy, undefinedCheck } from '../settings/agreed-commands.ts';

type Records = Pick<Store['state'], 'get' | 'all'>;

/**
 * Returns the grades of the evidence for a task's criteria in the review of a run.
 * @param nameOf as in {@link GradeFacts}
 */
export function gradesIn(
  records: Records,
  task: Pick<Task, 'acceptance' | 'uuid'>,
  run: Run,
  nameOf?: GradeFacts['nameOf'],
): Grading[] {
  const { acceptance = [] } = seenBy(task, run);
  const attached = attachmentsOf(records, task);
  return acceptance.map((criterion) =>
    gradingOf({ criterion, run, attached, nameOf, ...agreement(records, criterion, run) }),
  );
}

/** Returns the attachments by a run's agent that stand beside no criterion. */
export function attachedApart(records: Records, task: Pick<Task, 'acceptance' | 'uuid'>, run: Run): string[] {
  const { acceptance = [] } = seenBy(task, run);
  return apartFrom(acceptance, attachmentsOf(records, task), run.id).map(attachedText);
}

/**
 * Returns the grades of the evidence for a task's criteria outside of a review. Each is judged in the run that it names,
 * otherwise in the task's last run with a result.
 */
export function gradesOf(records: Records, { uuid, acceptance = [] }: Task): Grading[] {
  if (acceptance.length === 0) return [];
  const last = lastResult(records, uuid);
  const attached = attachmentsOf(records, { uuid });
  return acceptance.map((criterion) => {
    const { met, by } = criterion;
    const named = met?.run === undefined ? undefined : records.get('run', met.run);
    const run = named ?? (met === undefined || by !== undefined ? last : undefined);
    return gradingOf({ criterion, run, attached, ...agreement(records, criterion, run) });
  });
}

function agreement(
  records: Records,
  { by }: NonNullable<Task['acceptance']>[number],
  run: Run | undefined,
): Pick<GradeFacts, 'agree' | 'unknownCheck'> {
  if (by === undefined || commandBy(records, by, run?.repository) !== undefined) return {};
  return { agree: agreeingLine(by), unknownCheck: undefinedCheck(records, by, run?.repository) };
}

function lastResult(records: Records, uuid: string): Run | undefined {
  return Array.from(records.all('run'), ([, run]) => run)
    .filter(({ task, result }) => task === uuid && result !== undefined)
    .reduce<Run | undefined>((last, run) => (last && last.attempt > run.attempt ? last : run), undefined);
}
