import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { notedQueue, pendingJoin, type Workspace } from '../../../store/index.ts';
import { CONFIG_FOLDER } from '../../../work/config/files.ts';
import { aliveIn } from '../../../work/processes/queue-machine.ts';
import { sweepDispatches } from '../../../work/subagents/dispatch-sweep.ts';
import { recordSession } from '../../../work/subagents/session-record.ts';
import {
  findFrom,
  type Handler,
  type Host,
  ofSession,
  openLight,
  payloadCaller,
  payloadFolder,
  sessionWorkspace,
} from '../host.ts';
import { contextOutput, type Output } from '../output.ts';
import { type Payload, payloadText } from '../payload.ts';
import { movedFrom } from './moved-from.ts';

/**
 * Handles the start of a session by recording the session. The server sends the session summary later, with the first
 * prompt; only after a compaction in the middle of a turn does this handler send it. The handler reads tasks only if
 * the session continues or resumes work.
 */
export const sessionStart: Handler = async (payload, host) => {
  const where = sessionWorkspace(payload, host);
  if (!where) return expectedOutput(payload, host);
  const source = beginningOf(payloadText(payload.all, 'source'));
  const said = {
    id: payload.session,
    process: host.client(),
    cwd: where.root,
    by: source,
    movedFrom: movedFrom(host.env),
  };
  const goOn = async () => (await import('../whole-handlers.ts')).goOn(payload, host, said);
  // A resumed session usually left an unfinished task. A check before would read the store twice.
  if (source === 'clear' || source === 'fork' || source === 'resume') return goOn();
  const { store } = await openLight(where, host);
  try {
    if (store.state.get('session', payload.session)?.tasks) await goOn();
    else {
      const { actor } = payloadCaller(store.state, ofSession(payload), host);
      await store.write({ command: 'session_start', actor }, (tx) => {
        recordSession(tx, { alive: aliveIn(store) }, said);
        sweepDispatches(tx);
      });
    }
  } catch (error) {
    store.appendDiagnostic(`hook SessionStart: ${String(error)}`);
  }
  if (source !== 'compact') return undefined;
  const text = await (await import('../whole-handlers.ts')).orientation(payload, host);
  return text === undefined ? undefined : contextOutput('SessionStart', text);
};

const BEGINNINGS = ['startup', 'resume', 'clear', 'compact', 'fork'] as const;

/** Returns how the session began. A word that only later clients use counts as a normal start. */
function beginningOf(source: string | undefined): (typeof BEGINNINGS)[number] {
  return BEGINNINGS.find((known) => known === source) ?? 'startup';
}

/** Returns the message about the queue that belongs to a folder without one; undefined if there is none. */
async function expectedOutput(payload: Payload, host: Host): Promise<Output | undefined> {
  const folder = payloadFolder(payload, host);
  const where = folder === undefined ? undefined : findFrom(host)(folder);
  // Most folders never had a queue. The rest loads modules, which would slow down each of their sessions.
  if (!where || !mayExpect(where)) return undefined;
  const { expectedLine, expectedQueue } = await import('../whole-handlers.ts');
  const expected = await expectedQueue(where);
  return expected && { systemMessage: `Backlog: ${expectedLine(expected)}` };
}

function mayExpect(where: Workspace): boolean {
  return (
    notedQueue(where) !== undefined || pendingJoin(where) !== undefined || existsSync(join(where.root, CONFIG_FOLDER))
  );
}
