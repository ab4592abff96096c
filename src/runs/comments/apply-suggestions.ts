import { counted } from '../../base/amounts.ts';
import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import type { Comment, Run } from '../../domain/records.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { readSuggestions } from '../../domain/runs/suggestion.ts';
import { checkPerson } from '../../work/people/person-acts.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import { blobAt, commitEdits, type FileEdit, type Person, personIn } from '../git/index.ts';
import { checkGround } from '../ground/check-ground.ts';
import { queueAdopt } from '../lifecycle/adopt-work.ts';
import { wrongState } from '../lifecycle/apply-transition.ts';
import { supervised } from '../lifecycle/spawn-supervisor.ts';
import { locateKeptRun, repositoryNamed } from '../run-folder.ts';
import { type PlacedComment, placedComments } from './comments.ts';
import { commentNamed, shortId } from './replies.ts';

/** The run, the commit with the suggestions, and the comments. */
export interface AppliedSuggestions {
  run: Run;
  commit: string;
  comments: Comment[];
}

/** Maximum number of paths that an error names. */

/** Finds the run whose result the suggestions of comments change. @throws BacklogError `not-found`, `conflict` */
export function runOfSuggestions(context: Context, ids: readonly string[]): { named: Comment[]; run: Run } {
  const named = ids.map((id) => commentNamed(context.store.state, id));
  const run = runOf(context, named);
  const refused = wrongState(run, 'adopt', { does: 'apply suggestions to <run>' });
  if (refused) throw refused;
  return { named, run };
}

/**
 * Applies suggestions of comments on a run's result: one commit on top of the result, with the person as its author. A
 * round without the agent makes the commit the run's result, and its checks run. The comments are resolved.
 * @param ids the comments, all on one run
 * @throws BacklogError `forbidden` for a caller who is no person; `conflict` if the agent works, if the result no longer
 * has the lines of a comment, if suggestions overlap, or if the worktree has other changes
 */
export async function applySuggestions(
  context: Context,
  write: Write,
  ids: readonly string[],
): Promise<AppliedSuggestions> {
  checkPerson(context, 'runs.suggestions', `review apply ${ids.join(' ')}`);
  const { named, run } = runOfSuggestions(context, ids);
  const by = formatActor(context.caller.actor);
  const chosen = new Set(named.map(({ id }) => id));
  const placed = (await placedComments(context, run)).filter(({ comment }) => chosen.has(comment.id));
  if (placed.length < chosen.size) refuse('not-found', `there is no comment ${ids.join(', ')}`);
  const edits = await Promise.all(placed.map((each) => editOf(context, run, each)));
  checkApart(edits);
  await checkGround(context, run.id);
  const { commit } = await commitEdits(locateKeptRun(context, run), {
    parent: run.result!.commit,
    edits,
    message: messageOf(context, run, placed),
    person: await personOf(context, run),
  });
  const done = await write((tx) => {
    const now = findRun(tx, run.id);
    const comments = placed.map(({ comment }) => tx.get('comment', comment.id));
    if (
      now.result?.commit !== run.result!.commit ||
      comments.some((comment, at) => !comment || comment.applied || comment.text !== placed[at]!.comment.text)
    )
      refuse('conflict', `the result of run ${run.id} or a comment on it has just changed`, {
        hint: `Read it again: review_comments ${run.id}.`,
      });
    const applied = { at: tx.at, actor: by, commit };
    const changed = comments.map((comment) => ({ ...comment!, applied, resolved: { at: tx.at, actor: by } }));
    for (const comment of changed) tx.put('comment', comment.id, comment);
    return { run: queueAdopt(tx, context, run.id, commit), comments: changed };
  });
  return { run: await supervised(context, done.run), commit, comments: done.comments };
}

function runOf({ store }: Context, comments: readonly Comment[]): Run {
  const [id, ...others] = [...new Set(comments.map(({ run }) => run))];
  if (id === undefined) return refuse('usage', 'ids: name at least one comment', { data: { field: 'ids' } });
  if (others.length > 0)
    refuse('usage', `these comments are on different runs: ${[id, ...others].join(', ')}`, {
      hint: 'Apply the suggestions of one run at a time.',
    });
  const run = findRun(store.state, id);
  return run.result ? run : refuse('conflict', `run ${id} has no result yet`);
}

/** Returns the change that a comment suggests, after a check that its lines are unchanged, byte for byte. */
async function editOf(context: Context, run: Run, { comment, place: at }: PlacedComment): Promise<FileEdit> {
  const { anchor, text, applied } = comment;
  const name = `comment ${shortId(comment)}`;
  if (applied) refuse('nothing-to-do', `${name} was already applied as ${shortCommit(applied.commit)}`);
  const [lines, ...more] = readSuggestions(text).suggestions;
  if (!lines || more.length > 0)
    return refuse('usage', lines ? `${name} has ${more.length + 1} suggestions` : `${name} has no suggestion`, {
      hint: 'A suggestion is one block of lines in the comment, between ```suggestion and ```.',
    });
  if (anchor.side === 'old')
    refuse('conflict', `${name} is on lines of the start commit, which a suggestion can't change`, {
      hint: 'Comment on lines of the result.',
    });
  const place = locateKeptRun(context, run);
  const [before, now] = await Promise.all([
    blobAt(place, anchor.commit, anchor.path),
    at && blobAt(place, run.result!.commit, at.path),
  ]);
  if (!at || !before || !now || !linesIn(before, anchor).equals(linesIn(now, at)))
    return refuse('conflict', `the result of run ${run.id} no longer has the lines of ${name}`, {
      hint: `Make the suggestion again on the present lines: \`review_comment ${run.id} ${anchor.path} ${at?.from ?? anchor.from} …\``,
      data: { comment: comment.id, path: anchor.path, lines: anchor.lines },
    });
  return { ...at, lines };
}

function linesIn(bytes: Buffer, { from, to }: { from: number; to: number }): Buffer {
  const lines = bytes.toString('latin1').split('\n');
  return Buffer.from(lines.slice(from - 1, to).join('\n'), 'latin1');
}

function checkApart(edits: readonly FileEdit[]): void {
  for (const [at, one] of edits.entries()) {
    const other = edits
      .slice(at + 1)
      .find(({ path, from, to }) => path === one.path && from <= one.to && to >= one.from);
    if (other)
      refuse('conflict', `two suggestions change the same lines of "${one.path}"`, { hint: 'Apply one of them.' });
  }
}

async function personOf(context: Context, run: Run): Promise<Person> {
  const person = await personIn(repositoryNamed(context.repositories, run.repository));
  return (
    person ??
    refuse('conflict', 'git has no name and address for your commit', {
      hint: 'Set them: `git config --global user.name NAME`, then `git config --global user.email ADDRESS`.',
    })
  );
}

function messageOf({ queue }: Context, run: Run, placed: readonly PlacedComment[]): string {
  const what = placed.map(({ comment, place }) => {
    const { path, from, to } = place ?? comment.anchor;
    return `- ${path}, ${from === to ? `line ${from}` : `lines ${from} to ${to}`}, suggested by ${comment.actor}`;
  });
  const task = queue.get(run.task);
  return [
    placed.length === 1
      ? 'Apply a suggestion of the review'
      : `Apply ${counted(placed.length, 'suggestion')} of the review`,
    '',
    ...what,
    '',
    `Run ${run.id}${task ? ` of task ${task.id}` : ''}.`,
    '',
  ].join('\n');
}
