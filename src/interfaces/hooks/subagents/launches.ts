import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { present } from '../../../base/present.ts';
import { fromInstant } from '../../../domain/instant.ts';
import type { Dispatch } from '../../../domain/records.ts';
import type { Store } from '../../../store/index.ts';
import { reservationsOf } from '../../../work/subagents/dispatch.ts';
import { isLaunchedBy } from '../../../work/subagents/dispatch-sweep.ts';
import { spawnedMate } from '../../../work/subagents/teammates.ts';
import { noteSign } from '../first-heartbeat.ts';
import {
  type Handler,
  type Host,
  holderOf,
  type Light,
  openLight,
  payloadCaller,
  readOwnChanges,
  sessionWorkspace,
} from '../host.ts';
import { remember } from '../memory.ts';
import { idField, type Payload, type PayloadFields, payloadText } from '../payload.ts';

/** The client's words for agents that work on after their Agent call: in the background, or as a teammate. */
const LAUNCHED: readonly unknown[] = ['async_launched', 'teammate_spawned'];

/**
 * Handles the end of an Agent call. A call that returned at once names its background agent or teammate, which gets its
 * task now. After any other call, the agent has already ended, and another event reports its end.
 */
export const agentLaunched: Handler = async (payload, host) => {
  const { response, session, toolUse } = payload;
  const where = response && LAUNCHED.includes(response.status) ? sessionWorkspace(payload, host) : undefined;
  if (!response || !toolUse || !where) return undefined;
  const { store } = await openLight(where, host);
  const dispatch = [...store.state.all('dispatch')].find(([, open]) => isLaunchedBy(open, { session, toolUse }))?.[1];
  const mate = inOwnClient(response);
  if (mate !== undefined) return dispatch ? spawnedElsewhere(store, dispatch, mate, payload, host) : undefined;
  const agent = idField(response, 'agentId');
  if (!agent) return undefined;
  const agentType = dispatch?.agentType ?? payloadText(response, 'agent_type');
  const launched = { ...payload, agent, ...present({ agentType }) };
  const teammate = response.status === 'teammate_spawned';
  if (host.server) remember(host.server.memory.launched, agent, { type: agentType, teammate });
  noteSign(launched, host, true);
  if (!dispatch || dispatch.agent) return undefined;
  const refused = await (await import('../whole-handlers.ts')).bindAgent(launched, host, toolUse);
  if (refused) store.appendDiagnostic(`hook PostToolUse Agent: ${refused}`);
  return undefined;
};

/** Returns the id of a teammate that works in a client of its own, such as a pane. */
function inOwnClient(response: PayloadFields): string | undefined {
  return String(response.is_splitpane) === 'true' ? payloadText(response, 'teammate_id') : undefined;
}

async function spawnedElsewhere(
  store: Store,
  { token }: Dispatch,
  mate: string,
  payload: Payload,
  host: Host,
): Promise<undefined> {
  const { actor } = payloadCaller(store.state, payload, host);
  await store.write({ command: 'agent_dispatch', actor }, (tx) => spawnedMate(tx, token, mate));
}

/** Handles an Agent call that started no agent: releases the reserved task. */
export const launchFailed: Handler = async (payload, host) => {
  const { session, toolUse } = payload;
  const where = sessionWorkspace(payload, host);
  if (!where || !toolUse) return undefined;
  const { store } = await openLight(where, host);
  const reserved = [...store.state.all('dispatch')].some(
    ([, open]) => isLaunchedBy(open, { session, toolUse }) && open.agent === undefined,
  );
  if (reserved) await (await import('../whole-handlers.ts')).cancelLaunch(payload, host);
  return undefined;
};

/**
 * Time in milliseconds after which a launch counts as over if its launcher makes another call. Within this time, the
 * call may belong to the same message. Then the client's transcript decides.
 */
const SAME_MESSAGE_MS = 2_000;

/**
 * Maximum time in milliseconds to wait for the transcript. Clients write it in batches, about every 100 ms. So the result
 * of a refused launch may reach the file after the launcher's next call.
 */
const TRANSCRIPT_LAG_MS = 400;

/** `turnOver`: all launches are over. `patient`: wait for the transcript, because the call may need a released task. */
interface Refusing {
  turnOver?: boolean;
  patient?: boolean;
}

/**
 * Releases reservations of launches that a person refused. The client doesn't report a refusal, so this happens at the
 * launcher's next call, at the end of its turn, or at a new prompt.
 */
export async function endRefused(
  light: Light,
  payload: Payload,
  host: Host,
  { turnOver = false, patient = false }: Refusing = {},
): Promise<void> {
  if (light.store.state.size('dispatch') === 0) return;
  const launcher = holderOf(light.store.state, payload, host);
  const waiting = reservationsOf(light.store.state, launcher).map(([, launch]) => launch);
  if (waiting.length === 0) return;
  const now = host.now();
  const old = (launch: Dispatch) => turnOver || fromInstant(launch.at) < now - SAME_MESSAGE_MS;
  const recent = waiting.filter((launch) => !old(launch)).map(({ toolUse }) => toolUse);
  const answered = await answeredCalls(payload.transcript, recent, patient ? TRANSCRIPT_LAG_MS : 0);
  const isOver = (launch: Dispatch) => old(launch) || answered.has(launch.toolUse);
  if (!waiting.some(isOver)) return;
  await (await import('../whole-handlers.ts')).freeLaunches(payload, host, launcher, isOver);
  await readOwnChanges(light, host);
}

/** Number of bytes to search at the end of a transcript. The result of a call that was just refused is in its last lines. */
const TAIL_BYTES = 1 << 18;

/**
 * Returns those calls whose results are in the client's transcript: they are over, whether the call was made or refused.
 * Reads no file without calls. @param lagMs time to wait until the transcript has a result
 */
async function answeredCalls(
  transcript: string | undefined,
  calls: readonly string[],
  lagMs: number,
): Promise<ReadonlySet<string>> {
  const last = performance.now() + lagMs;
  for (;;) {
    const text = calls.length > 0 && transcript ? tailOf(transcript) : '';
    const answered = calls.filter((call) => text.includes(`"tool_use_id":${JSON.stringify(call)}`));
    if (answered.length > 0 || text === '' || performance.now() >= last) return new Set(answered);
    await sleep(LOOK_AGAIN_MS);
  }
}

const LOOK_AGAIN_MS = 25;

function tailOf(file: string): string {
  let opened: number | undefined;
  try {
    opened = openSync(file, 'r');
    const { size } = fstatSync(opened);
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
    return tail.toString('utf8', 0, readSync(opened, tail, 0, tail.length, size - tail.length));
  } catch {
    return '';
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
}
