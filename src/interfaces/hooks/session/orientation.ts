import { clip } from '../../../base/clip.ts';
import type { Facts } from '../../../domain/queue/facts.ts';
import type { Task } from '../../../domain/task/task.ts';
import { sessionSummaryOf } from '../../../report/session-summary.ts';
import { situationIn } from '../../../runs/view/situation.ts';
import { briefText } from '../../../text/brief.ts';
import { docLines } from '../../../text/doc/lines.ts';
import { damageLine } from '../../../text/error.ts';
import { SUMMARY_BYTES, statusDoc } from '../../../text/status.ts';
import { claimsHeld } from '../../../work/claim/claims.ts';
import { planHeadOf } from '../../../work/goals/plan-head.ts';
import { loadBrief } from '../../../work/task/brief.ts';
import type { Context } from '../../../work/workspace/context.ts';
import { doParts, PARTS_OF_TIME } from '../../../work/workspace/upkeep-of-time.ts';
import { type Host, ofSession } from '../host.ts';
import { openWhole } from '../open-with-tasks.ts';
import type { Payload } from '../payload.ts';
import { mentionedTasks } from '../subagents/named-tasks.ts';

/** Maximum length of the briefs that follow a session summary or a prompt, in characters. */
export const BRIEF_CHARS = 4_000;

/** Returns the first text for a session: the session summary, and the briefs of tasks that the session has claimed. */
export async function orientation(payload: Payload, host: Host): Promise<string | undefined> {
  const context = await openWhole(ofSession(payload), host);
  if (!context) return undefined;
  const { tail } = context.store;
  if (tail === null) await doParts(context, PARTS_OF_TIME);
  const facts = context.facts();
  const reader = { offers: context.caller.offers, clock: context.clock };
  const told = sessionSummaryOf(situationIn(context), facts, payload.session, planHeadOf(context));
  const summary = docLines(
    statusDoc(told, { ...reader, repositories: context.repositories, bytes: SUMMARY_BYTES }),
    reader,
  );
  const briefs = await currentBriefs(context, payload.session);
  const parts = [...(tail === null ? [] : [damageLine(tail)]), summary, ...(briefs ? [briefs] : [])];
  return parts.join('\n\n');
}

/** Returns the briefs of the tasks that the session itself has claimed. A claim returns the same briefs. */
async function currentBriefs(context: Context, session: string): Promise<string> {
  const facts = context.facts();
  const held = claimsHeld(context.store.state, ({ holder, task }) => holder === session && task !== undefined);
  const tasks = held.map((claim) => facts.queue.get(claim.task ?? '')).filter((task) => task !== undefined);
  const briefs = await briefsFor(context, facts, tasks, session);
  return briefs.length === 0 ? '' : clip(`You were working on:\n${briefs.join('\n\n')}`, BRIEF_CHARS);
}

/** Formats the briefs of some tasks for a session. */
export async function briefsFor(
  context: Context,
  facts: Facts,
  tasks: readonly Task[],
  session: string,
): Promise<string[]> {
  const briefs = await Promise.all(tasks.map((task) => loadBrief(context, facts, task, session)));
  return briefs.map((brief) => briefText(brief, facts, { offers: context.caller.offers, holder: session }));
}

/** Maximum number of mentioned tasks whose brief is added. */
const MOST_TASKS = 3;

/** Returns the briefs of the tasks that a prompt mentions. Omits tasks that the session has already claimed. */
export async function mentions(payload: Payload, host: Host, prompt: string): Promise<string | undefined> {
  const context = await openWhole(ofSession(payload), host);
  if (!context) return undefined;
  const facts = context.facts();
  const own = claimsHeld(context.store.state, ({ holder }) => holder === payload.session);
  const tasks = mentionedTasks(prompt, facts).filter(({ uuid }) => !own.some(({ task }) => task === uuid));
  const briefs = await briefsFor(context, facts, tasks.slice(0, MOST_TASKS), payload.session);
  if (briefs.length === 0) return undefined;
  return clip(`Backlog: tasks that the prompt mentions:\n${briefs.join('\n\n')}`, BRIEF_CHARS);
}
