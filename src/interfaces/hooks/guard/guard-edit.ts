import { setTimeout as wait } from 'node:timers/promises';
import { processFacts } from '../../../work/processes/process-facts.ts';
import { checkLastKnown } from '../edits/last-known.ts';
import { denyOutput, type Output, withContext } from '../output.ts';
import type { Payload } from '../payload.ts';
import { hasAnswered, type SessionMark } from './session-mark.ts';
import { tellOnce, type UNGUARDED } from './unguarded.ts';

/** What the guard knows of the session's server. */
export interface Guarding {
  env: NodeJS.ProcessEnv;
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
  const checked = checkLastKnown(payload, { env: guarding.env, now: guarding.now, client: () => undefined });
  if (!checked) return undefined;
  const { where, denied, isDamaged } = checked;
  if (denied !== undefined && (await answersLate(payload.toolUse, guarding))) return undefined;
  const cause = causeOf(guarding, { waited: denied !== undefined, isDamaged });
  const told = cause && tellOnce(where.dir, payload.session, cause, guarding.now());
  const output = denied === undefined ? undefined : denyOutput(denied);
  return told === undefined ? output : withContext('PreToolUse', { ...output, systemMessage: told }, told);
}

/** Maximum time in milliseconds to wait for the answer of a server that lives. Clients wait two seconds for it. */
const LATE_MS = 1_500;
const LOOK_MS = 25;

async function answersLate(call: string | undefined, { mark, now }: Guarding): Promise<boolean> {
  for (const end = now() + LATE_MS; ; await wait(LOOK_MS)) {
    const found = mark();
    if (hasAnswered(found, call)) return true;
    if (!found || !lives(found) || now() > end) return false;
  }
}

function lives({ pid, start }: SessionMark): boolean {
  const facts = processFacts(pid);
  return facts !== undefined && !facts.ended && facts.start === start;
}

/** Returns why the server does not guard. Undefined if it lives and may just be slow. */
function causeOf(
  { mark }: Guarding,
  { waited, isDamaged }: { waited: boolean; isDamaged: boolean },
): keyof typeof UNGUARDED | undefined {
  const found = mark();
  if (found && lives(found)) return waited ? 'silent' : undefined;
  if (isDamaged) return 'damaged';
  return found ? 'ended' : 'none';
}
