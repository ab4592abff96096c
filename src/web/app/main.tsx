import { render } from 'preact';
import { begin } from './data/state.ts';
import { guardTexts } from './parts/text/foreign-text.ts';
import { trustedWorkerUrl } from './parts/text/trusted-urls.ts';
import { listenToKeys } from './shell/keys/keys.ts';
import { comeIn } from './shell/log-in.ts';
import { followLinks, route } from './shell/route.ts';
import { Shell } from './shell/shell.tsx';
import { applyTheme } from './shell/theme.ts';
import { VIEWS } from './shell/views.ts';

// The view that the address names comes on its way while everything else begins; whoever shows it says when it does not come.
VIEWS.find(({ path }) => path === (route.value.view ?? 'now'))
  ?.load()
  .catch(() => undefined);
applyTheme();
guardTexts();
followLinks();
listenToKeys();
await comeIn();
begin();
render(<Shell />, document.getElementById('app')!);

// Where the page is installed, it says so when the server is not there. A browser that has no workers does without.
addEventListener('load', () => {
  navigator.serviceWorker?.register(trustedWorkerUrl('/worker.js')).catch(() => {});
});
