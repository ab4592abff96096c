import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import { COMMENT_LIMITS } from '../../domain/kinds/run/comment.ts';
import { isDraft } from '../../domain/kinds/run/draft.ts';
import type { Anchor, Comment, Run } from '../../domain/records.ts';
import { sha256 } from '../../store/index.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { findRun, type RunRecords } from '../find-run.ts';
import { linesAt } from '../git/index.ts';
import { locateKeptRun } from '../run-folder.ts';
import { changedFiles } from './changes.ts';

/** The lines to which a comment belongs. */
export interface About {
  path: string;
  side: 'new' | 'old';
  line: number;
  /** Number of the last line. Default: `line`. */
  to?: number | undefined;
  /** Commit of the result that the reviewer saw. Default: the run's present result. */
  commit?: string | undefined;
}

/** A comment with the position of its lines in the present result; null if the result no longer has these lines. */
export interface PlacedComment {
  comment: Comment;
  place: (LineRange & { path: string }) | null;
}

/**
 * Stores a draft of a comment on lines of a result.
 * @throws BacklogError `conflict` without a result, `not-found` for lines that do not exist
 */
export async function addComment(
  context: Context,
  write: Write,
  id: string,
  text: string,
  about: About,
): Promise<Comment> {
  const { actor } = context.caller;
  if (actor.run !== undefined)
    refuse('forbidden', `run ${actor.run} can't review: only people and other agents review runs`, {
      hint: 'Ask a person with run_ask.',
    });
  const run = findRun(context.store.state, id);
  const anchor = await anchorOf(context, run, about);
  return write((tx) => {
    const comment = {
      ...{ id: tx.uuid(), run: run.id, task: run.task, text, at: tx.at },
      ...{ actor: formatActor(actor), anchor },
    };
    tx.put('comment', comment.id, comment);
    return comment;
  });
}

async function anchorOf(context: Context, run: Run, about: About): Promise<Comment['anchor']> {
  const { path, side, line: from, to = from } = about;
  const result = run.result ?? refuse('conflict', `run ${run.id} has no result yet`);
  const commit = about.commit === undefined ? result.commit : resultNamed(run, about.commit);
  if (to < from || to - from >= COMMENT_LIMITS.lines)
    refuse('usage', `lines ${from} to ${to} are not a range of at most ${COMMENT_LIMITS.lines} lines`);
  const file = await linesAt(locateKeptRun(context, run), side === 'old' ? run.base : commit, path);
  if (!file || to > file.length)
    return refuse(
      'not-found',
      `"${path}" has no line ${to} in the run's ${side === 'old' ? 'start commit' : 'result'}`,
      {
        hint: `run_changes ${run.id} shows its files with line numbers.`,
        data: { lines: file?.length ?? 0 },
      },
    );
  return { commit, path, side, from, to, ...anchorAt(file, { from, to }) };
}

/** Finds a result of the run, present or earlier, by the beginning of its commit's id. */
export function resultNamed(run: Run, wanted: string): string {
  const all = [run.result?.commit, ...(run.rounds ?? []).map(({ commit }) => commit)];
  return (
    all.find((commit) => commit !== undefined && wanted.length >= 7 && commit.startsWith(wanted)) ??
    refuse('not-found', `commit ${wanted} isn't a result of run ${run.id}`)
  );
}

/**
 * Finds a draft of the caller.
 * @throws BacklogError `not-found`; `forbidden` for another person's draft; `conflict` for a sent comment
 */
export function draftOf(records: RunRecords, context: Context, id: string): Comment {
  const comment =
    records.get('comment', id) ??
    refuse('not-found', `there is no comment ${id}`, { hint: 'review_comments lists your comments, with their ids.' });
  if (comment.actor !== formatActor(context.caller.actor))
    refuse('forbidden', `comment ${id} was written by ${comment.actor}: you can change only your own`, {
      hint: 'Write a new one with review_comment.',
    });
  if (!isDraft(comment))
    refuse('conflict', `comment ${id} was already ${comment.sent ? 'sent' : 'applied'}`, {
      hint: 'Write a new one with review_comment.',
    });
  return comment;
}

/** Lists the comments on a run's results in the order of files and lines, without the drafts of other people. */
export function commentsOf(records: RunRecords, { id }: Pick<Run, 'id'>, actor: string): Comment[] {
  return Array.from(records.all('comment'), ([, comment]) => comment)
    .filter((comment) => comment.run === id && (!isDraft(comment) || comment.actor === actor))
    .sort(byPlace);
}

