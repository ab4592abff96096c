import { setTimeout as wait } from 'node:timers/promises';
import { readSnapshot, type Workspace } from '../../../store/index.ts';
import { judgeEdit } from '../../../work/claim/edit.ts';
import { processFacts } from '../../../work/processes/process-facts.ts';
import { editedFile } from '../edits/edited-file.ts';
import { fileWorkspaces, findFrom, type Host, holderOf } from '../host.ts';
import { denyOutput, type Output, withContext } from '../output.ts';
import type { Payload } from '../payload.ts';
import { hasAnswered, type SessionMark } from './session-mark.ts';
import { tellOnce, UNGUARDED } from './unguarded.ts';

/** What the guard knows of the session's server. */
export interface Guarding {
  env: NodeJS.ProcessEnv;
  /** Number of the client's process. */
  client: number;
  /** Reads the mark of the session's server. */
  mark(): SessionMark | undefined;
  /** Returns the current time, in milliseconds since the epoch. */
  now(): number;
}

/**
 * Decides about an edit from the snapshots of claims, by the rule of the server. A server that lives answers for itself:
 * it knows what began a moment ago, such as a subagent's task. Only a denial waits for it.
 */
export async function guardEdit(payload: Payload, guarding: Guarding): Promise<Output | undefined> {
  const file = editedFile(payload);
  const host: Host = { env: guarding.env, now: guarding.now, client: () => undefined };
  const all = file === undefined ? [] : fileWorkspaces(file, host);
  if (all.length === 0) return undefined;
  const denied = all.map((where) => judged(where, file!, payload, host)).find((text) => text !== undefined);
  if (denied !== undefined && (await answersLate(guarding))) return undefined;
  const cause = causeOf(guarding, denied !== undefined);
  const told = cause && tellOnce(all[0]!.dir, payload.session, cause, guarding.now());
  const output = denied === undefined ? undefined : denyOutput(denied);
  return told === undefined ? output : withContext('PreToolUse', { ...output, systemMessage: told }, told);
}

/** Returns the reason for a denial. Undefined for an allowed edit, and for a queue without a snapshot. */
function judged(where: Workspace, file: string, payload: Payload, host: Host): string | undefined {
  const snapshot = readSnapshot(where.dir);
  if (!snapshot) return undefined;
  const { state } = snapshot;
  const { verdict, words } = judgeEdit(file, {
    where,
    store: { dir: where.dir, address: where.address, state },
    find: findFrom(host),
    now: host.now(),
    holder: holderOf(state, payload, host),
  });
  return verdict === 'deny' ? `${words.message} ${words.hint}` : undefined;
}

/** Maximum time in milliseconds to wait for the answer of a server that lives. Clients wait two seconds for it. */
const LATE_MS = 1_500;
const LOOK_MS = 25;

async function answersLate({ mark, now }: Guarding): Promise<boolean> {
  for (const end = now() + LATE_MS; ; await wait(LOOK_MS)) {
    const found = mark();
    if (hasAnswered(found, now())) return true;
    if (!found || !lives(found) || now() > end) return false;
  }
}

function lives({ pid, start }: SessionMark): boolean {
  const facts = processFacts(pid);
  return facts !== undefined && !facts.ended && facts.start === start;
}

/** Returns why the server does not guard. Undefined if it lives and may just be slow. */
function causeOf({ mark }: Guarding, waited: boolean): keyof typeof UNGUARDED | undefined {
  const found = mark();
  if (!found) return 'none';
  if (!lives(found)) return 'ended';
  return waited ? 'silent' : undefined;
}
