import { present } from '../../../base/present.ts';
import type { Question, Run } from '../../../domain/records.ts';
import { shortCommit } from '../../../domain/runs/commit-id.ts';
import { startName } from '../../../domain/runs/stack.ts';
import type { Task } from '../../../domain/task/task.ts';
import { seenBy } from '../../../domain/task/unmet-criteria.ts';
import { briefText } from '../../../text/brief.ts';
import { PROMPT_LIMITS } from '../../../text/runs/prompt-lines.ts';
import {
  adoptedPrompt,
  answerPrompt,
  answerRule,
  changedPrompt,
  checksPrompt,
  EVIDENCE_AGAIN,
  firstPrompt,
  notesPrompt,
  resumePrompt,
  updatePrompt,
  WHY_AGAIN,
} from '../../../text/runs/run-prompt.ts';
import { basisOf, findingsOf } from '../../../work/objections/facts.ts';
import { loadBrief } from '../../../work/task/brief.ts';
import { type CheckResult, expectedChecks } from '../../checks.ts';
import { openComments, shortId } from '../../comments/replies.ts';
import { questionsOf, runsOf } from '../../find-run.ts';
import { documentsAhead, inTree } from '../../living/documents.ts';
import { PROVIDERS } from '../../providers/index.ts';
import type { SupervisedRun } from '../supervised-run.ts';
import { instructionsIn } from './instructions.ts';
import type { RoundPrompt } from './round-types.ts';
import { conversationOf, unreceived } from './rounds.ts';

/** Builds the agent's first or next prompt for a new supervisor. `reason` is why the run ended before. */
export async function nextPrompt(
  supervised: SupervisedRun,
  task: Task,
  reason: string | undefined,
): Promise<RoundPrompt> {
  const run = supervised.run();
  const again = (run.rounds ?? []).length > 0;
  const news = newsFor(supervised, run);
  const resumes = again && (reason !== undefined || news.length === 0);
  const resumed: RoundPrompt = { why: 'resume', text: resumePrompt(reason ?? 'the reason is unknown') };
  const said = joined(resumes ? [resumed, ...news] : news);
  if (said && again && conversationOf(run) !== undefined && conversation(run)) return said;
  return { why: said?.why ?? 'start', text: await whole(supervised, task, resumes ? resumed : said) };
}

/** Joins prompts. The result's `why` is `changes` if one of them has it; otherwise that of the first. */
function joined(prompts: readonly RoundPrompt[]): RoundPrompt | undefined {
  const about = prompts.find(({ why }) => why === 'changes') ?? prompts[0];
  return about && { why: about.why, text: prompts.map(({ text }) => text).join('\n\n') };
}

/**
 * Adds the task and its history to a prompt if the agent's program has no conversations. Such a program gets nothing
 * from earlier rounds.
 */
export async function withWhole(supervised: SupervisedRun, task: Task, prompt: RoundPrompt): Promise<RoundPrompt> {
  return conversation(supervised.run()) ? prompt : { ...prompt, text: await whole(supervised, task, prompt) };
}

/** Builds a prompt for a program without conversations: the task, people's notes and answers, and the given prompt. */
async function whole(supervised: SupervisedRun, task: Task, prompt?: RoundPrompt): Promise<string> {
  const run = supervised.run();
  // The callers have marked what is new in this prompt as delivered. Further notes get a round of their own.
  const later = new Set(unreceived(run, supervised.delivered));
  const notes = (run.notes ?? []).filter((note) => !later.has(note));
  const answers = answered(supervised);
  return [
    await beginning(supervised, run, task),
    ...updated(run),
    ...(notes.length > 0 ? [notesPrompt(notes, answerOf(supervised))] : []),
    ...(answers.length > 0 ? [answersPrompt(answers)] : []),
    ...(prompt?.why === 'checks' || prompt?.why === 'resume' ? [prompt.text] : []),
  ].join('\n\n');
}

