import { showRefusal } from '../data/act.ts';
import { Refusal, sendLogIn, sendLogOut } from '../data/api.ts';
import { go } from './route.ts';

/** Completes the login if the page was opened by a link from the command line. Removes the link's key from the URL. */
export async function completeLogin(): Promise<void> {
  if (location.pathname !== '/login') return;
  const query = new URLSearchParams(location.search);
  const wanted = query.get('workspace');
  go(wanted ? `/?workspace=${encodeURIComponent(wanted)}` : '/', { replace: true });
  await sendLogIn(query.get('key') ?? '').catch(showFailure);
}

/** Logs this browser out and reloads the page, so that it no longer shows data. */
export async function logOutBrowser(): Promise<void> {
  await sendLogOut().catch(showFailure);
  location.assign('/');
}

function showFailure(error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
  showRefusal(error);
}