/** Lists the author's drafts on a run's results. */
export function draftsOf(records: RunRecords, run: Pick<Run, 'id'>, actor: string): Comment[] {
  return commentsOf(records, run, actor).filter(isDraft);
}

function byPlace(a: Comment, b: Comment): number {
  const order = (of: Comment) => [of.anchor.path, of.anchor.from, of.at, of.id] as const;
  const [one, other] = [order(a), order(b)];
  const at = one.findIndex((part, i) => part !== other[i]);
  return at < 0 ? 0 : one[at]! < other[at]! ? -1 : 1;
}

/** Lists the comments on a run with the position of their lines in the present result. */
export async function placedComments(context: Context, run: Run): Promise<PlacedComment[]> {
  const all = commentsOf(context.store.state, run, formatActor(context.caller.actor));
  const { result } = run;
  if (!result) return all.map((comment) => ({ comment, place: null }));
  const moved = all.some(({ anchor }) => anchor.commit !== result.commit);
  const renamed = new Map(
    moved
      ? (await changedFiles(context, run, { from: run.base, to: result.commit })).flatMap(({ from, path }) =>
          from ? [[from, path]] : [],
        )
      : [],
  );
  const files = new Map<string, Promise<string[] | undefined>>();
  const read = (path: string) => {
    const known = files.get(path) ?? linesAt(locateKeptRun(context, run), result.commit, path);
    files.set(path, known);
    return known;
  };
  return Promise.all(
    all.map(async (comment) => {
      const { commit, path, side, from, to } = comment.anchor;
      if (commit === result.commit || side === 'old') return { comment, place: { path, from, to } };
      const now = (await read(path)) ? path : (renamed.get(path) ?? path);
      const range = findAnchor(comment.anchor, await read(now));
      return { comment, place: range ? { path: now, ...range } : null };
    }),
  );
}

/** A range of lines, both ends included, counted from 1. */
interface LineRange {
  from: number;
  to: number;
}

/** The lines of a comment and hashes of the lines around, to find the place after the file has changed. */
type AnchorText = Pick<Anchor, 'lines' | 'before' | 'after'>;

/** Number of hashed lines before and after a range. The hashes distinguish equal texts in one file. */
const AROUND = 3;

/** Reads a range of a file, with hashes of the lines around the range. */
export function anchorAt(file: readonly string[], { from, to }: LineRange): AnchorText {
  return {
    lines: file.slice(from - 1, to).map(kept),
    before: hashOf(file.slice(Math.max(0, from - 1 - AROUND), from - 1)),
    after: hashOf(file.slice(to, to + AROUND)),
  };
}

/**
 * Finds the lines of an anchor in the present file. If the same text occurs several times, prefers the place with the
 * same surrounding lines, then the nearest place.
 * @returns undefined if the text is missing, or if it occurs several times and never with the same surrounding lines
 */
export function findAnchor(anchor: AnchorText & LineRange, file: readonly string[] | undefined): LineRange | undefined {
  if (!file) return undefined;
  const found = startsOf(anchor.lines, file.map(kept)).map((from) => {
    const range = { from, to: from + anchor.lines.length - 1 };
    const here = anchorAt(file, range);
    const same = Number(here.before === anchor.before) + Number(here.after === anchor.after);
    return { range, same, far: Math.abs(from - anchor.from) };
  });
  const [best] = found.sort((a, b) => b.same - a.same || a.far - b.far);
  if (!best || (best.same === 0 && (found.length > 1 || saysNothing(anchor.lines)))) return undefined;
  return best.range;
}

function startsOf(lines: readonly string[], file: readonly string[]): number[] {
  const places: number[] = [];
  for (let at = 0; at + lines.length <= file.length; at++)
    if (lines.every((line, i) => file[at + i] === line)) places.push(at + 1);
  return places;
}

/** Checks whether the lines have no letter or digit. Such lines, as a bracket, occur at many places. */
function saysNothing(lines: readonly string[]): boolean {
  return !lines.some((line) => /[\p{L}\p{N}]/u.test(line));
}

function kept(line: string): string {
  return line.slice(0, COMMENT_LIMITS.line);
}

function hashOf(lines: readonly string[]): string {
  return sha256(lines.join('\n')).slice(0, 16);
}
