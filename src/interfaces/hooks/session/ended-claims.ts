import { isWithin } from '../../../claims/index.ts';
import type { Store } from '../../../store/index.ts';
import { endedClaims } from '../../../work/claim/ended-claims.ts';
import { endedClaimsText } from '../../ended-claims-text.ts';
import { type Host, holderOf, openLight, sessionWorkspace } from '../host.ts';
import type { Payload } from '../payload.ts';

/** Maximum number of answers about ended claims that a holder may get again because they came too late. */
const REPEATABLE = 10;

/**
 * Returns a text about claims of the caller, or of its subagents, that people ended since its last hook. The memory of
 * each server has its own position in the history, so every process of a session is told once.
 */
export async function endedClaimsNews(payload: Payload, host: Host): Promise<string | undefined> {
  const told = host.server?.memory.toldEnds;
  const where = sessionWorkspace(payload, host);
  if (!told || !where || host.env.BACKLOG_RUN !== undefined) return undefined;
  const { store } = await openLight(where, host);
  const { session } = payload;
  const holder = holderOf(store.state, payload, host);
  const start = told.has(holder) ? 0 : await startOf(store, session);
  const { upTo, answers } = told.get(holder) ?? { upTo: start, answers: [] };
  const after = Math.min(upTo, ...answers.filter(({ late }) => late()).map((answer) => answer.after));
  const inTime = answers.filter(({ late }) => !late());
  // Stored before the search, because hooks of parallel calls search at the same time.
  told.set(holder, { upTo: store.state.seq, answers: inTime });
  const answered = (late: () => boolean) => {
    const { upTo: now, answers: others } = told.get(holder)!;
    told.set(holder, { upTo: now, answers: [...others, { after, late }].slice(-REPEATABLE) });
  };
  try {
    const ended = await endedClaims(store, { after, isOf: (other) => isWithin(other, holder), session });
    if (ended.length > 0) answered(host.late ?? (() => false));
    return endedClaimsText(ended, { holder, repositories: repositoriesIn(store) });
  } catch (error) {
    answered(() => true);
    throw error;
  }
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
