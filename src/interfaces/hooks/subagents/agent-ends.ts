import { sameProcess } from '../../../base/process-id.ts';
import { isDispatch, isWithin } from '../../../claims/index.ts';
import type { Store } from '../../../store/index.ts';
import { isAlive, localHost } from '../../../work/processes/processes.ts';
import { bindingOf, waitsForAgent } from '../../../work/subagents/agent-binding.ts';
import { openIn } from '../../../work/subagents/session-record.ts';
import { noteSign } from '../first-heartbeat.ts';
import { type Handler, type Host, holderOf, openLight, sessionWorkspace } from '../host.ts';
import { idField, type Payload, payloadProperty, textField } from '../payload.ts';
import { endRefused } from './launches.ts';

/**
 * At the end of a subagent: releases its claims. An agent that never called a tool is bound first, so that its task
 * records the end. The client also sends this event with an empty type for internal agents that never started. They are
 * ignored.
 */
export const subagentStop: Handler = async (payload, host) => {
  const { agent, agentType, session } = payload;
  const store = agent && agentType ? await storeOf(payload, host) : undefined;
  if (!store || !agent) return undefined;
  if (!bindingOf(store.state, { session, agent }) && waitsForAgent(store.state, session, agent)) {
    await (await import('../whole-handlers.ts')).bindAgent(payload, host);
    await store.refresh();
  }
  return endAgent(store, payload, host, textField(payload.all, 'last_assistant_message'));
};

/**
 * The report that an agent gives through a tool of the client, in auto mode as its last action. An agent that ended
 * with plain text is woken for its report, which then replaces its last message.
 */
export const handedBack: Handler = async (payload, host) => {
  const { agent, session } = payload;
  const report = textField(payload.input, 'message');
  const store = agent && report ? await storeOf(payload, host) : undefined;
  if (!store || !agent || !report) return undefined;
  noteSign(payload, host);
  const known = host.server?.memory.agents.get(agent);
  if (known) known.report = report;
  if (bindingOf(store.state, { session, agent })?.ended)
    await (await import('../whole-handlers.ts')).lateReport(payload, host, report);
  return undefined;
};

/** After the final failure of a subagent's endpoint. The agent ends without a message. */
export const agentFailed: Handler = async (payload, host) => {
  const store = payload.agent ? await storeOf(payload, host) : undefined;
  if (!store) return undefined;
  const last = textField(payload.all, 'last_assistant_message');
  return endAgent(store, payload, host, `The agent failed before it finished.${last ? ` ${last}` : ''}`);
};

/** After TaskStop. The client sends no end event for the agent that it stops. */
export const taskStopped: Handler = async (payload, host) => {
  const agent = (payload.response && idField(payload.response, 'task_id')) ?? idField(payload.input, 'task_id');
  const store = agent ? await storeOf(payload, host) : undefined;
  if (!store || !agent) return undefined;
  return endAgent(store, { ...payload, agent }, host, 'The agent was stopped before it finished.');
};

/**
 * At the end of a session's turn, with the client's list of background work. An agent that is neither in the list nor
 * above a listed agent has ended. After an interrupt, agents end without an event.
 */
export const turnEnded: Handler = async (payload, host) => {
  const tasks = payloadProperty(payload.all, 'background_tasks');
  const where = payload.agent ? undefined : sessionWorkspace(payload, host);
  if (where) await endRefused(await openLight(where, host), payload, host, true);
  if (payload.agent || !Array.isArray(tasks)) return undefined;
  const running = tasks.map((task: unknown) => idField({ id: (task as { id?: unknown } | null)?.id }, 'id'));
  return endGone(payload, host, (path) => !path.some((agent) => running.includes(agent)));
};

/**
 * At a new prompt: the agents for which the session waited during an earlier prompt were interrupted and are gone.
 * Background agents live on until the end of a turn proves otherwise.
 */
export function endInterrupted(payload: Payload, host: Host): Promise<undefined> {
  const agents = host.server?.memory.agents;
  const waitedFor = (id: string) => {
    const known = agents?.get(id);
    return known?.prompt !== undefined && !known.background && known.prompt !== payload.prompt;
  };
  if (!agents || !payload.prompt) return Promise.resolve(undefined);
  return endGone(payload, host, (path) => path.every(waitedFor));
}

/**
 * Ends those of the session's agents with claims for which `gone` returns true. The client knows only its own agents:
 * those of another terminal with the same session continue.
 */
async function endGone(payload: Payload, host: Host, gone: (agents: string[]) => boolean): Promise<undefined> {
  const store = await storeOf(payload, host);
  if (!store) return undefined;
  const session = holderOf(store.state, { session: payload.session }, host);
  const known = store.state.get('session', payload.session);
  const others = known ? openIn(known, { alive: isAlive, localHost: localHost() }, host.client()) : [];
  const claims = Array.from(store.state.all('claim'), ([, claim]) => claim).filter(
    ({ renewer }) => !others.some((other) => renewer && sameProcess(other, renewer)),
  );
  const holders = new Set(claims.map(({ holder }) => holder));
  for (const holder of holders) {
    const agents = holder.split('/').slice(1);
    const agent = agents.at(-1);
    if (!isWithin(holder, session) || !agent || isDispatch(holder) || !gone(agents)) continue;
    await endAgent(store, { ...payload, agent }, host, 'The agent was interrupted before it finished.');
  }
  return undefined;
}

async function endAgent(store: Store, payload: Payload, host: Host, note: string | undefined): Promise<undefined> {
  const { session, agent = '' } = payload;
  const agents = host.server?.memory.agents;
  const report = agents?.get(agent)?.report;
  agents?.delete(agent);
  const holder = holderOf(store.state, payload, host);
  const holds = [...store.state.all('claim')].some(([, claim]) => isWithin(claim.holder, holder));
  if (!holds && !bindingOf(store.state, { session, agent })) return undefined;
  await (await import('../whole-handlers.ts')).releaseAgent(payload, host, report ?? note);
  return undefined;
}

async function storeOf(payload: Payload, host: Host): Promise<Store | undefined> {
  const where = sessionWorkspace(payload, host);
  return where && (await openLight(where, host)).store;
}
