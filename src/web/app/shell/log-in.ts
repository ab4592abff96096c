import { tellRefusal } from '../data/act.ts';
import { Refusal, sendLogIn, sendLogOut } from '../data/api.ts';
import { go } from './route.ts';

/** Where the page was opened by the link of a terminal: exchanges its key, which leaves the address, and goes on. */
export async function comeIn(): Promise<void> {
  if (location.pathname !== '/login') return;
  const query = new URLSearchParams(location.search);
  const wanted = query.get('workspace');
  go(wanted ? `/?workspace=${encodeURIComponent(wanted)}` : '/', { replace: true });
  await sendLogIn(query.get('key') ?? '').catch(told);
}

/** Logs this browser out; what was shown is there no more. */
export async function goOut(): Promise<void> {
  await sendLogOut().catch(told);
  location.assign('/');
}

function told(error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
  tellRefusal(error);
}
