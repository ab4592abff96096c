import { present } from '../../base/present.ts';
import { globOf } from '../../claims/index.ts';
import type { Candidate } from '../../domain/inbox/words.ts';
import type { Kinds, Run } from '../../domain/records.ts';
import { movedDocumentText } from '../../text/goals.ts';
import type { Context } from '../../work/workspace/context.ts';
import { runsIn } from '../find-run.ts';
import { contentsAt, type RunsPlace } from '../git/index.ts';
import { movedDocuments } from '../living/moved.ts';
import type { Found } from './built-in.ts';

type Comment = Kinds['comment'];

/** Maximum number of comments whose lines are compared. */
const MOST_COMMENTS = 300;

/** Finds reviewers' comments on merged runs that nobody resolved, and whose lines are on the branch as they were. */
export async function findReviewLeftOvers(context: Context, place: RunsPlace, commit: string): Promise<Found> {
  const { state } = context.store;
  const merged = new Map(
    runsIn(state)
      .filter((run) => run.repository === place.repository.name && run.merged && !run.reverted)
      .map((run) => [run.id, run]),
  );
  const open = Array.from(state.all('comment'), ([, comment]) => comment).filter(
    ({ run, sent, resolved, applied, anchor }) =>
      merged.has(run) && sent && !resolved && !applied && anchor.side === 'new',
  );
  const read = open.slice(-MOST_COMMENTS);
  const contents = await contentsAt(
    place,
    read.map(({ anchor: { path } }) => ({ commit, path })),
  );
  return {
    candidates: read.flatMap((comment, i) => leftOver(comment, merged.get(comment.run)!, contents[i]?.text)),
    ...(open.length > read.length ? { why: `it read ${read.length} of ${open.length} comments` } : {}),
  };
}

/** Makes a candidate of a comment if its lines are in the present text of the file. */
export function leftOver({ text, anchor, actor }: Comment, run: Pick<Run, 'id' | 'task'>, now = ''): Candidate[] {
  const { path, from, lines } = anchor;
  const commented = lines.join('\n').trim();
  if (commented === '' || !now.includes(commented)) return [];
  const [first = ''] = text.trim().split('\n');
  return [
    {
      title: `Review comment left open: ${first}`,
      body: `${actor} commented in the review of ${run.id}, and the lines are still as they were.\n\n${text}`,
      ...{ type: 'chore', rule: 'reviews', scope: [{ glob: globOf(path) }] },
      found: { path, line: lineOf(now, commented) ?? from, run: run.id, task: run.task },
    },
  ];
}

function lineOf(text: string, part: string): number | undefined {
  const at = text.indexOf(part);
  return at < 0 ? undefined : text.slice(0, at).split('\n').length;
}

/** Finds living documents of a repository whose files changed on the target branch after the document was read. */
export async function findMovedDocuments(context: Context, place: RunsPlace): Promise<Found> {
  const moved = (await movedDocuments(context)).filter(({ repository }) => repository === place.repository.name);
  return {
    candidates: moved.map((document) => ({
      title: `Compare ${document.path} with the files that it describes`,
      body: movedDocumentText(document),
      ...{ type: 'docs', rule: 'documents', found: present({ path: document.path }) },
    })),
  };
}
