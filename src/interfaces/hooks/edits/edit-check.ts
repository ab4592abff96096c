import { editMessage, isWithin } from '../../../claims/index.ts';
import type { Workspace } from '../../../store/index.ts';
import { editDecision, editFacts } from '../../../work/claim/edit.ts';
import { renewLeases } from '../../../work/claim/renew.ts';
import { firstSign } from '../first-heartbeat.ts';
import { fileWorkspaces, type Handler, type Host, holderOf, type Light, openLight } from '../host.ts';
import { contextOutput, denyOutput } from '../output.ts';
import type { Payload } from '../payload.ts';
import { endRefused } from '../subagents/launches.ts';
import { editedFile, editingBy } from './edit-path.ts';

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
  return facts.length > 0 ? contextOutput('PreToolUse', facts.join('\n')) : undefined;
};

async function judge(
  where: Workspace,
  file: string,
  payload: Payload,
  host: Host,
): Promise<{ denied?: string; told: string[] }> {
  const light = await openLight(where, host);
  const refused = await firstSign(light, payload, host);
  await endRefused(light, payload, host);
  const facts = editFacts(file, editingBy(light, payload, host));
  const decision = facts && editDecision(facts);
  await renew(light, payload, host);
  const message = decision && editMessage(facts.path, decision, facts);
  const words = message && `${message.message} ${message.hint}`;
  if (decision?.verdict === 'deny') return { denied: words ?? 'Someone else has claimed this path.', told: [] };
  const warned = decision?.verdict === 'warn' ? words : undefined;
  return { told: [refused, warned].filter((text) => text !== undefined) };
}

/** The state of a report that no answer had yet. */
const NOT_TOLD = () => true;

/** Handles an edit that was made without a check. The next message to the session reports it. */
export const editUnchecked: Handler = async (payload, host) => {
  const file = editedFile(payload);
  if (file && fileWorkspaces(file, host).length > 0) host.server?.memory.unchecked.set(payload.session, NOT_TOLD);
  return undefined;
};

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
