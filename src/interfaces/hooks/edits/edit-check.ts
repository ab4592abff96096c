import { isWithin } from '../../../claims/index.ts';
import type { Workspace } from '../../../store/index.ts';
import { renewLeases } from '../../../work/claim/claims.ts';
import { type Editing, judgeEdit } from '../../../work/claim/edit.ts';
import { firstSign } from '../first-heartbeat.ts';
import { fileWorkspaces, findFrom, type Handler, type Host, holderOf, type Light, openLight } from '../host.ts';
import { addReport, remember } from '../memory.ts';
import { contextOutput, denyOutput } from '../output.ts';
import type { Payload } from '../payload.ts';
import { endRefused } from '../subagents/launches.ts';
import { editedFile } from './edited-file.ts';

/**
 * Handles the event before an edit. Denies the edit if another holder has claimed the path. Warns if the path is
 * outside of the agent's scope. If several workspaces apply to the file, one denial is enough.
 */
export const editCheck: Handler = async (payload, host) => {
  const file = editedFile(payload);
  const facts: string[] = [];
  for (const where of file ? fileWorkspaces(file, host) : []) {
    const { denied, told } = await judge(where, file!, payload, host);
    if (denied !== undefined) return denyOutput(denied);
    facts.push(...told);
  }
  if (host.server && payload.toolUse) remember(host.server.memory.checked, payload.toolUse, host.now());
  return facts.length > 0 ? contextOutput('PreToolUse', facts.join('\n')) : undefined;
};

async function judge(
  where: Workspace,
  file: string,
  payload: Payload,
  host: Host,
): Promise<{ denied?: string | undefined; told: string[] }> {
  const light = await openLight(where, host);
  const refused = await firstSign(light, payload, host);
  await endRefused(light, payload, host);
  if (!hasClaims(light)) return { told: refused === undefined ? [] : [refused] };
  const { verdict, words } = judgeEdit(file, editingBy(light, payload, host));
  await renew(light, payload, host);
  const text = words && `${words.message} ${words.hint}`;
  return verdict === 'deny' ? { denied: text, told: [] } : { told: [refused, text].filter((one) => one !== undefined) };
}

/** Checks whether anybody has claimed anything. Otherwise, every edit is allowed, and there is nothing to renew. */
function hasClaims({ store }: Light): boolean {
  return store.state.size('claim') > 0;
}

const UNCHECKED =
  'Backlog did not answer in time, so your last edits were not checked against the claims of others. List the claims with claim_list, compare them with the files that you changed, and tell the user.';

/** Handles an edit that was made without a check. The next message to its author reports it. */
export const editUnchecked: Handler = async (payload, host) => {
  const file = editedFile(payload);
  if (file && fileWorkspaces(file, host).length > 0) report(UNCHECKED, payload, host);
  return undefined;
};

/** Reports something with the answer to the caller's next hook. */
function report(text: string, { session, agent }: Payload, { server }: Host): void {
  if (server) addReport(server.memory, { session, agent, text });
}

/**
 * Renews the claims of the holder that edits, and of the holders above it that wait for it. Doesn't depend on the
 * decision about the edit.
 */
export async function renew({ store }: Light, payload: Payload, host: Host): Promise<void> {
  const worker = holderOf(store.state, payload, host);
  await renewLeases(store, (holder) => isWithin(worker, holder), host.now()).catch((error: unknown) =>
    store.appendDiagnostic(`hook, renewal: ${error}`),
  );
}

/**
 * Handles the event after an edit. Checks the edit again, because another holder may have claimed the path before a
 * person allowed the edit. If nobody can have been asked, and the queue is on a server, the answer doesn't wait for this
 * check: the next one has its report.
 */
export const lateEdit: Handler = async (payload, host) => {
  const file = editedFile(payload);
  const workspaces = file ? fileWorkspaces(file, host) : [];
  const checkedAt = host.server?.memory.checked.get(payload.toolUse ?? '') ?? Number.NEGATIVE_INFINITY;
  const isSoon = host.now() - checkedAt < SOON_MS;
  if (isSoon && workspaces.every((where) => host.server?.known(where)?.store.address !== undefined)) {
    host.server?.later(async (server) => {
      const words = await lateWords(file!, workspaces, payload, { ...host, server });
      if (words) report(`Your last edit was made, but ${words}`, payload, host);
    });
    return undefined;
  }
  const words = file && (await lateWords(file, workspaces, payload, host));
  return words ? contextOutput('PostToolUse', `This edit was made, but ${words}`) : undefined;
};

/** Time from the check to the edit within which no person was asked, in milliseconds. */
const SOON_MS = 1_000;

async function lateWords(
  file: string,
  workspaces: readonly Workspace[],
  payload: Payload,
  host: Host,
): Promise<string | undefined> {
  for (const where of workspaces) {
    const light = await openLight(where, host);
    if (!hasClaims(light)) continue;
    const { verdict, words } = judgeEdit(file, editingBy(light, payload, host), 'allow');
    if (verdict === 'deny' && words)
      return `${words.message} Read the file again, undo your change if it conflicts, and tell the user. ${words.hint}`;
  }
  return undefined;
}

/** Returns the holder and the store for the check of an edit. The store must have loaded the claims. */
function editingBy({ where, store }: Light, payload: Payload, host: Host): Editing {
  return { where, store, find: findFrom(host), now: host.now(), holder: holderOf(store.state, payload, host) };
}
