import { expect, test } from 'vitest';
import { drawnSince, isRead, READ_MS } from '../../src/domain/calls/drawn.ts';
import type { Run } from '../../src/domain/records.ts';
import { describeInBrowser, forget } from '../support/browser.ts';
import { gitProject, handIn, runWithResult } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { builtBoards, decidable } from './visit.ts';

test.each([
  ['never drawn', undefined, 5_000, false],
  ['drawn just now', 5_000, 5_000, false],
  ['drawn a moment too late', 4_301, 5_000, false],
  ['drawn long enough', 4_300, 5_000, true],
  ['begun before it was drawn', 5_000, 4_000, false],
] as const)('what was %s counts only if a person can have read it', (_, since, begun, can) => {
  expect(isRead(since, begun)).toBe(can);
});

test('what stays in sight keeps its time; what returns, changes or moves begins again', () => {
  const first = drawnSince(new Map(), ['r1 at 10', 'r2 at 20'], 100);
  const next = drawnSince(first, ['r1 at 10', 'r2 at 30'], 200);
  expect([...next]).toEqual([
    ['r1 at 10', 100],
    ['r2 at 30', 200],
  ]);
  expect([...drawnSince(next, ['r2 at 20'], 300)]).toEqual([['r2 at 20', 300]]);
});

