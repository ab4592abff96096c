import { render } from 'preact';
import { followEvents } from './data/state.ts';
import { guardTexts } from './parts/text/foreign-text.ts';
import { applyAppearance } from './shell/appearance.ts';
import { guardDecisions } from './shell/keys/decisions.ts';
import { keepFocus } from './shell/keys/kept-focus.ts';
import { listenToKeys } from './shell/keys/keys.ts';
import { completeLogin } from './shell/log-in.ts';
import { showNotices } from './shell/notices/desktop.ts';
import { followLinks, route } from './shell/route.ts';
import { Shell } from './shell/shell.tsx';
import { showTitle } from './shell/title.ts';
import { VIEWS } from './shell/views.ts';

/** The browser's Trusted Types API. TypeScript's DOM library has no types for it yet. */
interface Policies {
  createPolicy(name: string, rules: Record<string, (text: string) => string>): TrustedPolicy;
}

interface TrustedPolicy {
  createScriptURL(text: string): string;
}

const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;

/** The page's own policy: it allows only the page's worker. Browsers reject others. */
const policy = policies?.createPolicy('backlog', {
  createScriptURL: (url) => {
    if (url === '/worker.js') return url;
    throw new TypeError(`not a script of the board: ${url}`);
  },
});

const trustedWorkerUrl = (url: string): string => policy?.createScriptURL(url) ?? url;

// Begins to load the view of the URL during the start of the page. If loading fails, the view itself shows the error.
VIEWS.find(({ path }) => path === (route.value.view ?? 'now'))
  ?.load()
  .catch(() => undefined);
applyAppearance();
showTitle();
guardTexts();
followLinks();
guardDecisions();
listenToKeys();
keepFocus();
await completeLogin();
followEvents();
showNotices();
render(<Shell />, document.getElementById('app')!);

// The worker shows a page if the server can't be reached. The board also works without it.
addEventListener('load', () => {
  navigator.serviceWorker?.register(trustedWorkerUrl('/worker.js')).catch(() => {});
});
