import { expect, test } from 'vitest';
import { describeInBrowser, forget } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { served } from '../web/served.ts';

const plugin = builtPlugin();
const board = () => served({ web: `${plugin.folder}/dist/web` });

describeInBrowser('who is let in', (browser) => {
  test('a new tab and a reload are in; after logging out no tab is, until another link was followed', async () => {
    const served = await board();
    await served.call('task_add', { description: 'Alpha' });
    const { context, open, wrong } = await browser.person(served);
    const first = await open('/w/project/now');
    const second = await open('/w/project/now');
    for (const page of [first, second]) await page.getByText('Alpha').first().waitFor();
    await second.reload();
    await second.getByText('Alpha').first().waitFor();
    await first.keyboard.press('Control+k');
    await first.getByRole('combobox').fill('log out');
    await first.getByRole('option', { name: 'Log out' }).waitFor();
    await first.keyboard.press('Enter');
    await first.getByText('This browser is not logged in', { exact: true }).waitFor();
    await second.reload();
    await second.getByText('This browser is not logged in', { exact: true }).waitFor();
    expect(await context.cookies()).toEqual([]);
    const third = await context.newPage();
    await third.goto(served.link());
    for (const page of [first, second, third]) await page.getByText('Alpha').first().waitFor();
    expect(third.url()).not.toContain('key=');
    forget(wrong, /status of 401/);
  });

  soak('a link that was used says so, and what to do', async () => {
    const served = await board();
    const { context, wrong } = await browser.person({ origin: served.origin, link: served.link });
    await context.clearCookies();
    const link = served.link();
    const page = await context.newPage();
    await page.goto(link);
    await page.waitForURL(/\/w\//);
    await context.clearCookies();
    await page.goto(link);
    await page.getByText('this link was already used').first().waitFor();
    await page.getByText('This browser is not logged in', { exact: true }).waitFor();
    forget(wrong, /status of 401/);
  });
});

describeInBrowser(
  'the board as an app',
  (browser) => {
    soak('can be installed', async () => {
      const served = await board();
      const { context, open } = await browser.person(served);
      const page = await open('/w/project/now');
      await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
      const devtools = await context.newCDPSession(page);
      const { errors } = await devtools.send('Page.getAppManifest');
      const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
      expect({ errors, installabilityErrors }).toEqual({
        errors: [],
        // A context of a test is a private window, in which nothing is installed.
        installabilityErrors: [{ errorId: 'in-incognito', errorArguments: [] }],
      });
    });

    soak('says so when its server is not there, and comes back with it', async () => {
      const served = await board();
      await served.call('task_add', { description: 'Alpha' });
      const { open, wrong } = await browser.person(served);
      const page = await open('/w/project/now');
      await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
      await served.close();
      await page.reload();
      await page.getByText("The board's server is not running").waitFor();
      await page.getByText('backlog board').waitFor();
      await served.again();
      await page.getByText('Alpha').first().waitFor();
      forget(wrong, /ERR_CONNECTION_REFUSED|ERR_/);
    });
  },
  { whole: true },
);
