import { existsSync } from 'node:fs';

/** Path of Debian's Chromium. Without it, tests that need a browser are skipped with a message. */
export const CHROMIUM = process.env.BACKLOG_CHROMIUM ?? '/usr/bin/chromium';
/** The same engine without windows and menus, which tests do not need and which take half of the time. */
const SHELL = '/usr/bin/chromium-headless-shell';
export const CHROMIUM_SHELL = !process.env.BACKLOG_CHROMIUM && existsSync(SHELL) ? SHELL : CHROMIUM;
export const hasBrowser = existsSync(CHROMIUM);

/**
 * Root needs the first flag, because Chromium's sandbox refuses root. The others prevent network requests by Chromium
 * itself.
 */
export const BROWSER_FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions'],
];
