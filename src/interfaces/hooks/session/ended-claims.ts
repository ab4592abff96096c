import { isWithin } from '../../../claims/index.ts';
import type { Store } from '../../../store/index.ts';
import { endedClaims } from '../../../work/claim/ended-claims.ts';
import { endedClaimsText } from '../../ended-claims-text.ts';
import { type Host, holderOf, openLight, sessionWorkspace } from '../host.ts';
import type { Payload } from '../payload.ts';

/**
 * Returns a text about claims of the caller, or of its subagents, that people ended since its last hook. The memory of
 * each server has its own position in the history, so every process of a session is told once.
 */
export async function endedClaimsNews(payload: Payload, host: Host): Promise<string | undefined> {
  const told = host.server?.memory.toldUpTo;
  const where = sessionWorkspace(payload, host);
  if (!told || !where || host.env.BACKLOG_RUN !== undefined) return undefined;
  const { store } = await openLight(where, host);
  const { session } = payload;
  const holder = holderOf(store.state, payload, host);
  const last = told.get(holder);
  const after = last === undefined ? await startOf(store, session) : last.late() ? last.after : last.upTo;
  const upTo = store.state.seq;
  const ended = await endedClaims(store, { after, isOf: (other) => isWithin(other, holder), session });
  told.set(holder, { after, upTo, late: host.late ?? (() => false) });
  return endedClaimsText(ended, { holder, repositories: repositoriesIn(store) });
}

/** Returns the commit that recorded the session's start in its newest process. Earlier ends are no news for it. */
async function startOf(store: Pick<Store, 'history' | 'state'>, session: string): Promise<number> {
  if (store.state.get('session', session))
    for await (const { seq } of store.history({ kind: 'session', id: session, reverse: true, limit: 1 })) return seq;
  return store.state.seq;
}

function repositoriesIn({ state }: Pick<Store, 'state'>) {
  return Array.from(state.all('repository'), ([, repository]) => repository);
}
