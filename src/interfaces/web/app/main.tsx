import { render } from 'preact';
import { begin } from './data/state.ts';
import { trusted } from './parts/trusted.ts';
import { listenToKeys } from './shell/keys.ts';
import { followLinks } from './shell/route.ts';
import { Shell } from './shell/shell.tsx';
import { applyTheme } from './shell/theme.ts';

applyTheme();
followLinks();
listenToKeys();
begin();
render(<Shell />, document.getElementById('app')!);

// Where the page is installed, it says so when the server is not there. A browser that has no workers does without.
addEventListener('load', () => {
  navigator.serviceWorker?.register(trusted.workerUrl('/worker.js')).catch(() => {});
});
