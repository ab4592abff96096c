import { render } from 'preact';
import { begin } from './data/state.ts';
import { guardTexts } from './parts/text/foreign-text.ts';
import { trustedWorkerUrl } from './parts/text/trusted-urls.ts';
import { applyAppearance } from './shell/appearance.ts';
import { keepFocus } from './shell/keys/kept-focus.ts';
import { listenToKeys } from './shell/keys/keys.ts';
import { completeLogin } from './shell/log-in.ts';
import { showNotices } from './shell/notices/desktop.ts';
import { followLinks, route } from './shell/route.ts';
import { Shell } from './shell/shell.tsx';
import { showTitle } from './shell/title.ts';
import { VIEWS } from './shell/views.ts';

// Begins to load the view of the URL during the start of the page. If loading fails, the view itself shows the error.
VIEWS.find(({ path }) => path === (route.value.view ?? 'now'))
  ?.load()
  .catch(() => undefined);
applyAppearance();
showTitle();
guardTexts();
followLinks();
listenToKeys();
keepFocus();
await completeLogin();
begin();
showNotices();
render(<Shell />, document.getElementById('app')!);

// The worker shows a page if the server can't be reached. The board also works without it.
addEventListener('load', () => {
  navigator.serviceWorker?.register(trustedWorkerUrl('/worker.js')).catch(() => {});
});
