import type { AppendedFile, Backend, NextCommit, PutResult } from '../backend.ts';
import { formatText, type StoreFormat } from '../format.ts';
import { commitNumber, commitPath, LOG, segmentPath } from '../layout.ts';
import type { CheckpointParts } from '../state/checkpoint.ts';
import type { LiveState } from '../state/state.ts';
import { isLinked } from './commit.ts';
import { foldBeforeWrite } from './fold.ts';
import { type LogLine, unpackedLine } from './log-reader.ts';
import type { Sealed } from './put-commit.ts';

export interface Appending {
  backend: Backend;
  format: StoreFormat;
  state: LiveState;
  wanted: CheckpointParts;
}

/**
 * What became of a commit to append:
 * - the file's tag, if it was created
 * - `behind`: others committed first, and the state has their commits now
 * - `turn`: another writer's turn goes first
 * - `queue`: the same, or the state is current, and writers wait for their turns, as this one must, too
 * - `unsure`: the state must be refreshed. That also finds out what is wrong.
 */
export type AppendedCommit = PutResult | 'behind' | 'turn' | 'queue' | 'unsure';

/** Appends a commit in one request. If others committed first, their commits come with the answer. */
export async function appendCommit(context: Appending, sealed: Sealed, turn?: string): Promise<AppendedCommit> {
  // The first commit follows no other.
  if (!context.backend.append || sealed.commit.seq === 1) return 'unsure';
  const answer = await context.backend.append(nextOf(context, sealed, turn));
  if (typeof answer === 'string' || 'tag' in answer) return answer;
  if (!takeOver(context, answer.taken)) return 'unsure';
  return answer.queue ? 'queue' : 'behind';
}

/**
 * Appends the commit that `make` returns for the newest state, after the writers that already wait.
 * @throws the error of `make`
 */
export async function appendInTurn(
  context: Appending,
  { heldMs, turn, make }: { heldMs: number; turn: string | undefined; make: () => Sealed | null },
): Promise<AppendedCommit> {
  const { backend, state } = context;
  if (!backend.appendInTurn) return 'unsure';
  let refusal: { error: unknown } | undefined;
  let isCurrent = true;
  const take = (missing: AppendedFile[]) => {
    isCurrent = takeOver(context, missing);
  };
  const makeNext = (missing: AppendedFile[]) => {
    if (!isCurrent || !takeOver(context, missing)) return null;
    try {
      const sealed = make();
      return sealed && nextOf(context, sealed, turn);
    } catch (error) {
      refusal = { error };
      return null;
    }
  };
  const answer = await backend.appendInTurn({ from: commitPath(state.seq + 1), heldMs, take, make: makeNext });
  if (refusal) throw (refusal as { error: unknown }).error;
  if (typeof answer === 'string' || 'tag' in answer) return answer;
  return takeOver(context, answer.taken) ? 'behind' : 'unsure';
}

function nextOf({ format }: Appending, { commit, line }: Sealed, turn?: string): NextCommit {
  return {
    path: commitPath(commit.seq),
    line: `${line}\n`,
    before: { path: commitPath(commit.seq - 1), sum: commit.prev },
    segment: segmentPath(Math.floor(commit.seq / format.segment), format.segment),
    format: formatText(format),
    ...(turn !== undefined && { turn: `${LOG}/${turn}` }),
  };
}

/**
 * Applies the commits of others. Returns false if the state doesn't have all of them then, or if one is damaged.
 *
 * A commit counts if the next one follows it, or if it is the last one. A writer that slept can create a file whose number
 * was packed meanwhile, and deletes it again. It lies below the floor, and later commits follow another one of its number.
 */
export function takeOver(
  { backend, state, wanted }: Pick<Appending, 'backend' | 'state' | 'wanted'>,
  files: readonly AppendedFile[],
): boolean {
  const came = linesOf(backend, files);
  const lines = came.length < files.length ? came.slice(0, -1) : came;
  const isNext = (line: LogLine, before: LogLine) => line.seq === before.seq + 1 && isLinked(line, before);
  if (came.some((line, i) => i > 0 && !isNext(line, came[i - 1]!))) return false;
  try {
    foldBeforeWrite(state, lines, wanted);
  } catch {
    return false;
  }
  for (const [i, { seq }] of lines.entries()) state.tags.set(seq, files[i]!.tag);
  return lines.length === files.length;
}

/** Returns the commits up to the first one that did not come with the answer. */
function linesOf(backend: Backend, files: readonly AppendedFile[]): LogLine[] {
  const lines: LogLine[] = [];
  for (const { path, bytes } of files) {
    const seq = commitNumber(path.slice(LOG.length + 1));
    if (seq === null || bytes === null) break;
    lines.push(unpackedLine(backend, seq, bytes));
  }
  return lines;
}
