import { existsSync } from 'node:fs';

/** Debian's; where it is not there, what needs a browser says so and is left out. */
export const CHROMIUM = process.env.BACKLOG_CHROMIUM ?? '/usr/bin/chromium';
export const hasBrowser = existsSync(CHROMIUM);

/** As root it needs no sandbox; the others keep it from asking for hosts on the network by itself. */
export const BROWSER_FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions'],
];
