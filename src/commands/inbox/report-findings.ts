import { existsSync } from 'node:fs';
import { isAbsolute, join, posix, relative } from 'node:path';
import { sizeText } from '../../base/amounts.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { fingerprint } from '../../domain/inbox/fingerprint.ts';
import type { Proposal } from '../../domain/records.ts';
import { repositoryHere } from '../../domain/repository.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { isOpen, type Task } from '../../domain/task/task.ts';
import { targetNamed } from '../../runs/run-settings.ts';
import { candidatesOf } from '../../sources/findings/candidates.ts';
import type { Report } from '../../sources/findings/finding.ts';
import { readReport } from '../../sources/findings/reports.ts';
import { decode } from '../../sources/index.ts';
import type { Tx } from '../../store/index.ts';
import { readAttached } from '../../work/attachments/attached-files.ts';
import { moveFindings } from '../../work/inbox/moved.ts';
import { propose } from '../../work/inbox/propose.ts';
import { inboxRule } from '../../work/inbox/rules.ts';
import { withScope } from '../../work/inbox/with-scope.ts';
import { closeRefused, closeTask } from '../../work/task/close.ts';
import { noteBy } from '../../work/task/note.ts';
import { putTask } from '../../work/task/put-task.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { tried } from '../../work/workspace/dry-run.ts';

/** Maximum size of a report, in bytes. */
const MOST_BYTES = 64 * 1_048_576;

/** Proposes the findings of a report, and closes what its tool reports no longer. @throws BacklogError for an unreadable report */
export async function reportFindings(
  context: Context,
  write: Write,
  { from, below, dryRun }: { from: string; below: number; dryRun: boolean },
) {
  const bytes = await readAttached(from, context, MOST_BYTES);
  if (bytes.length > MOST_BYTES)
    refuse('invalid', `${from} is larger than ${sizeText(MOST_BYTES)}, the maximum of a report`, {
      hint: 'Let the tool report fewer files.',
    });
  const report = readReport(decode(bytes, from), from, { below });
  const inRepository = relativeTo(context.root);
  // A path that no scope can name leaves its finding out, as one outside the repository does.
  const candidates = candidatesOf(report, inRepository).flatMap((one) => withScope(one, context, []) ?? []);
  // Proposals of earlier versions have the identity of their words.
  const present = new Set(candidates.flatMap((one) => [fingerprint(one), fingerprint({ ...one, is: undefined })]));
  const news: NewReport = {
    tool: report.tool,
    present,
    looked: lookedIn(report, inRepository, context.root),
    commit: await commitHere(context),
  };
  const rule = await inboxRule(context);
  const done = await tried(write, dryRun, (tx) => {
    moveFindings(tx, candidates, { tool: report.tool, has: (path) => existsSync(join(context.root, path)) });
    const { proposals: gone, completed, kept } = closeGone(tx, context, news);
    const source = { kind: 'import' as const, name: report.tool };
    const proposed = propose(tx, context, candidates, { source, rule, looked: tx.at });
    const did = (what: (typeof proposed)[number]['did']) => proposed.filter((one) => one.did === what);
    return {
      ...{
        tool: report.tool,
        findings: report.findings.length,
        known: did('known').length,
        full: did('full').length,
      },
      added: did('added').flatMap(({ proposal }) => proposal ?? []),
      ...{ gone, completed, kept },
    };
  });
  return { ...done, ...(dryRun ? { dry_run: true as const } : {}) };
}

/**
 * Returns a function that turns a report's path into one of the repository. Another machine's absolute path counts from
 * the first of its folders that exists here.
 */
function relativeTo(root: string): (path: string) => string | undefined {
  return (given) => {
    const path = posix.normalize(given.replaceAll('\\', '/'));
    if (!isAbsolute(path) && !/^[a-z]:\//i.test(path)) return path;
    const within = isAbsolute(path) ? relative(root, path).replaceAll('\\', '/') : '';
    if (within !== '' && !within.startsWith('..') && !isAbsolute(within)) return within;
    const parts = path.split('/').filter(Boolean);
    const from = parts.findIndex((_, n) => n > 0 && existsSync(join(root, ...parts.slice(n))));
    return from < 0 ? undefined : parts.slice(from).join('/');
  };
}

/** A file that was deleted or renamed is nowhere to look: no report names it again. */
function lookedIn(
  { looked }: Report,
  inRepository: (path: string) => string | undefined,
  root: string,
): NewReport['looked'] {
  if (looked === 'everywhere') return () => true;
  if ('rules' in looked) return ({ source }) => looked.rules.has(source.rule ?? '');
  const files = new Set(looked.files.map(inRepository));
  return ({ found: { path } = {} }) => path !== undefined && (files.has(path) || !existsSync(join(root, path)));
}

/** Returns the tip of the target branch. Undefined without a repository or a branch. */
async function commitHere(context: Context): Promise<string | undefined> {
  const { targetTip } = await import('../on-call.ts');
  const repository = repositoryHere(context.repositories);
  if (!repository) return undefined;
  return targetTip(repository, targetNamed(context.store.state, repository)).then(
    ({ commit }) => commit,
    (error: unknown) => {
      if (error instanceof BacklogError) return undefined;
      throw error;
    },
  );
}

/** What a new report of a tool says about earlier findings. */
interface NewReport {
  tool: string;
  /** Fingerprints of its findings. */
  present: ReadonlySet<string>;
  /** Whether the tool looked where the proposal was found. */
  looked(proposal: Proposal): boolean;
  /** The commit of the checked files, if it is known. */
  commit?: string | undefined;
}

/** The proposals that the tool reports no longer, the tasks that this completed, and the open ones that somebody has. */
interface Gone {
  proposals: Proposal[];
  completed: Task[];
  kept: Task[];
}

/**
 * Closes what a tool reports no longer: open proposals are gone, and tasks that were made from one are completed with a
 * note. A task that somebody works on stays open, and so does one with criteria, which have evidence of their own.
 */
function closeGone(tx: Tx, context: Context, report: NewReport): Gone {
  const gone: Gone = { proposals: [], completed: [], kept: [] };
  const at = report.commit === undefined ? '' : ` at ${shortCommit(report.commit)}`;
  const reason = `${report.tool} reports it no longer${at}`;
  for (const [id, proposal] of [...tx.all('proposal')]) {
    const { source, state, fingerprint } = proposal;
    if (source.kind !== 'import' || source.name !== report.tool || report.present.has(fingerprint)) continue;
    if (!report.looked(proposal)) continue;
    if (state === 'open') {
      const closed: Proposal = { ...proposal, state: 'gone', reason, decided: tx.at };
      tx.put('proposal', id, closed);
      gone.proposals.push(closed);
    } else if (state === 'accepted') {
      const task = tx.get('task', proposal.task ?? '');
      if (task && isOpen(task)) close(tx, context, { task, reason }, gone);
    }
  }
  return gone;
}

function close(tx: Tx, context: Context, { task, reason }: { task: Task; reason: string }, gone: Gone): void {
  const isFree = task.start === undefined && !task.acceptance?.length && !context.facts().isInRun(task.uuid);
  if (!isFree || closeRefused(tx, context, task)) {
    gone.kept.push(task);
    return;
  }
  const note = noteBy(tx, context.caller.actor, reason);
  const noted = putTask(tx, { ...task, annotations: [...(task.annotations ?? []), note] });
  gone.completed.push(closeTask(tx, context, noted));
}
