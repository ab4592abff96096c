import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import { describeInBrowser, forget } from '../support/browser.ts';
import { startBrowser } from '../support/browser-program.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { served } from '../web/served.ts';

const plugin = builtPlugin();

describeInBrowser('a page of another site', (browser) => {
  // Another port of this machine is the same site, so the browser sends the board's cookie there and from there.
  soak('on another port reads and changes nothing, though the browser is logged in', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    await board.call('task_add', { description: 'Secret plan' });
    await board.opened.store.refresh();
    const seq = board.opened.store.state.seq;
    const { context, open, wrong } = await browser.person(board);
    await (await open('/w/project/now')).getByText('Secret plan').first().waitFor();
    const page = await context.newPage();
    await page.goto(await hostileSite());
    const got = await page.evaluate(attack, { origin: board.origin, api: `${board.origin}/api/v1/${board.uuid}` });
    expect(got).toEqual({
      ...{
        read: 'refused',
        readOpaque: 'refused',
        json: 'refused',
        marked: 'refused',
        plain: 'refused',
        beacon: 'sent',
      },
      ...{ script: 'error', events: 'error', socket: 'error', frame: 'unreadable', opened: 'unreadable' },
    });
    await page.evaluate(submitForm, `${board.origin}/api/v1/${board.uuid}/task_add`);
    await page.waitForURL(`${board.origin}/**`);
    expect(await page.evaluate('document.body.innerText')).not.toContain('Secret plan');
    await board.opened.store.refresh();
    expect(board.opened.store.state.seq).toBe(seq);
    expect(board.failures).toEqual([]);
    forget(wrong, /./);
  });

  soak('whose name leads to this machine gets neither the app nor an answer', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    await board.call('task_add', { description: 'Secret plan' });
    const rebinding = await startBrowser({ args: ['--host-resolver-rules=MAP rebound.test 127.0.0.1'] });
    onTestFinished(() => rebinding.close());
    const page = await rebinding.newPage();
    const rebound = `http://rebound.test:${board.port}`;
    for (const path of ['/', '/w/project/now', `/api/v1/${board.uuid}/task_list`, new URL(board.link()).pathname]) {
      const response = await page.goto(rebound + path);
      expect([path, response!.status()]).toEqual([path, 403]);
      expect(await response!.text()).not.toContain('Secret plan');
    }
    const statuses = await page.evaluate(async (api) => {
      const headers = { 'content-type': 'application/json', 'x-backlog': '1' };
      const posted = await fetch(`${api}/task_add`, { method: 'POST', headers, body: '{"description":"Evil"}' });
      return [posted.status, (await fetch(`${api}/events`)).status];
    }, `${rebound}/api/v1/${board.uuid}`);
    expect(statuses).toEqual([403, 403]);
  });
});

/** A site of somebody else, on another port of this machine. */
async function hostileSite(): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Kittens</title>');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Tries everything that a page can send to another origin, with the browser's cookies. Runs in the page. */
async function attack({ origin, api }: { origin: string; api: string }): Promise<Record<string, string>> {
  const body = JSON.stringify({ description: 'Evil' });
  const include = { credentials: 'include' } as const;
  const told = (request: Promise<Response>) =>
    request.then(
      async (response) => (response.type === 'opaque' ? 'opaque' : await response.text()),
      () => 'refused',
    );
  const json = { 'content-type': 'application/json' };
  const one = <T extends EventTarget>(target: T, good: string) =>
    new Promise<string>((resolve) => {
      target.addEventListener(good, () => resolve(good));
      target.addEventListener('error', () => resolve('error'));
    });
  const script = Object.assign(document.createElement('script'), { src: `${api}/task_list` });
  const scripted = one(script, 'load');
  document.body.append(script);
  const frame = Object.assign(document.createElement('iframe'), { src: `${origin}/w/project/now` });
  const framed = new Promise((resolve) => frame.addEventListener('load', resolve));
  document.body.append(frame);
  await framed;
  const textOf = (read: () => string | undefined) => {
    try {
      return read() ?? 'unreadable';
    } catch {
      return 'unreadable';
    }
  };
  const other = window.open(`${origin}/w/project/now`);
  await told(fetch(`${origin}/`, { mode: 'no-cors' }));
  return {
    read: await told(fetch(`${api}/task_list`, include)),
    readOpaque: await told(fetch(`${api}/task_list`, { ...include, mode: 'no-cors' })),
    json: await told(fetch(`${api}/task_add`, { ...include, method: 'POST', headers: json, body })),
    marked: await told(
      fetch(`${api}/task_add`, { ...include, method: 'POST', headers: { ...json, 'x-backlog': '1' }, body }),
    ),
    plain: await told(fetch(`${api}/task_add`, { ...include, method: 'POST', mode: 'no-cors', body })),
    beacon: navigator.sendBeacon(`${api}/task_add`, new Blob([body], { type: 'text/plain' })) ? 'sent' : 'refused',
    script: await scripted,
    events: await one(new EventSource(`${api}/events`, { withCredentials: true }), 'open'),
    socket: await one(new WebSocket(`${api.replace('http', 'ws')}/events`), 'open'),
    frame: textOf(() => frame.contentDocument?.body.textContent),
    opened: textOf(() => other?.document.body.textContent),
  };
}

/** Sends a form that is JSON for a careless reader. Runs in the page. */
function submitForm(action: string): void {
  const form = Object.assign(document.createElement('form'), { action, method: 'post', enctype: 'text/plain' });
  form.append(Object.assign(document.createElement('input'), { name: '{"description":"Evil","x":"', value: '"}' }));
  document.body.append(form);
  form.submit();
}
