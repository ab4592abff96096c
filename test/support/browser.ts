import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page, Response } from 'playwright-core';
import { beforeAll, describe, expect, inject, onTestFinished } from 'vitest';
import { onceEach } from '../../src/base/lazy.ts';
import { logIn } from '../web/served.ts';
import { hasBrowser, hasWholeBrowser, startBrowser } from './browser-program.ts';
import { unless } from './needs.ts';
import { DEADLINE_MS } from './seed.ts';

export interface Person {
  context: BrowserContext;
  /**
   * Requests to other hosts, errors of the console and of scripts, violations of the content security policy. Expected
   * ones are removed.
   */
  wrong: string[];
  /** Opens another tab of the same browser at a path of the board. */
  open(path: string): Promise<Page>;
}

export interface BrowserOfFile {
  /**
   * Opens a separate browser context that is logged in by the link. The test fails after an error in one of its pages.
   */
  person(board: { origin: string; link(): string }, options?: BrowserContextOptions): Promise<Person>;
}

interface Wanted {
  /** Use the complete Chromium, for tests of functions outside its pages, such as installing an app. */
  whole?: boolean;
}

/**
 * Returns the complete Chromium or the one without windows, which writes into a folder that is removed after the tests. All test files of this
 * process share it. It ends with the process.
 */
const browserOf = onceEach((whole: boolean): Promise<Browser> => {
  const HOME = mkdtempSync(join(inject('shared'), 'chromium-'));
  return startBrowser({ whole, env: { ...process.env, HOME } });
});

/** Declares tests in a browser that the files of a process share. */
export function describeInBrowser(
  name: string,
  tests: (browser: BrowserOfFile) => void,
  { whole = false }: Wanted = {},
): void {
  const reason = (whole ? hasWholeBrowser : hasBrowser)
    ? undefined
    : `Chromium ${whole ? 'with windows ' : ''}is not installed`;
  describe(name, unless(reason), () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await browserOf(whole);
    });
    tests({ person: (board, options) => personIn(browser, board, options) });
  });
}

async function personIn(
  browser: Browser,
  { origin, link }: { origin: string; link(): string },
  options: BrowserContextOptions = {},
): Promise<Person> {
  // Logs in as the page of the link does; test/board/login.test.ts tests that page.
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
  // Playwright's own limit of 30 s counts on a machine that is not busy.
  context.setDefaultTimeout(DEADLINE_MS);
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
    const expected = expectedIn.get(wrong) ?? [];
    expect(wrong.filter((one) => !expected.some((each) => each.test(one)))).toEqual([]);
  });
  return {
    context,
    wrong,
    async open(path) {
      const page = await context.newPage();
      let isOpen = false;
      let isLost = false;
      page.on('requestfailed', (request) => {
        if (request.resourceType() !== 'script' || request.failure()?.errorText !== NETWORK_CHANGED) return;
        isLost = true;
        // A view that loads later.
        if (isOpen) void page.reload().catch(() => undefined);
      });
      await page.goto(origin + path);
      isOpen = true;
      if (isLost) await page.reload();
      return page;
    },
  };
}

/** Errors that a test said it expects. */
const expectedIn = new WeakMap<string[], RegExp[]>();

/**
 * Collects what `read` returns for each response that the pages of a context get from now on, in their order. A response
 * for which it returns undefined is left out, and so is one whose page was left before the response was read. The
 * returned function waits for what is still being read.
 */
export function readResponses<T>(
  context: BrowserContext,
  read: (response: Response) => Promise<T> | undefined,
): () => Promise<T[]> {
  const reading: Promise<T | undefined>[] = [];
  context.on('response', (response) => {
    const value = read(response)?.catch(() => undefined);
    if (value) reading.push(value);
  });
  return async () => (await Promise.all(reading)).filter((value) => value !== undefined);
}

/**
 * Removes errors that the test itself caused, such as a refusal's status or a lost connection. The answer to a repeated
 * request may come later: its error is not counted, either.
 */
export function forget(wrong: string[], expected: RegExp): void {
  expectedIn.set(wrong, [...(expectedIn.get(wrong) ?? []), expected]);
  wrong.splice(0, wrong.length, ...wrong.filter((one) => !expected.test(one)));
}

/**
 * Error of all open requests in Chromium when the machine gets or loses a network interface. Tests with machines of
 * their own make such interfaces.
 */
const NETWORK_CHANGED = 'net::ERR_NETWORK_CHANGED';

function watchPage(page: Page, wrong: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes(NETWORK_CHANGED))
      wrong.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => wrong.push(`script: ${error.stack ?? error.message}`));
}

function isOwn(url: string, origin: string): boolean {
  return url.startsWith(`${origin}/`) || url === origin || /^(data|blob|about):/.test(url);
}
