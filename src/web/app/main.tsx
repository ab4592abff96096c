import { render } from 'preact';
import { begin } from './data/state.ts';
import { guardTexts } from './parts/text/foreign-text.ts';
import { trustedWorkerUrl } from './parts/text/trusted-urls.ts';
import { listenToKeys } from './shell/keys/keys.ts';
import { completeLogin } from './shell/log-in.ts';
import { followLinks, route } from './shell/route.ts';
import { Shell } from './shell/shell.tsx';
import { applyTheme } from './shell/theme.ts';
import { VIEWS } from './shell/views.ts';

// Starts to load the view of the URL while the page starts. If loading fails, the view itself shows the error.
VIEWS.find(({ path }) => path === (route.value.view ?? 'now'))
  ?.load()
  .catch(() => undefined);
applyTheme();
guardTexts();
followLinks();
listenToKeys();
await completeLogin();
begin();
render(<Shell />, document.getElementById('app')!);

// The worker shows a page when the server is gone. Browsers without workers do without.
addEventListener('load', () => {
  navigator.serviceWorker?.register(trustedWorkerUrl('/worker.js')).catch(() => {});
});
