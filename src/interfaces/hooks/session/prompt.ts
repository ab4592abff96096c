import type { Run } from '../../../domain/records.ts';
import { needOf } from '../../../domain/runs/run-needs.ts';
import { needsPerson } from '../../../domain/runs/run-states.ts';
import { doesText, shownState } from '../../../domain/state-words.ts';
import { isOpen, type Task } from '../../../domain/task/task.ts';
import type { Store, Tx } from '../../../store/index.ts';
import { oneLine, quoted } from '../../../text/safe.ts';
import { queueNews } from '../../queue-news.ts';
import { settleSession } from '../first-heartbeat.ts';
import { type Handler, openLight, sessionWorkspace } from '../host.ts';
import type { HookMemory } from '../memory.ts';
import { contextOutput } from '../output.ts';
import { payloadText } from '../payload.ts';
import { endInterrupted } from '../subagents/agent-ends.ts';
import { endRefused } from '../subagents/launches.ts';

/**
 * Handles a prompt. Releases the claims of agents that an interrupt ended. The first prompt of a session that this
 * server receives gets the session summary. Later prompts get a line with new runs that need attention.
 */
export const promptSubmitted: Handler = (payload, host) =>
  answered(payload, host).catch(async (error) => {
    await promptMissed(payload, host);
    throw error;
  });

const answered: Handler = async (payload, host) => {
  const memory = host.server?.memory;
  const where = sessionWorkspace(payload, host);
  if (!memory || payload.agent) return undefined;
  memory.prompted.add(payload.session);
  memory.prompts += 1;
  if (!where) return undefined;
  const light = await openLight(where, host);
  // In a queue with damage at its end, nothing can be written, and the session still gets its first text.
  if (light.store.tail === null) {
    await settleSession(light, payload, host);
    await endRefused(light, payload, host, { turnOver: true });
    await endInterrupted(payload, host);
  }
  const warm = await host.server?.opened(where);
  const waiting = warm ? waitingIn(warm.store) : [];
  const known = memory.oriented.get(payload.session);
  memory.oriented.set(payload.session, new Set(waiting.map(nameOf)));
  const texts = known
    ? [newsText(waiting.filter((run) => !known.has(nameOf(run))))]
    : [await (await import('../whole-handlers.ts')).orientation(payload, host)];
  if (warm) texts.push(toDosText(warm.store, payload.session, memory));
  const prompt = payloadText(payload.all, 'prompt');
  if (prompt && MENTIONS.test(prompt))
    texts.push(await (await import('../whole-handlers.ts')).mentions(payload, host, prompt));
  const told = [...queueNews(memory, where, host.env), ...texts].filter((text) => text !== undefined);
  return told.length === 0 ? undefined : contextOutput('UserPromptSubmit', told.join('\n\n'));
};

/** Handles a prompt whose output didn't reach the session. The next hook returns the output again. */
export const promptMissed: Handler = async ({ session }, host) => {
  host.server?.memory.oriented.delete(session);
  host.server?.memory.prompted.delete(session);
  return undefined;
};

/**
 * Matches a person's prompt that may mention a task. A text that begins with `<` is a message from an agent or from the
 * client.
 */
const MENTIONS = /^(?!\s*<)[\s\S]*(#\d|backlog:\/\/task\/)/;

function waitingIn({ state }: Pick<Store, 'state'>): Run[] {
  return Array.from(state.all('run'), ([, run]) => run).filter((run) => needsPerson(run.state) || needOf(run));
}

/** Returns the key of a run that needs attention. The run gets a new key if its agent submits it again. */
function nameOf(run: Run): string {
  return `${run.id} ${shownState(run)} ${run.since}`;
}

/**
 * Returns a line about the session's to-do items that changed in the queue, but not in the client's list. Each change is
 * told once.
 */
function toDosText({ state }: Store, session: string, { toDos }: HookMemory): string | undefined {
  const changes = staleItems(state, session).map(({ item, task: { id, status, description } }) =>
    status === 'pending' ? `${item} (#${id}) is open: ${quoted(description, LINE)}` : `${item} (#${id}) is ${status}`,
  );
  const known = toDos.get(session);
  toDos.set(session, new Set(changes));
  const fresh = changes.filter((change) => !known?.has(change));
  if (fresh.length === 0) return undefined;
  const more = fresh.length > NAMED ? [`${fresh.length - NAMED} more`] : [];
  return oneLine(
    `Backlog: these items of your to-do list changed in the queue: ${[...fresh.slice(0, NAMED), ...more].join(', ')}. Update them with TaskUpdate.`,
  );
}

/** Maximum length of a to-do item's new title, in characters. */
const LINE = 120;

/** Maximum number of runs that the line names. */
const NAMED = 5;

function newsText(runs: readonly Run[]): string | undefined {
  if (runs.length === 0) return undefined;
  const named = runs.slice(0, NAMED).map((run) => `${run.id} ${doesText(run)}`);
  const more = runs.length > NAMED ? [`${runs.length - NAMED} more`] : [];
  return oneLine(
    `Backlog: these runs need attention since your last prompt: ${[...named, ...more].join(', ')} (run_show). Tell the user.`,
  );
}

/** An item of a session's to-do list that its client shows as it no longer is in the queue. */
interface StaleItem {
  /** The client's id of the item. */
  item: string;
  task: Task;
}

/** Lists the items of a session that changed in the queue, but not in the client's list. */
function staleItems(records: Pick<Tx, 'all' | 'get'>, session: string): StaleItem[] {
  return Array.from(records.all('mirror'), ([, mirror]) => mirror).flatMap((mirror) => {
    const task = mirror.session === session ? records.get('task', mirror.task) : undefined;
    if (!task || !mirror.shown) return [];
    const { description, closed } = mirror.shown;
    const isSame = closed === !isOpen(task) && (closed || description === task.description);
    return isSame ? [] : [{ item: mirror.clientTask, task }];
  });
}
