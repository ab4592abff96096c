import { type CallToolResult, type InputRequiredResult, isInputRequiredResult } from '@modelcontextprotocol/server';
import { lazyLoad } from '../../base/lazy.ts';
import { present } from '../../base/present.ts';
import { isWithin } from '../../claims/index.ts';
import { type Executed, execute } from '../../commands/execute.ts';
import { commandNamed } from '../../commands/index.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Workspace } from '../../store/index.ts';
import { endedClaims } from '../../work/claim/ended-claims.ts';
import { refusedAct } from '../../work/people/person-acts.ts';
import { CLIENT_LEFT, endSession } from '../../work/subagents/sessions.ts';
import type { Caller } from '../../work/workspace/context.ts';
import type { Opened } from '../../work/workspace/open.ts';
import { endedClaimsText } from '../ended-claims-text.ts';
import { keepReports } from '../hooks/edits/left-reports.ts';
import type { ServerSide } from '../hooks/host.ts';
import { createMemory } from '../hooks/memory.ts';
import { queueNews } from '../queue-news.ts';
import { clientCaller, hooksAreLost, knownCaller, zoneOf } from './caller.ts';
import type { McpClient } from './client.ts';
import type { FormCall } from './forms/forms.ts';
import { codexPrompt, personAt } from './forms/person.ts';
import { answerHook, HOOK_TOOL } from './hooks.ts';
import { RUN_TOOLS } from './offered.ts';
import { openQueues } from './open-queue.ts';
import type { CallMeta, Exchange, Late, ToolAnswer } from './protocol/exchange.ts';
import { createResources, type Resources } from './resources/resources.ts';
import type { WaitParts } from './task-state.ts';
import { type TaskState, WAIT_TOOL } from './tasks.ts';
import { joinThreads } from './threads.ts';
import { answerOf, createToolList, type ToolList, toolSet } from './tool-set.ts';
import { startUpkeep } from './upkeep.ts';
import { watchOutage } from './watch-outage.ts';

/** Answers tool calls with the table of commands, for one workspace. */
export interface Engine {
  /** Does beforehand what the first call would wait for. */
  prepare(): Promise<void>;
  tools: ToolList['list'];
  /** Calls a tool. Can answer that it needs the client's person first, if the exchange has forms. */
  call(name: string, args: Record<string, unknown>, exchange: Exchange): Promise<ToolAnswer>;
  /** Returns the state of a task that a tool's answer named, after the person's answer to its question, if there is one. */
  task(taskId: string, exchange: Exchange): Promise<TaskState>;
  resources: Resources;
  /** Waits for pending writes. */
  close(): Promise<void>;
  /** Writes an error in Backlog itself to the store's diagnostics. */
  note(text: string): void;
}

