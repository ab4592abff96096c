import { clip } from '../../domain/clip.ts';
import { briefText } from '../../text/brief.ts';
import { claimsHeld } from '../../work/claim/claims.ts';
import { loadBrief } from '../../work/task/brief.ts';
import { type Host, ofSession } from './host.ts';
import { mentionedTasks } from './named-tasks.ts';
import { openWhole } from './open-whole.ts';
import type { Payload } from './payload.ts';

/** Tasks of a prompt whose briefs are told; of more, only the numbers stand in the prompt. */
const MOST_TASKS = 3;
/** How much of their briefs, in characters. */
const BRIEF_CHARS = 4_000;

/** The briefs of the tasks that a person mentions; of those that the session holds it has been told. */
export async function mentions(payload: Payload, host: Host, prompt: string): Promise<string | undefined> {
  const context = await openWhole(ofSession(payload), host);
  if (!context) return undefined;
  const facts = context.facts();
  const own = claimsHeld(context.store.state).filter(({ holder }) => holder === payload.session);
  const tasks = mentionedTasks(prompt, facts).filter(({ uuid }) => !own.some(({ task }) => task === uuid));
  const briefs = await Promise.all(
    tasks.slice(0, MOST_TASKS).map((task) => loadBrief(context, facts, task, payload.session)),
  );
  if (briefs.length === 0) return undefined;
  const texts = briefs.map((brief) => briefText(brief, facts, { holder: payload.session }));
  return clip(`Backlog, mentioned in the prompt:\n${texts.join('\n\n')}`, BRIEF_CHARS);
}
