import type { Session } from '../../domain/records.ts';
import type { Context } from '../context.ts';

/** Has the session ended, by its own word or because its client process is gone? An unknown session has. */
export function sessionEnded(context: Pick<Context, 'store' | 'alive'>, id: string): boolean {
  const session: Session | undefined = context.store.state.get('session', id);
  if (!session || session.ended) return true;
  return session.process !== undefined && context.alive(session.process) === false;
}
