import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ascending } from '../../base/ascending.ts';
import type { Session } from '../../domain/records.ts';
import type { Store } from '../../store/index.ts';
import { processFacts } from '../../work/processes/process-facts.ts';
import type { MovedSession } from '../../work/subagents/continuation.ts';
import { waitsForAgent } from '../../work/subagents/dispatch.ts';
import { sessionRuns } from '../../work/subagents/session-record.ts';
import { isResting, launchOfMate } from '../../work/subagents/teammates.ts';
import { type Host, type Light, readOwnChanges, sessionWorkspace } from './host.ts';
import { remember } from './memory.ts';
import type { Payload } from './payload.ts';
import { movedFrom } from './session/moved-from.ts';
import type { WaitingMate } from './subagents/teammate.ts';

/**
 * Records that the caller is alive. The first call of a subagent or teammate also starts its task, because its own edit
 * would otherwise count as an edit by another holder.
 * @returns the reason if the task couldn't be started
 */
export async function firstSign(light: Light, payload: Payload, host: Host): Promise<string | undefined> {
  noteSign(payload, host);
  await settleSession(light, payload, host);
  const { state } = light.store;
  const mate = payload.agent ? undefined : waitingMate(state, payload.session, host);
  if (!mate && !(payload.agent && waitsForAgent(state, payload.session, payload.agent))) return undefined;
  const { bindAgent, startTeammate } = await import('./whole-handlers.ts');
  const refused = mate ? await startTeammate(payload, host, mate) : await bindAgent(payload, host);
  await readOwnChanges(light, host);
  return refused;
}

/** Records that a subagent is alive. */
export function noteSign({ agent, session, prompt, transcript }: Payload, host: Host, background = false): void {
  const memory = host.server?.memory;
  if (!memory || !agent) return;
  const known = memory.agents.get(agent);
  remember(memory.agents, agent, {
    session,
    prompt: known?.prompt ?? prompt,
    background: background || (known?.background ?? false),
    transcript: transcript ?? known?.transcript,
    report: known?.report,
    seen: host.now(),
  });
}

/**
 * Completes the handling of a session's start at its first prompt or call.
 * - Records the session if there was no queue at its start, and its process if the start in this terminal wasn't
 *   recorded.
 * - Detects a fork: an older client resumes a session only to fork it, and names the fork with the first prompt. The
 *   fork's transcript shows its origin from the first call on.
 * - Ignores an edit in another workspace, because the session is recorded only in its own.
 */
export async function settleSession(light: Light, payload: Payload, host: Host): Promise<void> {
  const memory = host.server?.memory;
  if (!memory || host.env.BACKLOG_RUN) return;
  const { session } = payload;
  const known = light.store.state.get('session', session);
  const isFirst = !memory.heard.has(session);
  if ((!isFirst && known?.origin !== null) || sessionWorkspace(payload, host)?.dir !== light.where.dir) return;
  const moved = isFirst ? movedFrom(host.env) : undefined;
  if (isFirst && !isKnown(known, host)) {
    // Edits are checked even if the store can't be written.
    await goOn(light, payload, host, 'sign', moved).catch((error: unknown) =>
      light.store.appendDiagnostic(`hook, first sign of a session: ${error}`),
    );
    // The session's start wasn't recorded, so no prompt was lost while this server started.
    if (!known) memory.prompted.add(session);
  }
  if (known?.origin === null) {
    if (moved !== undefined) await goOn(light, payload, host, 'fork', moved);
    else await findOrigin(light, known, payload, host);
  }
  memory.heard.add(session);
  await readOwnChanges(light, host);
}

/** Checks whether the session's record has this client process, also as one in which the session ended. */
function isKnown(known: Session | undefined, host: Host): boolean {
  const client = host.client();
  return known !== undefined && (!client || sessionRuns(known, client));
}

async function goOn(
  { where }: Light,
  payload: Payload,
  host: Host,
  by: 'sign' | 'fork',
  moved: MovedSession | undefined,
): Promise<void> {
  const heard = (id: string) => host.server?.memory.heard.has(id) ?? false;
  const said = { id: payload.session, process: host.client(), cwd: where.root, by, movedFrom: moved, heard };
  await (await import('./whole-handlers.ts')).goOn(payload, host, said);
}

async function findOrigin({ store }: Light, known: Session, payload: Payload, host: Host): Promise<void> {
  const looked = host.server?.memory.looked;
  const first = payload.transcript && !looked?.has(known.id) ? firstMessage(payload.transcript) : undefined;
  if (!payload.transcript || first === undefined) return;
  looked?.add(known.id);
  const folder = dirname(payload.transcript);
  const others = Array.from(store.state.all('session'), ([, session]) => session).filter(({ id }) => id !== known.id);
  const newestFirst = others.sort((a, b) => ascending(b.started, a.started));
  const origin = newestFirst.find(({ id }) => contains(join(folder, `${id}.jsonl`), first));
  if (origin) await (await import('./whole-handlers.ts')).forkedFrom(payload, host, origin.id);
}

/** Number of bytes to search for the first message at the start of a transcript. A first prompt can be long. */
const HEAD_BYTES = 1 << 20;
/** Maximum size of a transcript to search, in bytes. */
const MOST_BYTES = 1 << 26;

/**
 * Returns the client's id of the first message in a transcript. A fork has the same first message. Undefined before the
 * first message.
 */
function firstMessage(transcript: string): string | undefined {
  const head = Buffer.alloc(HEAD_BYTES);
  let file: number | undefined;
  try {
    file = openSync(transcript, 'r');
    const text = head.toString('utf8', 0, readSync(file, head));
    return /"parentUuid":null[^\n]*?"uuid":"([\w-]+)"/.exec(text)?.[1];
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function contains(file: string, uuid: string): boolean {
  try {
    return statSync(file).size <= MOST_BYTES && readFileSync(file).includes(`"uuid":"${uuid}"`);
  } catch {
    return false;
  }
}

/** Returns the teammate that a session is, if it has a task to start at its next call. */
function waitingMate(state: Pick<Store['state'], 'all' | 'get'>, session: string, host: Host): WaitingMate | undefined {
  if (host.env.BACKLOG_RUN) return undefined;
  if (isResting(state.get('session', session))) return {};
  const mates = Array.from(state.all('dispatch'), ([, open]) => open.mate);
  // Reading the arguments starts a process on macOS, so it happens only while a teammate is expected.
  if (!mates.some((mate) => mate !== undefined)) return undefined;
  const mate = mateIn(host);
  return mate !== undefined && launchOfMate(state, mate) ? { mate } : undefined;
}

/** Returns the id of the teammate for which a client process was started. No hook has it, but the client's arguments do. */
function mateIn(host: Host): string | undefined {
  const client = host.client();
  const command = client && processFacts(client.pid)?.command();
  return /[\0 ]--agent-id[\0 =]([^\0 ]+)/.exec(command ?? '')?.[1];
}
