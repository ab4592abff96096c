import { existsSync } from 'node:fs';

/** Debian's; where it is not there, what needs a browser says so and is left out. */
export const CHROMIUM = process.env.BACKLOG_CHROMIUM ?? '/usr/bin/chromium';
/** The same engine without the windows and menus around its pages, which nobody sees here and which are half of the work. */
const SHELL = '/usr/bin/chromium-headless-shell';
export const CHROMIUM_SHELL = !process.env.BACKLOG_CHROMIUM && existsSync(SHELL) ? SHELL : CHROMIUM;
export const hasBrowser = existsSync(CHROMIUM);

/** As root it needs no sandbox; the others keep it from asking for hosts on the network by itself. */
export const BROWSER_FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions'],
];