describeInBrowser('only what was drawn for a while can be approved', (browser) => {
  const { board } = builtBoards();

  /** Somebody at the review of r1, whose files are seen; r2 and r3 wait behind it. The page's clock stands still. */
  async function reader(viewport = { width: 390, height: 844 }) {
    const made = await board();
    for (const number of [1, 2, 3]) await made.call('task_add', { description: `Change ${number}` });
    await gitProject(made as never, { 'docs/a.md': 'one\n', 'docs/b.md': 'one\n' });
    const result = (number: number) => ({ 'docs/a.md': `${number}\n`, 'docs/b.md': `${number}\n` });
    const runs: Run[] = [];
    for (const number of [1, 2, 3]) runs.push(await runWithResult(made as never, result(number), { number }));
    for (const path of ['docs/a.md', 'docs/b.md']) await made.call('review_tick', { run: 'r1', path });
    const { open, context, wrong } = await browser.person(made, { viewport, hasTouch: true });
    await context.clock.install();
    const page = await open('/w/project/review/r1');
    const approve = page.locator('[data-approve]');
    await page.locator('[data-approve]:enabled').waitFor();
    await context.clock.pauseAt(Date.now() + 60_000);
    const pass = (ms: number) => context.clock.runFor(ms);
    /** Lets time pass until a button stays in its place for so long that it can be pressed. */
    const ready = (button: string) =>
      expect
        .poll(async () => {
          await pass(300);
          return page.locator(`${button}:enabled:not([aria-disabled=true])`).count();
        })
        .toBe(1);
    await ready('[data-approve]');
    const state = async (run: string) => (await made.call<{ run: Run }>('run_show', { run })).body.run.state;
    const spot = async (at = approve) => {
      const { x, y, width, height } = (await at.boundingBox())!;
      return [x + width / 2, y + height / 2] as const;
    };
    /** Lets as little time pass as it takes until a commit is drawn with its diff. */
    const drawn = ({ result }: Run) => {
      const enabled = page.locator('[data-approve]:enabled', { hasText: result!.commit.slice(0, 7) });
      const rows = page.locator('.diff-row');
      return expect
        .poll(async () => {
          await pass(20);
          return (await enabled.count()) * (await rows.count());
        })
        .toBeGreaterThan(0);
    };
    /** Returns the commit that each approval names, in their order. */
    const named: unknown[] = [];
    context.on('request', (request) => {
      if (request.url().endsWith('/run_approve')) named.push(request.postDataJSON().commit);
    });
    const question = page.getByRole('dialog', { name: /^Approve/ });
    return { made, page, wrong, runs, state, pass, ready, spot, drawn, named, approve, question };
  }

  type Reader = Awaited<ReturnType<typeof reader>>;
  type Act = (there: Reader, at: readonly [number, number]) => Promise<unknown>;

  /** Each kind of act at the place of Approve, or with its focus. */
  const ACTS = {
    tap: ({ page }, at) => page.touchscreen.tap(...at),
    'double tap': async ({ page }, at) => {
      for (let i = 0; i < 2; i++) await page.touchscreen.tap(...at);
    },
    click: ({ page }, at) => page.mouse.click(...at),
    'double click': ({ page }, at) => page.mouse.dblclick(...at),
    key: ({ page }) => page.keyboard.press('a'),
    Enter: async ({ page, approve }) => {
      await approve.focus();
      await page.keyboard.press('Enter');
    },
    'key for several': ({ page }) => page.keyboard.press('b'),
    'press by a screen reader': ({ approve }) => approve.dispatchEvent('click'),
  } satisfies Record<string, Act>;

  /** Approves r1, acts `ms` after r2 is drawn in its place, and again after it can be read. */
  async function actsTwice(
    how: keyof typeof ACTS,
    ms: readonly number[],
    viewport?: { width: number; height: number },
  ) {
    const there = await reader(viewport);
    const { page, runs, state, pass, ready, spot, drawn, named, question } = there;
    const at = await spot();
    const act: Act = ACTS[how];
    await ACTS[how === 'key for several' ? 'key' : how](there, at);
    await drawn(runs[1]!);
    let now = 0;
    for (const one of ms) {
      await pass(one - now);
      now = one;
      await act(there, at);
      expect(await question.count(), `${one} ms`).toBe(0);
    }
    await ready(how === 'key for several' ? '[data-batch]' : '[data-approve]');
    expect([await question.count(), new URL(page.url()).pathname]).toEqual([0, '/w/project/review/r2']);
    // The second of two taps would close the question, since it is beside it.
    await (how.startsWith('double') ? ACTS.click : act)(there, at);
    await page.getByText('You have not marked 2 files as seen.').waitFor();
    expect([await state('r2'), await state('r3'), named]).toEqual(['review', 'review', [runs[0]!.result!.commit]]);
  }

  test('a tap on the place of the result before does nothing, and a later one asks', () =>
    actsTwice('tap', [0, 250, 500]));
  test('a key for the result before does nothing, and a later one asks', () => actsTwice('key', [0, 500]));
  soak.each(
    (Object.keys(ACTS) as (keyof typeof ACTS)[]).flatMap((how) =>
      [390, 1440].map((width) => ({ how, width, height: 844 })),
    ),
  )('$how at $width px does nothing before the result can be read, and asks then', ({ how, ...viewport }) =>
    actsTwice(how, [0, 250, 500], viewport),
  );

  soak('a held Enter approves one result; a question answers to no key before it can be read', async () => {
    const { page, runs, state, pass, ready, drawn, approve, question } = await reader();
    await approve.focus();
    await page.keyboard.down('Enter');
    await expect.poll(() => state('r1')).not.toBe('review');
    await drawn(runs[1]!);
    for (let i = 0; i < 20; i++) {
      await approve.focus();
      await page.keyboard.down('Enter');
      await pass(100);
    }
    await page.keyboard.up('Enter');
    expect([await state('r2'), await question.count()]).toEqual(['review', 0]);
    await ready('[data-approve]');
    await page.keyboard.press('a');
    await question.waitFor();
    await page.keyboard.press('Enter');
    await pass(500);
    await page.keyboard.press('Enter');
    await ready('[type=submit]');
    expect([await state('r2'), await question.count()]).toEqual(['review', 1]);
    await page.keyboard.press('Enter');
    await expect.poll(() => state('r2')).not.toBe('review');
  });

  soak(
    'a question that opens under the finger, and the page below one that closes, wait until they can be read',
    async () => {
      const { page, runs, state, pass, ready, spot, drawn, approve, named, question } = await reader();
      await approve.click();
      await drawn(runs[1]!);
      await ready('[data-approve]');
      const below = await spot();
      await page.keyboard.press('a');
      await question.waitFor();
      const yes = await spot(question.getByRole('button', { name: 'Approve' }));
      for (let i = 0; i < 3; i++) {
        await page.touchscreen.tap(...yes);
        await pass(200);
      }
      expect(await question.count()).toBe(1);
      await page.keyboard.press('Escape');
      await question.waitFor({ state: 'detached' });
      await page.touchscreen.tap(...below);
      await pass(500);
      await page.touchscreen.tap(...below);
      await ready('[data-approve]');
      expect([await question.count(), named.length, await state('r2')]).toEqual([0, 1, 'review']);
      await page.touchscreen.tap(...below);
      await question.waitFor();
    },
  );

  soak(
    'a press that began on one commit does not approve the next; nor does a request that names no commit',
    async () => {
      const { made, page, runs, state, pass, spot, drawn, named } = await reader();
      const [first] = runs;
      await page.mouse.move(...(await spot()));
      await page.mouse.down();
      await drawn(await handIn(made as never, first!, { 'docs/a.md': 'other\n' }));
      await pass(2_000);
      await page.mouse.up();
      await pass(READ_MS);
      expect([await state('r1'), named]).toEqual(['review', []]);
      const unnamed = await made.call<{ error: { message: string } }>('run_approve', { run: 'r1' });
      expect(unnamed.body.error.message).toContain("doesn't name the commit");
      const old = await made.call('run_approve', { run: 'r1', commit: first!.result!.commit });
      expect([old.status, await state('r1')]).toEqual([409, 'review']);
    },
  );

  soak.each(['a', 'b'])('a question of the key %s goes when the commit under review changes', async (key) => {
    const { made, page, runs, state, pass, ready, approve, drawn, named, question } = await reader();
    await approve.click();
    await drawn(runs[1]!);
    await ready(key === 'a' ? '[data-approve]' : '[data-batch]');
    await page.keyboard.press(key);
    await question.waitFor();
    await ready('[type=submit]');
    await drawn(await handIn(made as never, runs[1]!, { 'docs/a.md': 'other\n' }));
    await page.keyboard.press('Enter');
    await pass(READ_MS + 200);
    expect([await question.count(), named.length, await state('r2')]).toEqual([0, 1, 'review']);
  });

  soak('an approval of several results names the commit of each that was drawn when it was chosen', async () => {
    const { made, page, wrong, runs, state, ready, drawn, named, question } = await reader();
    await ready('[data-batch]');
    await page.keyboard.press('b');
    await drawn(runs[1]!);
    await ready('[data-batch]');
    await page.keyboard.press('b');
    await question.waitFor();
    await ready('[type=submit]');
    await page.keyboard.press('Enter');
    await drawn(runs[2]!);
    forget(wrong, /409 \(Conflict\)/);
    await handIn(made as never, runs[1]!, { 'docs/a.md': 'other\n' });
    await ready('[data-batch-approve]');
    await page.keyboard.press('B');
    await page
      .locator('.toast.refused')
      .getByText(/r2.*newer result/)
      .waitFor();
    expect(named).toEqual(runs.slice(0, 2).map(({ result }) => result!.commit));
    expect([await state('r1'), await state('r2'), await state('r3')]).toEqual(['approved', 'review', 'review']);
  });

  soak.each([
    ['files', /./],
    ['lines', /"path"/],
  ])('a result whose %s are still loading is not approved, however long that takes', async (_, asked) => {
    const { page, state, pass, ready, spot, approve, named, question } = await reader();
    const at = await spot();
    let send = () => {};
    const held = new Promise<void>((done) => (send = done));
    await page.route('**/run_changes', async (route) => {
      if (asked.test(route.request().postData()!)) await held;
      await route.fallback();
    });
    await approve.click();
    await expect.poll(() => state('r1')).not.toBe('review');
    await expect
      .poll(async () => {
        await pass(100);
        return page.locator('.run-link', { hasText: 'r2' }).count();
      })
      .toBeGreaterThan(0);
    await pass(5_000);
    await page.touchscreen.tap(...at);
    await page.keyboard.press('a');
    await pass(READ_MS + 200);
    expect([await question.count(), named.length, await state('r2')]).toEqual([0, 1, 'review']);
    send();
    await ready('[data-approve]');
    await page.touchscreen.tap(...at);
    await question.waitFor();
    expect([named.length, await state('r2')]).toEqual([1, 'review']);
  });

  soak.each(['just before the press', 'between press and release'])(
    'a row that arrives above %s leaves the place of a decision without one',
    async (when) => {
      const made = await board();
      for (const title of ['Paint the wall', 'Sell the house']) await made.call('inbox_add', { title });
      const { open, context } = await browser.person(made);
      await context.clock.install();
      const page = await open('/w/project/inbox');
      await decidable(page, '[data-decides=p2]');
      await context.clock.pauseAt(Date.now() + 60_000);
      await context.clock.runFor(READ_MS + 200);
      const { x, y } = (await page.locator('[data-decides=p2]').boundingBox())!;
      const leave = async () => {
        await made.call('inbox_reject', { id: 'p1', reason: 'No' });
        await expect
          .poll(async () => {
            await context.clock.runFor(20);
            return (await page.locator('[data-decides=p2]').boundingBox())!.y;
          })
          .not.toBe(y);
      };
      const place = (await page.locator('[data-decides=p1]').boundingBox())!;
      await page.mouse.move(place.x + 5, place.y + 5);
      if (when === 'just before the press') await leave();
      await page.mouse.down();
      if (when !== 'just before the press') await leave();
      await page.mouse.up();
      await context.clock.runFor(READ_MS + 200);
      const states = async () =>
        (await made.call<{ proposals: { state: string }[] }>('inbox_list', { state: 'all' })).body.proposals.map(
          ({ state }) => state,
        );
      expect([x > 0, await states()]).toEqual([true, ['rejected', 'open']]);
      await page.mouse.click(place.x + 5, place.y + 5);
      await expect.poll(states).toEqual(['rejected', 'accepted']);
    },
  );

  soak('an approval is kept when the tab closes at once, and the board takes it back within its seconds', async () => {
    const made = await board();
    await made.call('task_add', { description: 'Change some' });
    await gitProject(made as never, { 'docs/a.md': 'one\n' });
    await runWithResult(made as never, { 'docs/a.md': 'two\n' }, { number: 1 });
    await made.call('setting_set', { name: 'runs.undoSeconds', value: '60' });
    await made.call('review_tick', { run: 'r1', path: 'docs/a.md' });
    const state = async () => (await made.call<{ run: Run }>('run_show', { run: 'r1' })).body.run.state;
    const { open } = await browser.person(made);
    const page = await open('/w/project/review/r1');
    const approve = page.locator('[data-approve][aria-disabled=false]');
    await approve.click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(state).toBe('review');
    const sent = page.waitForRequest(/run_approve/);
    await approve.click();
    await sent;
    await page.close({ runBeforeUnload: false });
    await expect.poll(state).not.toBe('review');
  });
});
