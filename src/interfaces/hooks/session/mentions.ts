import { clip } from '../../../base/clip.ts';
import { claimsHeld } from '../../../work/claim/claims.ts';
import { type Host, ofSession } from '../host.ts';
import { openWhole } from '../open-with-tasks.ts';
import type { Payload } from '../payload.ts';
import { mentionedTasks } from '../subagents/named-tasks.ts';
import { BRIEF_CHARS, briefsFor } from './orientation.ts';

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
