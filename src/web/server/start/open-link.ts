import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { putIfAbsent, usable } from '../../../work/workspace/home-files.ts';
import { LINK_MS } from '../login/login.ts';

const NAME = /^open-[\w-]+\.html$/;

/**
 * Opens a link in the person's browser. Opens a page in the person's own folder that redirects to the link, because all
 * users of a machine can see the arguments of programs. Does nothing without a desktop; the link is also printed.
 */
export function openLink(link: string, folder: string, env: NodeJS.ProcessEnv): void {
  const page = pageTo(link, folder);
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  spawn(program, [pathToFileURL(page).href], { stdio: 'ignore', detached: true, env: { ...env } })
    .on('error', () => undefined)
    .unref();
}

/** Writes the redirecting page, and removes pages whose links have expired. */
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
