import * as z from 'zod';
import type { Shape } from '../../base/shape.ts';
import { type Door, inputOf } from '../calls/door.ts';
import type { Run } from '../records.ts';
import type { Task } from './task.ts';
import { criterionText, evidenceCall, unmetOf, unmetText } from './unmet-criteria.ts';

/** What an approval passes over, by the names of its inputs. */
export interface Grants {
  /** Files outside of the scope are meant. */
  outside?: boolean | undefined;
  /** Files that git-lfs should keep are meant to land with their whole content. */
  raw?: boolean | undefined;
  /** Criteria without evidence do not count. */
  unmet?: boolean | undefined;
  /** Why red checks do not count. */
  override?: string | undefined;
}

/** What a reviewer judges: the run and its task, which may be gone. */
export interface Judged {
  run: Pick<Run, 'id' | 'result' | 'checks'>;
  task: Pick<Task, 'id' | 'acceptance'> | null | undefined;
}

interface Row {
  /** Behind the state of a run in lists: `review (red)`. */
  mark: string;
  /** The checks, files or criteria that are in the way. */
  names(judged: Judged): readonly string[];
  /** What is said of these, as the beginning of a line that ends with them. */
  says(judged: Judged): string;
  /** What is to be done about it; `grant` is the input of the approval, as the reader's door spells it. */
  cure(judged: Judged, grant: string, door: Door | undefined): string;
  data(judged: Judged): Record<string, unknown>;
}

/** What blocks the approval of a result, unless the approval passes over it by the input of that name. */
const ROWS: Readonly<Record<keyof Grants, Row>> = {
  override: {
    mark: 'red',
    names: ({ run }) => redOf(run).map(({ name, why }) => `${name} (${why})`),
    says: ({ run }) => `checks of run ${run.id} are red`,
    cure: (_, grant) => `Ask for changes; a person may approve with ${grant} and a reason.`,
    data: ({ run }) => ({ checks: redOf(run).map(({ name }) => name) }),
  },
  outside: {
    mark: 'outside of its scope',
    names: ({ run }) => run.result?.outside ?? [],
    says: ({ run }) => `run ${run.id} changes files outside of its scope`,
    cure: (_, grant) => `Ask for changes, or approve with ${grant} if they are meant.`,
    data: ({ run }) => ({ outside: run.result?.outside ?? [] }),
  },
  raw: {
    mark: 'not in git-lfs',
    names: ({ run }) => run.result?.raw ?? [],
    says: ({ run }) =>
      `.gitattributes gives these files of run ${run.id} to git-lfs, and they hold their whole content`,
    cure: ({ run }, grant) =>
      `Ask for changes, so that its agent stores them otherwise; or take them over yourself (\`git add\` runs git-lfs), then run_discard ${run.id}; or approve with ${grant} to commit them whole.`,
    data: ({ run }) => ({ raw: run.result?.raw ?? [] }),
  },
  unmet: {
    mark: 'criteria unmet',
    names: ({ task }) => (task ? unmetOf(task).map(criterionText) : []),
    says: ({ task }) => unmetText(task!),
    cure: ({ task }, grant, door) =>
      `Ask for changes, so that its agent proves them; or record what you saw yourself: \`${evidenceCall(task!, unmetOf(task!)[0]!.id, door)}\`; or approve with ${grant} if they do not matter.`,
    data: ({ task }) => ({ unmet: unmetOf(task!).map(({ id, text }) => ({ id, text })) }),
  },
};

/** One thing that blocks an approval. */
export interface Objection {
  grant: keyof Grants;
  mark: string;
  /** The checks, files or criteria, as many as are named in a line. */
  names: string[];
  text: string;
}

/** All that blocks the approval of a result, in one order everywhere. */
export function objectionsTo(judged: Judged): Objection[] {
  return (Object.keys(ROWS) as (keyof Grants)[]).flatMap((grant) => {
    const { mark, names, says } = ROWS[grant];
    const found = listed(names(judged));
    return found.length === 0 ? [] : [{ grant, mark, names: found, text: `${says(judged)}: ${found.join(', ')}` }];
  });
}

/** What a view says beside the state of a run that waits for a review: the input of the approval that passes over it, and the checks, files or criteria. */
export const objection = () =>
  z.strictObject({ grant: z.string<keyof Grants>(), mark: z.string(), names: z.array(z.string()) });
export type InTheWay = Shape<typeof objection>;

/** What blocks the approval of a run, for lists; nothing unless it waits for a review. */
export function inTheWay({ run, task }: Judged & { run: Pick<Run, 'state'> }): InTheWay[] {
  if (run.state !== 'review') return [];
  return objectionsTo({ run, task }).map(({ grant, mark, names }) => ({ grant, mark, names }));
}

/** `red: unit (exit 1); outside of its scope: README.md` */
export function inTheWayText(objections: readonly Pick<InTheWay, 'mark' | 'names'>[]): string {
  return objections.map(({ mark, names }) => `${mark}: ${names.join(', ')}`).join('; ');
}

/** What is to be done about one, as the reader's door spells it, and what a program reads of it. */
export function cureOf(
  { grant }: Pick<Objection, 'grant'>,
  judged: Judged,
  door: Door | undefined,
): { hint: string; data: Record<string, unknown> } {
  const row = ROWS[grant];
  return { hint: row.cure(judged, inputOf(door, grant), door), data: row.data(judged) };
}

const redOf = ({ checks = [] }: Judged['run']) => checks.filter(({ ok }) => !ok);

/** Checks, files or criteria that are named, at most. */
const LISTED = 5;

/** As many of them as are named in a line. */
export function listed(names: readonly string[]): string[] {
  const rest = names.length - LISTED;
  return [...names.slice(0, LISTED), ...(rest > 0 ? [`${rest} more`] : [])];
}
