import { primeOf } from '../../report/prime.ts';
import { briefText } from '../../text/brief.ts';
import { primeText } from '../../text/prime.ts';
import { clip } from '../../text/row.ts';
import { sweepDispatches } from '../../work/agent/dispatch.ts';
import { beginSession } from '../../work/agent/sessions.ts';
import { claimsHeld } from '../../work/claim/claims.ts';
import { applyPassedDates } from '../../work/task/dates-passed.ts';
import { loadBrief } from '../../work/task/docs.ts';
import type { Context } from '../../work/workspace/context.ts';
import { openFull } from './full.ts';
import { type Handler, type Host, ofSession } from './host.ts';
import { contextOutput } from './output.ts';
import { type Payload, textField } from './payload.ts';

/** How much of the current tasks' briefs follows the prime after a compaction or a resume, in characters. */
const BRIEF_CHARS = 4_000;

/** After these the model has forgotten what it was doing. */
const FORGOT: readonly unknown[] = ['compact', 'resume'];
/** After these the same client process goes on under a new session id. */
const CONTINUES: readonly unknown[] = ['clear', 'fork'];

/** At the start of a session: records it, makes due recurring tasks, and says where the queue stands. */
export const sessionStart: Handler = async (payload, host) => {
  const context = await openFull(ofSession(payload), host);
  if (!context) return undefined;
  await attempt(context, () => begin(context, payload, host));
  await attempt(context, () => applyPassedDates(context));
  const facts = context.facts();
  const prime = primeText(
    primeOf(facts, claimsHeld(context.store.state), payload.session, context.coefficients),
    facts,
    { repositories: context.repositories },
  );
  const briefs = FORGOT.includes(payload.all.source) ? await currentBriefs(context, payload.session) : '';
  return contextOutput('SessionStart', briefs ? `${prime}\n\n${briefs}` : prime);
};

async function begin(context: Context, { session, all }: Payload, host: Host): Promise<void> {
  const process = host.client();
  await context.store.write({ command: 'session_start', actor: context.caller.actor }, (tx) => {
    const continues = CONTINUES.includes(textField(all, 'source'));
    beginSession(tx, context, { id: session, continues, process, cwd: context.root });
    sweepDispatches(tx);
  });
}

/** The tasks that the session itself holds, as its agent was told when it took them. */
async function currentBriefs(context: Context, session: string): Promise<string> {
  const facts = context.facts();
  const held = claimsHeld(context.store.state).filter(({ holder, task }) => holder === session && task !== undefined);
  const tasks = held.map((claim) => facts.queue.get(claim.task ?? '')).filter((task) => task !== undefined);
  const briefs = await Promise.all(tasks.map((task) => loadBrief(context, facts, task, session)));
  return briefs.length === 0
    ? ''
    : clip(`You were working on:\n${briefs.map((brief) => briefText(brief, facts)).join('\n\n')}`, BRIEF_CHARS);
}

/** A store that cannot be written can still be read: the session gets its prime. */
async function attempt(context: Context, step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
  } catch (error) {
    context.store.appendDiagnostic(`hook SessionStart: ${String(error)}`);
  }
}
