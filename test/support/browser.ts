import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished } from 'vitest';
import { logIn } from '../web/served.ts';
import { BROWSER_FLAGS, CHROMIUM, CHROMIUM_SHELL, hasBrowser } from './browser-program.ts';

export interface Person {
  context: BrowserContext;
  /** Requests off the loopback, errors of the console and of scripts, violations of the content security policy. Expected ones are taken out. */
  wrong: string[];
  /** Another tab of the same browser, at an address of the board. */
  open(path: string): Promise<Page>;
}

export interface BrowserOfFile {
  /** Somebody with a browser of his own, let in by the link; the test fails when something went wrong in one of his pages. */
  person(board: { origin: string; link(): string }, options?: BrowserContextOptions): Promise<Person>;
}

interface Wanted {
  /** All of Chromium, of what is asked of it beyond its pages: an app is installed. */
  whole?: boolean;
}

/** Tests of one file that share one browser. */
export function describeInBrowser(
  name: string,
  tests: (browser: BrowserOfFile) => void,
  { whole = false }: Wanted = {},
): void {
  if (!hasBrowser) {
    console.warn(`left out, since there is no Chromium at ${CHROMIUM}: ${name}`);
    describe.skip(name, () => tests({ person: () => Promise.reject(new Error('no browser')) }));
    return;
  }
  describe(name, () => {
    let browser: Browser;
    let profile: string;
    beforeAll(async () => {
      profile = mkdtempSync(join(tmpdir(), 'backlog-chromium-'));
      browser = await chromium.launch({
        executablePath: whole ? CHROMIUM : CHROMIUM_SHELL,
        args: BROWSER_FLAGS,
        env: { ...process.env, HOME: profile },
      });
    });
    afterAll(async () => {
      await browser?.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    });
    tests({ person: (board, options) => personIn(browser, board, options) });
  });
}

async function personIn(
  browser: Browser,
  { origin, link }: { origin: string; link(): string },
  options: BrowserContextOptions = {},
): Promise<Person> {
  // As the page behind the link would, which test/board/login.test.ts loads.
  const { cookie, 'backlog-key': key } = await logIn(link());
  const [, name = '', value = ''] = /^(.*?)=(.*)$/.exec(cookie) ?? [];
  const { hostname } = new URL(origin);
  const ours = { domain: hostname, path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Strict' as const };
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    storageState: {
      cookies: [{ name, value, ...ours }],
      origins: [{ origin, localStorage: [{ name: 'backlog key', value: key }] }],
    },
    ...options,
  });
  const wrong: string[] = [];
  context.on('request', (request) => {
    if (!isOwn(request.url(), origin)) wrong.push(`request to ${request.url()}`);
  });
  context.on('page', (page) => watchPage(page, wrong));
  await context.addInitScript({
    content: `addEventListener('securitypolicyviolation', (e) => console.error('policy violated: ' + e.violatedDirective))`,
  });
  onTestFinished(async () => {
    await context.close();
    expect(wrong).toEqual([]);
  });
  return {
    context,
    wrong,
    async open(path) {
      const page = await context.newPage();
      await page.goto(origin + path);
      return page;
    },
  };
}

/** Takes out what the test itself brought about: a refusal's status, a lost connection. */
export function forget(wrong: string[], expected: RegExp): void {
  wrong.splice(0, wrong.length, ...wrong.filter((one) => !expected.test(one)));
}

function watchPage(page: Page, wrong: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error') wrong.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => wrong.push(`script: ${error.stack ?? error.message}`));
}

function isOwn(url: string, origin: string): boolean {
  return url.startsWith(`${origin}/`) || url === origin || /^(data|blob|about):/.test(url);
}
