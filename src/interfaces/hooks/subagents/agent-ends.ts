import { sameProcess } from '../../../base/process-id.ts';
import { isDispatch, isWithin } from '../../../claims/index.ts';
import type { Store } from '../../../store/index.ts';
import { aliveIn } from '../../../work/processes/queue-machine.ts';
import { bindingOf, waitsForAgent } from '../../../work/subagents/dispatch.ts';
import { openIn } from '../../../work/subagents/session-record.ts';
import { launchOfMate } from '../../../work/subagents/teammates.ts';
import { noteSign } from '../first-heartbeat.ts';
import { type Handler, type Host, holderOf, openLight, sessionWorkspace } from '../host.ts';
import { isInterrupted, remember } from '../memory.ts';
import { idField, type Payload, payloadFields, payloadProperty, payloadText } from '../payload.ts';
import { endRefused } from './launches.ts';

/**
 * Handles the end of a subagent: releases its claims. An agent that never called a tool first gets its reserved task,
 * so that the task's history shows the agent's end. The client also sends this event with an empty type for internal
 * agents that never started; these events are ignored.
 */
export const subagentStop: Handler = async (payload, host) => {
  const { agent, agentType, session } = payload;
  const store = agent && agentType ? await storeOf(payload, host) : undefined;
  if (!store || !agent) return undefined;
  if (!bindingOf(store.state, { session, agent }) && waitsForAgent(store.state, session, agent)) {
    await (await import('../whole-handlers.ts')).bindAgent(payload, host);
    await store.refresh();
  }
  return endAgent(store, payload, host, payloadText(payload.all, 'last_assistant_message'));
};

/**
 * Handles the report that an agent gives with a tool of the client. In auto mode, this call is the agent's last action.
 * If an agent ended with plain text, the client resumes it for a report, and the report replaces the last message.
 */
export const handedBack: Handler = async (payload, host) => {
  const { agent, session } = payload;
  const report = payloadText(payload.input, 'message');
  const store = agent && report ? await storeOf(payload, host) : undefined;
  if (!store || !agent || !report) return undefined;
  noteSign(payload, host);
  const known = host.server?.memory.agents.get(agent);
  if (known) known.report = report;
  if (bindingOf(store.state, { session, agent })?.ended)
    await (await import('../whole-handlers.ts')).lateReport(payload, host, report);
  return undefined;
};

/** Handles an agent whose connection to the model failed. The agent ends without a last message. */
export const agentFailed: Handler = async (payload, host) => {
  const store = payload.agent ? await storeOf(payload, host) : undefined;
  if (!store) return undefined;
  const last = payloadText(payload.all, 'last_assistant_message');
  return endAgent(store, payload, host, `The agent failed before it finished.${last ? ` ${last}` : ''}`);
};

/**
 * Handles a teammate that has nothing to do any more. It waits for messages, so its task is free as after the end of an
 * agent. A message gives it the task again if it is still free. In a client of its own, the teammate is the session.
 */
export const teammateIdle: Handler = async (payload, host) => {
  const { agent, session } = payload;
  const store = await storeOf(payload, host);
  if (!store) return undefined;
  if (agent !== undefined) {
    if (bindingOf(store.state, { session, agent })?.ended) return undefined;
    return endAgent(store, payload, host, undefined);
  }
  const mate = `${payloadText(payload.all, 'teammate_name')}@${payloadText(payload.all, 'team_name')}`;
  const holds = [...store.state.all('claim')].some(([, { holder }]) => holder === session);
  if (!holds && !launchOfMate(store.state, mate)) return undefined;
  await (await import('../whole-handlers.ts')).restTeammate(payload, host, mate);
  return undefined;
};

/** Handles a call of TaskStop. The client sends no other event about the end of the stopped agent. */
export const taskStopped: Handler = async (payload, host) => {
  const agent = (payload.response && idField(payload.response, 'task_id')) ?? idField(payload.input, 'task_id');
  const store = agent ? await storeOf(payload, host) : undefined;
  if (!store || !agent) return undefined;
  return endAgent(store, { ...payload, agent }, host, 'The agent was stopped before it finished.');
};

/**
 * Handles the end of a session's turn. The payload lists the client's background work. An agent has ended if the list
 * contains neither the agent nor an agent below it. Interrupted agents send no event of their own. Teammates are in the
 * list under other ids: while one of them runs, none has ended.
 */
export const turnEnded: Handler = async (payload, host) => {
  const tasks = payloadProperty(payload.all, 'background_tasks');
  const where = payload.agent ? undefined : sessionWorkspace(payload, host);
  const said = payloadText(payload.all, 'last_assistant_message');
  if (where && said && host.server) remember(host.server.memory.lastMessage, payload.session, said);
  if (where) await endRefused(await openLight(where, host), payload, host, { turnOver: true });
  if (payload.agent || !Array.isArray(tasks)) return undefined;
  const listed = tasks.map((task: unknown) => payloadFields(task) ?? {});
  const running = listed.map((task) => idField(task, 'id'));
  const launched = host.server?.memory.launched;
  const hasTeammates = listed.some(({ type }) => type === 'teammate');
  // A server that was restarted doesn't know which agents are teammates.
  const mayRun = (agent: string) => hasTeammates && launched?.get(agent)?.teammate !== false;
  return endGone(payload, host, (path) => !path.some((agent) => running.includes(agent) || mayRun(agent)));
};

/**
 * Handles a new prompt. An agent that the session waited for in an earlier prompt was interrupted, so it has ended.
 * Background agents may still be alive; the end of the turn will show it.
 */
export function endInterrupted(payload: Payload, host: Host): Promise<undefined> {
  const { prompt } = payload;
  const memory = host.server?.memory;
  if (!memory || !prompt) return Promise.resolve(undefined);
  return endGone(payload, host, (path) => path.every((agent) => isInterrupted(memory, agent, prompt)));
}

/**
 * Ends the session's agents that have claims and for which `gone` returns true. The client knows only its own agents.
 * Agents of the same session at another terminal continue.
 */
async function endGone(payload: Payload, host: Host, gone: (agents: string[]) => boolean): Promise<undefined> {
  const store = await storeOf(payload, host);
  if (!store) return undefined;
  const session = holderOf(store.state, { session: payload.session }, host);
  const known = store.state.get('session', payload.session);
  const others = known ? openIn(known, { alive: aliveIn(store) }, host.client()) : [];
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
