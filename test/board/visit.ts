import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { BrowserOfFile, Person } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { type Served, served } from '../web/served.ts';

/** Somebody with a page of a board open. */
export interface Visit extends Person {
  served: Served;
  page: Page;
}

interface Wanted {
  /** Of `task_import`; a text is a description. */
  tasks?: readonly (string | Record<string, unknown>)[];
  /** View, as `task/1`. */
  path: string;
  /** What is waited for: the last task unless said. */
  shows?: string;
}

/** Waits until a person can have read what a button decides. */
export const decidable = (at: Page | Locator, button = '[type=submit]') =>
  at.locator(`${button}[aria-disabled=false]`).first().waitFor();

/** Boards with the page that is built from the present sources. At the top of a file, since that is built before its tests. */
export function builtBoards() {
  const web = join(builtPlugin().folder, 'dist/web');
  const board = () => served({ web });
  /** A board with tasks, and somebody who sees one of its views. */
  const visit = async (browser: BrowserOfFile, { tasks = [], path, shows }: Wanted): Promise<Visit> => {
    const made = tasks.map((task) => (typeof task === 'string' ? { description: task } : task));
    const there = await board();
    if (made.length > 0) await there.call('task_import', { tasks: made });
    const person = await browser.person(there);
    const page = await person.open(`/w/project/${path}`);
    const text = shows ?? made.at(-1)?.description;
    if (text !== undefined) await page.getByText(String(text)).first().waitFor();
    return { ...person, served: there, page };
  };
  return { board, visit };
}
