import { type Door, inputOf } from './door.ts';
import type { Run } from './records.ts';
import type { Task } from './task.ts';
import { evidenceCall, unmetOf, unmetText } from './unmet.ts';

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
  /** What is in the way, in a line; undefined without anything. */
  finds(judged: Judged): string | undefined;
  /** What is to be done about it; `grant` is the input of the approval, as the reader's door spells it. */
  cure(judged: Judged, grant: string, door: Door | undefined): string;
  data(judged: Judged): Record<string, unknown>;
}

/** What blocks the approval of a result, unless the approval passes over it by the input of that name. */
const ROWS: Readonly<Record<keyof Grants, Row>> = {
  override: {
    mark: 'red',
    finds: ({ run }) =>
      inLine(
        `checks of run ${run.id} are red: `,
        redOf(run).map(({ name, why }) => `${name} (${why})`),
      ),
    cure: (_, grant) => `Ask for changes; a person may approve with ${grant} and a reason.`,
    data: ({ run }) => ({ checks: redOf(run).map(({ name }) => name) }),
  },
  outside: {
    mark: 'outside of its scope',
    finds: ({ run }) => inLine(`run ${run.id} changes files outside of its scope: `, listed(outsideIn(run))),
    cure: (_, grant) => `Ask for changes, or approve with ${grant} if they are meant.`,
    data: ({ run }) => ({ outside: outsideIn(run) }),
  },
  raw: {
    mark: 'not in git-lfs',
    finds: ({ run }) =>
      inLine(
        `.gitattributes gives these files of run ${run.id} to git-lfs, and they hold their whole content: `,
        listed(rawIn(run)),
      ),
    cure: ({ run }, grant) =>
      `Ask for changes, so that its agent stores them otherwise; or take them over yourself (\`git add\` runs git-lfs), then run_discard ${run.id}; or approve with ${grant} to commit them whole.`,
    data: ({ run }) => ({ raw: rawIn(run) }),
  },
  unmet: {
    mark: 'criteria unmet',
    finds: ({ task }) => (task && unmetOf(task).length > 0 ? unmetText(task, unmetOf(task)) : undefined),
    cure: ({ task }, grant, door) =>
      `Ask for changes, so that its agent proves them; or record what you saw yourself: \`${evidenceCall(task!, unmetOf(task!)[0]!.id, door)}\`; or approve with ${grant} if they do not matter.`,
    data: ({ task }) => ({ unmet: unmetOf(task!).map(({ id, text }) => ({ id, text })) }),
  },
};

/** One thing that blocks an approval. */
export interface Objection {
  grant: keyof Grants;
  mark: string;
  text: string;
}

/** All that blocks the approval of a result, in one order everywhere. */
export function objectionsTo(judged: Judged): Objection[] {
  return (Object.keys(ROWS) as (keyof Grants)[]).flatMap((grant) => {
    const text = ROWS[grant].finds(judged);
    return text === undefined ? [] : [{ grant, mark: ROWS[grant].mark, text }];
  });
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

const outsideIn = ({ result }: Judged['run']): readonly string[] => result?.outside ?? [];
const rawIn = ({ result }: Judged['run']): readonly string[] => result?.raw ?? [];
const redOf = ({ checks = [] }: Judged['run']) => checks.filter(({ ok }) => !ok);

function inLine(words: string, found: readonly string[]): string | undefined {
  return found.length === 0 ? undefined : words + found.join(', ');
}

/** Files that are named, at most. */
const LISTED = 5;

function listed(paths: readonly string[]): string[] {
  const rest = paths.length - LISTED;
  return [...paths.slice(0, LISTED), ...(rest > 0 ? [`${rest} more`] : [])];
}
