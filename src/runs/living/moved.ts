import { callText } from '../../domain/calls/call.ts';
import type { Run } from '../../domain/records.ts';
import { planOf } from '../../goals/plan.ts';
import { type MovedFiles, movedDocumentText, movedFix } from '../../text/goals.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { WorkspaceFinding } from '../../work/workspace/finding.ts';
import { runsIn } from '../find-run.ts';
import { committedEntries } from '../git/history/committed-files.ts';
import { commitsTouching, type GitRepository, tipOfTarget } from '../git/index.ts';
import { targetNamed } from '../run-settings.ts';
import { folderDocuments } from './documents.ts';

export interface MovedDocument extends MovedFiles {
  repository: string;
}

/** Maximum number of files of a goal that are compared, and maximum number of files that an answer names. */
const [MOST_GROUND, NAMED] = [200, 5];

/**
 * Finds the living documents whose ground has moved on the target branch. Reads git only if there are living documents.
 * A document counts as read by a commit that changes it, and by a merged run that says it needs no change.
 */
export async function movedDocuments(context: Pick<Context, 'store' | 'repositories'>): Promise<MovedDocument[]> {
  const { state } = context.store;
  const goals = planOf(state)
    .live('goal')
    .flatMap(({ id, document }) => (document === undefined ? [] : [{ path: document, of: id }]));
  const found: MovedDocument[] = [];
  for (const repository of context.repositories.all) {
    const folders = folderDocuments(state, repository.name);
    if (goals.length + folders.length === 0) continue;
    const merged = runsIn(state).filter((run) => run.repository === repository.name && run.merged && !run.reverted);
    const tip = await tipOrNothing(repository, targetNamed(state, repository));
    if (tip === undefined) continue;
    const documents = new Set([...folders, ...goals].map(({ path }) => path));
    for (const { path, of, ground } of [
      ...folders.map(({ path, of, folder }) => ({ path, of, ground: [folder!] })),
      ...goals.map(({ path, of }) => ({ path, of, ground: filesOf(of, merged, documents) })),
    ]) {
      const moved = ground.length === 0 ? undefined : await movedIn(repository, tip, { path, ground, merged });
      if (moved) found.push({ path, of, repository: repository.name, ...moved });
    }
  }
  return found;
}

async function tipOrNothing(repository: GitRepository, named: string | undefined): Promise<string | undefined> {
  try {
    return await tipOfTarget(repository, named === undefined ? 'HEAD' : `refs/heads/${named}`);
  } catch {
    // A repository without commits or without the branch has no history to compare.
    return undefined;
  }
}

/** Returns the files, other than living documents, that the merged runs of a goal changed, the newest runs first. */
function filesOf(goal: string, merged: readonly Run[], documents: ReadonlySet<string>): string[] {
  const files = merged.filter((run) => run.goal === goal).flatMap(({ result }) => result?.paths ?? []);
  return [...new Set(files.reverse())].filter((file) => !documents.has(file)).slice(0, MOST_GROUND);
}

async function movedIn(
  repository: GitRepository,
  tip: string,
  { path, ground, merged }: { path: string; ground: readonly string[]; merged: readonly Run[] },
): Promise<Pick<MovedDocument, 'read' | 'commits' | 'files'> | undefined> {
  const entries = await committedEntries(repository, tip, [path]);
  if (!entries.some((entry) => entry.path === path)) return undefined;
  const readBy = new Map(
    merged.flatMap(({ merged: at, result }) =>
      (result?.documents ?? []).flatMap((each) =>
        each.path === path && each.answer !== 'silent' ? [[at!.commit, each.read] as const] : [],
      ),
    ),
  );
  const reads = (commit: { commit: string; paths: readonly string[] }) =>
    readBy.has(commit.commit) || commit.paths.includes(path);
  const all = await commitsTouching(repository, tip, [path, ...ground]);
  const at = all.findIndex(reads);
  const last = all[at];
  const read = last && (readBy.get(last.commit) ?? last.commit);
  const since =
    last && readBy.has(last.commit)
      ? await commitsTouching(repository, `${read}..${tip}`, [path, ...ground])
      : all.slice(0, at < 0 ? undefined : at);
  const moved = since.filter((commit) => !reads(commit));
  if (moved.length === 0) return undefined;
  const files = [...new Set(moved.flatMap(({ paths }) => paths))];
  return { ...(read === undefined ? {} : { read }), commits: moved.length, files: files.slice(0, NAMED) };
}

/** Returns findings for `doctor` about moved documents. */
export async function documentFindings(context: Pick<Context, 'store' | 'repositories'>): Promise<WorkspaceFinding[]> {
  return (await movedDocuments(context)).map((moved) => ({
    problem: movedDocumentText(moved),
    advice: `Compare it with these files: \`${callText('cli', movedFix(moved))}\``,
  }));
}
