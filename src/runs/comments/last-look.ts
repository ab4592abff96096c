import type { Run } from '../../domain/records.ts';
import type { RunRecords } from '../find-run.ts';
import { commentsOf } from './comments.ts';

/** A result at which a reviewer looked, and the time. */
export interface Look {
  commit: string;
  at: string;
}

/**
 * Finds the earlier result of a run at which a reviewer looked last. The reviewer's own notes, comments, marks of viewed
 * files and approval count, except those of the present result.
 * @param actor the reviewer, in the form of {@link formatActor}
 */
export function lastLook(records: RunRecords, run: Run, actor: string): Look | undefined {
  const looks: { actor: string; commit?: string | undefined; at: string }[] = [
    ...(run.notes ?? []),
    ...(run.verdict ? [run.verdict] : []),
    ...commentsOf(records, run, actor).map(({ actor: by, anchor, at }) => ({ actor: by, commit: anchor.commit, at })),
    ...Array.from(records.all('tick'), ([, tick]) => tick).filter((tick) => tick.run === run.id),
  ];
  return looks
    .flatMap(({ actor: by, commit, at }) =>
      by === actor && commit !== undefined && commit !== run.result?.commit ? [{ commit, at }] : [],
    )
    .reduce<Look | undefined>((last, look) => (last && last.at > look.at ? last : look), undefined);
}
