import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LINK_MS } from '../login/login.ts';
import { putIfAbsent, usable } from './board-home.ts';

const NAME = /^open-[\w-]+\.html$/;

/**
 * Opens a link in the person's browser, by a page in a folder of theirs that leads to it: everybody on a machine sees the arguments of its
 * programs. Without a desktop there is nothing to open it with: the link is on the screen.
 */
export function openLink(link: string, folder: string, env: Readonly<Record<string, string | undefined>>): void {
  const page = pageTo(link, folder);
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  spawn(program, [pathToFileURL(page).href], { stdio: 'ignore', detached: true, env: { ...env } })
    .on('error', () => undefined)
    .unref();
}

/** Those of before go when their links are too old to be followed. */
function pageTo(link: string, folder: string): string {
  const page = join(folder, `open-${randomBytes(8).toString('base64url')}.html`);
  usable(folder, () => {
    for (const name of readdirSync(folder).filter((each) => NAME.test(each))) removeOld(join(folder, name));
    putIfAbsent(page, pageText(link.replaceAll('&', '&amp;')));
  });
  return page;
}

function removeOld(file: string): void {
  const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (made !== undefined && made < Date.now() - LINK_MS) rmSync(file, { force: true });
}

function pageText(link: string): string {
  return [
    '<!doctype html><meta charset="utf-8"><title>Backlog</title>',
    `<meta http-equiv="refresh" content="0;url=${link}"><a href="${link}">Open the board</a>`,
  ].join('\n');
}