/**
 * Reads for which facts the next round is made, and words what changed since the last one, with the new texts of documents.
 * The first prompt has all of them.
 */
export async function changedSince({
  opened: { store },
  run,
}: SupervisedRun): Promise<{ basis: NonNullable<Run['basis']>; text: string[] }> {
  const now = run();
  const [basis, found] = [basisOf(store.state, now), findingsOf(store.state, now)];
  if (now.basis === undefined || found.length === 0) return { basis, text: [] };
  const blobs = found.flatMap(({ what, after }) => (what === 'text-changed' && after ? [after.slice(1)] : []));
  const texts = await Promise.all(blobs.map(async (blob) => (await store.getBlob(blob)).toString('utf8')));
  return { basis, text: [changedPrompt(found, texts)] };
}

const conversation = ({ provider }: Run): boolean => PROVIDERS[provider].capabilities.resume;

/**
 * Returns a prompt with the failed checks of a result, and with messages and answers that arrived during its checks.
 * Undefined if there are none.
 */
export function afterResult(supervised: SupervisedRun, failed: readonly CheckResult[]): RoundPrompt | undefined {
  const news = newsOfRound(supervised);
  if (failed.length === 0) return news;
  const texts = [checksPrompt(failed), ...answersAgain(supervised)];
  // A program without conversations gets all messages and answers with each prompt.
  if (news && conversation(supervised.run())) texts.push(news.text);
  return { why: 'checks', text: texts.join('\n\n') };
}

/** Asks the agent for evidence and answers again if it gave some, because the next result makes them outdated. */
function answersAgain({ opened, run, id }: SupervisedRun): string[] {
  const task = opened.store.state.get('task', run().task);
  const { acceptance = [] } = task ? seenBy(task, run()) : {};
  return [
    ...(acceptance.some(({ met }) => met?.run === id) ? [EVIDENCE_AGAIN] : []),
    ...(run().goal !== undefined || run().result?.documents ? [WHY_AGAIN] : []),
  ];
}

/** Returns prompts with people's notes and answers since the last round. */
function newsFor(supervised: SupervisedRun, run: Run): RoundPrompt[] {
  const news = newNotes(supervised);
  markDelivered(supervised, news);
  const last = run.rounds?.at(-1);
  const adopted = last?.by === undefined ? [] : [adoptedPrompt(last.by)];
  const told = [
    ...adopted,
    ...(isNews(run) ? updated(run) : []),
    ...(news.length > 0 ? [notesPrompt(news, answerOf(supervised)), ...answersAgain(supervised)] : []),
  ];
  const changes: RoundPrompt[] = told.length > 0 ? [{ why: 'changes', text: told.join('\n\n') }] : [];
  const answers = answersFor(supervised);
  return answers ? [...changes, answers] : changes;
}

/** Explains how the agent answers comments, if its run has open ones. */
function answerOf({ opened, run }: SupervisedRun): string | undefined {
  const { state } = opened.store;
  return openComments(state, [run()]).length > 0 ? answerRule(conversation(run())) : undefined;
}

/** Returns the notes of people that the agent has not received: the oldest, as many as a prompt holds. */
export function newNotes({ run, delivered }: Pick<SupervisedRun, 'run' | 'delivered'>): NonNullable<Run['notes']> {
  return unreceived(run(), delivered).slice(0, PROMPT_LIMITS.notes);
}

/** Marks notes as delivered. The run's log shows the messages among them. */
export function markDelivered(
  { delivered, events }: Pick<SupervisedRun, 'delivered' | 'events'>,
  notes: readonly NonNullable<Run['notes']>[number][],
): void {
  for (const { id, actor, text, message } of notes) {
    if (message && !delivered.has(id)) events.add({ type: 'step', text: `message from ${actor}: ${text}` });
    delivered.add(id);
  }
}

