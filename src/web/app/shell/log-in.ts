import { tellRefusal } from '../data/act.ts';
import { Refusal, sendLogIn, sendLogOut } from '../data/api.ts';
import { go } from './route.ts';

/** Completes the login when a link from the command line opened the page. Removes the link's key from the URL. */
export async function comeIn(): Promise<void> {
  if (location.pathname !== '/login') return;
  const query = new URLSearchParams(location.search);
  const wanted = query.get('workspace');
  go(wanted ? `/?workspace=${encodeURIComponent(wanted)}` : '/', { replace: true });
  await sendLogIn(query.get('key') ?? '').catch(told);
}

/** Logs this browser out and reloads the page, so that the shown data is gone. */
export async function goOut(): Promise<void> {
  await sendLogOut().catch(told);
  location.assign('/');
}

function told(error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
  tellRefusal(error);
}
