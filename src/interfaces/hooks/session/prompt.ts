import type { Run } from '../../../domain/records.ts';
import { needsPerson } from '../../../domain/runs/run-states.ts';
import type { Store } from '../../../store/index.ts';
import { oneLine } from '../../../text/safe.ts';
import { type Handler, openLight, sessionWorkspace } from '../host.ts';
import { contextOutput } from '../output.ts';
import { textField } from '../payload.ts';
import { endInterrupted } from '../subagents/agent-ends.ts';
import { endRefused } from '../subagents/launches.ts';
import { settleSession } from './settle-session.ts';

/**
 * With a prompt: agents that an interrupt ended give back what they held. With the first one that this server hears of a session, the
 * session is told where it stands; with a later one, in a line, which runs have begun to wait for a person meanwhile.
 */
export const promptSubmitted: Handler = async (payload, host) => {
  const memory = host.server?.memory;
  const where = sessionWorkspace(payload, host);
  if (!memory || payload.agent) return undefined;
  memory.prompted.add(payload.session);
  if (!where) return undefined;
  const light = await openLight(where, host);
  await settleSession(light, payload, host);
  await endRefused(light, payload, host, true);
  await endInterrupted(payload, host);
  const warm = await host.server?.opened(where);
  const waiting = warm ? waitingIn(warm.store) : [];
  const known = memory.oriented.get(payload.session);
  memory.oriented.set(payload.session, new Set(waiting.map(nameOf)));
  const texts = known
    ? [newsText(waiting.filter((run) => !known.has(nameOf(run))))]
    : [await (await import('../whole-handlers.ts')).orientation(payload, host)];
  const prompt = textField(payload.all, 'prompt');
  if (prompt && MENTIONS.test(prompt))
    texts.push(await (await import('../whole-handlers.ts')).mentions(payload, host, prompt));
  const told = texts.filter((text) => text !== undefined);
  return told.length === 0 ? undefined : contextOutput('UserPromptSubmit', told.join('\n\n'));
};

/** What was said to a prompt did not reach the session: the next hook says it. */
export const promptMissed: Handler = async ({ session }, host) => {
  host.server?.memory.oriented.delete(session);
  host.server?.memory.prompted.delete(session);
  return undefined;
};

/** May a prompt of a person mention a task? What begins with a mark of the client's is a message of an agent or of the client itself. */
const MENTIONS = /^(?!\s*<)[\s\S]*(#\d|backlog:\/\/task\/)/;

function waitingIn({ state }: Pick<Store, 'state'>): Run[] {
  return Array.from(state.all('run'), ([, run]) => run).filter(({ state }) => needsPerson(state));
}

/** Key of a waiting run: a run that its agent has handed in again gets a new one. */
function nameOf({ id, since, state }: Run): string {
  return `${id} ${state} ${since}`;
}

/** Runs that are named before it says how many more there are. */
const NAMED = 5;

function newsText(runs: readonly Run[]): string | undefined {
  if (runs.length === 0) return undefined;
  const named = runs
    .slice(0, NAMED)
    .map(({ id, state }) => `${id} ${state === 'asking' ? 'asks a question' : 'is to be reviewed'}`);
  const more = runs.length > NAMED ? [`${runs.length - NAMED} more wait`] : [];
  return oneLine(`Backlog, since your last prompt: ${[...named, ...more].join(', ')} (run_show). Tell the person.`);
}