/** Returns a prompt with the messages and answers that arrived during the round, and marks them as delivered. */
export function newsOfRound(supervised: SupervisedRun): RoundPrompt | undefined {
  const notes = newNotes(supervised);
  markDelivered(supervised, notes);
  const answers = answersFor(supervised);
  return joined([
    ...(notes.length > 0 ? [{ why: 'changes' as const, text: notesPrompt(notes) }] : []),
    ...(answers ? [answers] : []),
  ]);
}

/** Returns a prompt with the answers that the agent has not received yet, and marks these as delivered. */
function answersFor(supervised: SupervisedRun): RoundPrompt | undefined {
  const { rounds, at } = supervised.run();
  const since = rounds?.at(-1)?.at ?? at;
  const news = answered(supervised).filter(({ id, answer }) => answer.at >= since && !supervised.delivered.has(id));
  if (news.length === 0) return undefined;
  for (const { id } of news) supervised.delivered.add(id);
  return { why: 'answer', text: answersPrompt(news) };
}

/** A question of the agent with a person's answer. */
type Answered = Question & { answer: NonNullable<Question['answer']> };

function answered({ opened, id }: SupervisedRun): Answered[] {
  return questionsOf(opened.store.state, { id }).filter(
    (question): question is Answered => question.answer !== undefined,
  );
}

export function answersPrompt(answers: readonly Answered[]): string {
  return answerPrompt(answers.map(({ text, answer }) => ({ question: text, answer: answer.text })));
}

async function beginning(supervised: SupervisedRun, run: Run, task: Task): Promise<string> {
  const context = supervised.context();
  const facts = context.facts();
  const brief = await loadBrief(context, facts, seenBy(task, run), context.caller.holder);
  // An attempt knows nothing of the others, but of the run that it replaces.
  const isOther = ({ group, followedBy }: Run) => group === run.group && group !== undefined && followedBy !== run.id;
  const earlier = runsOf(context.store.state, task.uuid).filter((one) => one.id !== run.id && !isOther(one));
  const [first] = brief.why?.why.links ?? [];
  const goal = first?.kind === 'goal' ? first.id : undefined;
  return firstPrompt({
    // When the agent reads this, the run is active.
    brief: briefText({ ...brief, state: 'active' }, facts, { door: 'mcp', holder: context.caller.holder }),
    scope: run.scope.map(({ glob }) => glob),
    checks: expectedChecks(context.store.state, task, run).map(({ name }) => name),
    goal: goal !== undefined,
    documents: inTree(
      documentsAhead(context.store.state, { ...run, ...present({ goal }) }),
      supervised.paths.tree,
      context.repositories.all.length === 1,
    ),
    tools: conversation(run),
    instructions: instructionsIn(supervised.paths.tree, PROVIDERS[run.provider]),
    notes: earlier.flatMap(({ notes }) => notes ?? []),
    comments: openComments(context.store.state, earlier).map((comment) => ({
      id: shortId(comment),
      path: comment.anchor.path,
      text: comment.text,
      replies: comment.replies ?? [],
    })),
    failed: (earlier.at(-1)?.checks ?? []).filter(({ ok }) => !ok),
  });
}

/** Checks whether the run was updated after its last round. Then the next prompt must describe the update. */
const isNews = ({ update, rounds = [] }: Run): boolean => (update?.round ?? 0) > rounds.length;

/** Describes an update for the agent: the target branch was merged into the worktree; these checks failed. */
function updated(run: Run): string[] {
  const { update, target, checks = [] } = run;
  if (!update?.made || update.round === undefined) return [];
  const failed = checks.filter(({ name, ok }) => !ok && update.checks?.includes(name));
  return [
    updatePrompt({
      branch: startName(target, update.made.stackedOn),
      tip: shortCommit(update.made.base),
      why: update.text,
      isStack: update.why === 'stack',
      conflicts: update.made.conflicts,
      failed: isNews(run) ? failed : [],
    }),
  ];
}