export function createEngine(client: McpClient, cwd: string): Engine {
  const tools = toolSet(client.env.BACKLOG_TOOLS, client.warn, client.env.BACKLOG_RUN === undefined ? [] : RUN_TOOLS);
  const memory = { ...createMemory(), started: cwd };
  const workspace = openQueues({ client, started: cwd, memory });
  /** Callers without hooks, by holder path. No hook reports their end. */
  const unseen = new Map<string, Caller>();
  const sign = ({ store }: Opened, meta: CallMeta) => {
    const { caller, hooked } = clientCaller(client, store, memory, meta);
    if (!hooked) unseen.set(caller.holder, caller);
    return { ...caller, offers: tools.offers, ...zoneOf(meta) };
  };
  const join = joinThreads(client, memory);
  const upkeep = startUpkeep(workspace, client, memory);
  const note = (text: string) => workspace.opened()?.store.appendDiagnostic(text);
  /** What hooks go on with after their answers. */
  const steps = new Set<Promise<unknown>>();
  const outage = watchOutage(
    async () => {
      const isRead = !workspace.isBegun();
      const opened = await workspace.open();
      if (!isRead) await opened.ready();
      return opened;
    },
    () => workspace.opened()?.store.address !== undefined,
  );
  const server: ServerSide = {
    memory,
    outage: outage.outage,
    opened: async (where) => isOf(where, await outage.read()),
    known: (where) => isOf(where, workspace.opened()),
    later(step) {
      const done = step(server)
        .catch((error) => note(`hook: ${String(error)}`))
        .finally(() => steps.delete(done));
      steps.add(done);
    },
  };

  const list = createToolList(client, tools, () => workspace.lacks());

  const hook = async (args: Record<string, unknown>, late?: Late): Promise<CallToolResult> => {
    const before = workspace.opened()?.store.state.seq;
    const text = await answerHook(args, client, server, late);
    if (workspace.opened()?.store.state.seq !== before) upkeep.wrote();
    // A hook doesn't wait: the client lets an edit pass whose check is late.
    void list.grow(workspace.opened()?.store.exists);
    return { content: [{ type: 'text', text }] };
  };

  const forms = lazyLoad(async () => (await import('./forms/forms.ts')).createForms(client));
  /** Executes a call. If only a person may make it, asks the client's person, and executes it after the answer. */
  const executeOrAsk = async (
    call: Pick<FormCall, 'workspace' | 'command' | 'args'>,
    exchange: Exchange,
  ): Promise<Executed | InputRequiredResult> => {
    const { workspace, command, args } = call;
    const { meta, state } = exchange;
    const asking = () => {
      const caller = sign(workspace, meta);
      const person = exchange.forms ? personAt(caller, { client, store: workspace.store, memory }, meta) : undefined;
      return person && { ...call, caller, person, ...present({ prompt: memory.prompts || codexPrompt(meta) }) };
    };
    if (state !== undefined) {
      await workspace.ready();
      const asked = asking();
      if (asked) return (await forms()).answered(asked, exchange, upkeep);
    }
    try {
      return await execute(workspace, () => sign(workspace, meta), command, args, upkeep);
    } catch (error) {
      const asked = refusedAct(error) && asking();
      if (!asked) throw error;
      return (await forms()).ask(asked, error);
    }
  };

  /** The last commit that was searched for ended claims of each caller without hooks, by holder path. */
  const toldUpTo = new Map<string, number>();
  /** Returns the text about claims that people ended since a caller's last call. Hooks tell the callers that have them. */
  const endedSince = async ({ store }: Opened, holder: string): Promise<string[]> => {
    if (!unseen.has(holder)) return [];
    const upTo = store.state.seq;
    const after = toldUpTo.get(holder) ?? upTo;
    toldUpTo.set(holder, upTo);
    const ended = await endedClaims(store, { after, isOf: (other) => isWithin(other, holder), session: holder });
    const text = endedClaimsText(ended, { holder, repositories: [...store.state.values('repository')] });
    return text === undefined ? [] : [text];
  };

  /** Whether this client was already warned that its hooks don't reach this server. */
  let warned = false;
  const answer = async (name: string, args: Record<string, unknown>, exchange: Exchange): Promise<ToolAnswer> => {
    const { meta, late } = exchange;
    if (name === HOOK_TOOL) return hook(args, late);
    const command = tools.command(name);
    const opened = await workspace.open(knownCaller(memory, meta)?.cwd);
    // The client has already cancelled the call, because the person pressed Escape while this server didn't respond.
    if (late?.()) throw new BacklogError('usage', `${name} was cancelled before it started, and changed nothing`);
    await join(opened, meta).catch((error) => note(`server, second terminal: ${String(error)}`));
    if (name === WAIT_TOOL && exchange.tasks) {
      const { taskOfWait } = await import('./task-state.ts');
      const state = await taskOfWait(opened, String(args.run ?? ''), waitingFor(opened, exchange));
      if (state.status !== 'completed') return { resultType: 'task', ...state };
    }
    const executed = await executeOrAsk({ workspace: opened, command, args }, exchange);
    if (isInputRequiredResult(executed)) return executed;
    const ended = await endedSince(opened, sign(opened, meta).holder);
    if (command.access.effect !== 'read') upkeep.wrote();
    const unheard = hooksAreLost(opened.store, memory, meta) && (!warned || name === 'backlog_status');
    warned ||= unheard;
    const queue = queueNews(memory, opened.where, client.env);
    return answerOf(executed, [
      ...ended,
      ...(unheard ? [HOOKS_LOST] : []),
      ...queue,
      ...(await list.grow(opened.store.exists)),
    ]);
  };

  /** Returns the parts of this server that a task needs: the person who can answer a question, and the blocking call. */
  const waitingFor = (opened: Opened, exchange: Exchange): WaitParts => {
    const { meta, forms, responses } = exchange;
    const caller = sign(opened, meta);
    const person = forms ? personAt(caller, { client, store: opened.store, memory }, meta) : undefined;
    const call = (command: string, args: Record<string, unknown>, by: Caller = caller) =>
      execute(opened, () => by, commandNamed(command), args, upkeep);
    return { ...present({ person, responses }), call };
  };

  const resources = createResources(
    () => workspace.open(),
    (opened) => sign(opened, undefined),
    upkeep,
  );

  return {
    // The first call tries again, and says what is wrong.
    prepare: () => workspace.openEarly().catch(() => {}),
    tools: list.list,
    call: (name, args, exchange) => answer(name, args, exchange).catch(tools.refused),
    async task(taskId, exchange) {
      const opened = await workspace.open();
      await opened.ready();
      const { runOfTask, taskOfWait } = await import('./task-state.ts');
      return taskOfWait(opened, runOfTask(taskId), waitingFor(opened, exchange));
    },
    resources,
    async close() {
      upkeep.stop();
      resources.close();
      const opened = workspace.opened();
      const keep = () => {
        if (opened?.store.exists && client.env.BACKLOG_RUN === undefined) keepReports(opened.where.dir, memory);
      };
      // The process may end before the last checks do.
      keep();
      if (steps.size > 0) await Promise.all(steps).then(keep);
      for (const each of workspace.all()) {
        if (each.store.exists)
          await sayFarewell(each, unseen.values()).catch((error) => note(`farewell: ${String(error)}`));
        await each.close();
      }
    },
    note,
  };
}

function isOf({ dir }: Workspace, opened: Opened | undefined): Opened | undefined {
  return opened?.where.dir === dir ? opened : undefined;
}

const HOOKS_LOST =
  'Backlog: the hooks of the client do not reach this server, so edits are not checked and subagents are recorded as the session. Restart the session.';

/**
 * Releases the claims of a server's callers, and sets their unfinished tasks to pending. Called at the normal end of a
 * server whose client has no hooks, because nothing else reports the end of these sessions.
 */
async function sayFarewell(workspace: Opened, callers: Iterable<Caller>): Promise<void> {
  for (const caller of callers) {
    const { holder } = caller;
    await workspace.ready();
    const holds = [...workspace.store.state.all('claim')].some(([, claim]) => isWithin(claim.holder, holder));
    if (!holds) continue;
    const context = workspace.context(caller);
    await context.write('session_end', (tx) => endSession(tx, context, holder, CLIENT_LEFT));
  }
}
