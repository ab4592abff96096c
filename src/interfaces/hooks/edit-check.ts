import { editMessage, isWithin } from '../../claims/index.ts';
import { renewLeases } from '../../work/claim/renew.ts';
import { decide, editFacts } from './edit-decision.ts';
import { editedFile } from './edit-path.ts';
import { firstSign } from './first-sign.ts';
import { fileWorkspace, type Handler, type Host, holderOf, type Light, openLight } from './host.ts';
import { contextOutput, denyOutput, type Output } from './output.ts';
import type { Payload } from './payload.ts';

/** Before an edit: denies a path that somebody else holds, and says when a path is outside the agent's own scope. */
export const editCheck: Handler = async (payload, host) => {
  const file = editedFile(payload);
  const where = file && fileWorkspace(file, host);
  if (!where) return undefined;
  const light = await openLight(where, host);
  const refused = await firstSign(light, payload, host);
  const facts = editFacts(light, payload, file, host);
  const decision = facts && decide(facts);
  await renew(light, payload, host);
  const words = decision && editMessage(facts.path, decision, facts);
  return answerOf(decision?.verdict ?? 'allow', words && `${words.message} ${words.hint}`, refused);
};

/** Whoever works keeps what it holds, and what those hold that wait for it. The edit does not depend on it. */
export async function renew({ store }: Light, payload: Payload, host: Host): Promise<void> {
  const worker = holderOf(store.state, payload, host);
  await renewLeases(store, (holder) => isWithin(worker, holder), host.now()).catch((error: unknown) =>
    store.appendDiagnostic(`hook, renewal: ${error}`),
  );
}

function answerOf(
  verdict: 'allow' | 'warn' | 'deny',
  words: string | undefined,
  refused: string | undefined,
): Output | undefined {
  if (verdict === 'deny') return denyOutput(words ?? 'Somebody else holds this path.');
  const facts = [refused, verdict === 'warn' ? words : undefined].filter((text) => text !== undefined);
  return facts.length > 0 ? contextOutput('PreToolUse', facts.join('\n')) : undefined;
}
