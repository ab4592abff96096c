import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { DEADLINE_MS } from '../../support/seed.ts';

/** Somebody who has a keyboard and nothing else. */
export interface Hands {
  page: Page;
  /** Presses keys, one after the other. */
  press(...keys: string[]): Promise<void>;
  type(text: string): Promise<void>;
  /** Tab by Tab to what is called so. @throws when Tab does not lead there */
  tabTo(name: RegExp): Promise<void>;
  /** Presses one key until the focus, which each press moves, is on what is called so. @throws when it does not come there */
  stepTo(key: string, name: RegExp): Promise<void>;
  /** Presses j or k until the focus is on a row with this text. A row that went may have left the focus below or above it. */
  toRow(name: RegExp): Promise<void>;
  /** Waits until what has the focus is called so. */
  isOn(name: RegExp): Promise<void>;
  /** Waits for a text of the view. */
  sees(text: string | RegExp): Promise<void>;
  /** Milliseconds since the epoch at which the last key went down in the page. */
  pressed(): Promise<number>;
}

/** Tabs from one end of a view to the other, at most. */
const MOST_TABS = 120;
const MOST_STEPS = 20;

/** Whatever a pointer does in the page becomes an error of its console, which fails the test; what presses one from here fails at once. */
export async function handsOn(page: Page): Promise<Hands> {
  await page.evaluate(WATCH);
  forbid(page, ['click', 'dblclick', 'tap', 'hover', 'check', 'uncheck', 'fill', 'focus', 'dragAndDrop']);
  forbid(page.mouse, ['click', 'dblclick', 'move', 'down', 'up', 'wheel']);
  const press = async (...keys: string[]) => {
    // Nobody answers to what came a frame ago, and keys mean what they should only when all of it is there.
    await page.evaluate(DRAWN);
    for (const key of keys) await page.keyboard.press(key);
  };
  const focus = () => page.evaluate<string>(NAME_OF_FOCUS);
  const until = async (fits: (on: string) => boolean, wanted: string) => {
    const late = performance.now() + DEADLINE_MS;
    for (;;) {
      const on = await focus();
      if (fits(on)) return on;
      if (performance.now() > late) throw new Error(`the focus is on ${on}, not on ${wanted}`);
      await wait(10);
    }
  };
  return {
    page,
    press,
    type: (text) => page.keyboard.type(text),
    async tabTo(name) {
      for (let i = 0; i < MOST_TABS; i++) {
        await page.keyboard.press('Tab');
        if (name.test(await focus())) return;
      }
      throw new Error(`Tab does not lead to ${name}`);
    },
    async stepTo(key, name) {
      for (let i = 0, on = await focus(); i < MOST_STEPS; i++) {
        await press(key);
        const before = on;
        on = await until((now) => now !== before, `what comes after ${before}`);
        if (name.test(on)) return;
      }
      throw new Error(`${key} does not lead to ${name}`);
    },
    async toRow(name) {
      for (let i = 0, on = await focus(); i < MOST_STEPS && !name.test(on); i++) {
        await press((await page.evaluate<boolean>(isAbove(name))) ? 'k' : 'j');
        const before = on;
        on = await until((now) => now !== before, `what comes after ${before}`);
      }
      await until((on) => name.test(on), String(name));
    },
    isOn: async (name) => void (await until((on) => name.test(on), String(name))),
    sees: (text) => page.locator('#view').getByText(text).first().waitFor(),
    pressed: () => page.evaluate<number>('globalThis.pressed'),
  };
}

/** Long enough for what was drawn to have had its effects: where there are no frames, a timer begins them. */
const DRAWN = 'new Promise((done) => setTimeout(done, 100))';

const WATCH = `(() => {
  const used = ({ type }) => console.error('a pointer was used: ' + type);
  for (const type of ['pointerdown', 'mousedown', 'mousemove', 'touchstart', 'wheel']) addEventListener(type, used, true);
  addEventListener('keydown', () => void (globalThis.pressed = Date.now()), true);
})()`;

/** What has the focus, as a screen reader names it. */
const NAME_OF_FOCUS = `(() => {
  const { activeElement: at } = document;
  if (!at || at === document.body) return 'nothing';
  const label = at.labels?.[0]?.textContent;
  return (at.getAttribute('aria-label') || label || at.textContent || at.tagName).trim();
})()`;

/** Whether the row with a text is above the focus. */
const isAbove = (text: RegExp) => `(() => {
  const row = [...document.querySelectorAll('#view .row')].find(({ textContent }) => ${text}.test(textContent));
  return Boolean(row && row.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING);
})()`;

function forbid(of: object, names: readonly string[]): void {
  const no = () => {
    throw new Error('there is no pointer in this story');
  };
  Object.assign(of, Object.fromEntries(names.map((name) => [name, no])));
}
