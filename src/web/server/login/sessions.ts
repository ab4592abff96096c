import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { clip } from '../../../base/clip.ts';
import { makeOwnFolder } from '../../../store/index.ts';
import { putIfAbsent, usable } from '../../../work/workspace/home-files.ts';

/** A logged-in browser. Times are in milliseconds since the epoch. */
export interface BrowserSession {
  at: number;
  until: number;
  /** The User-Agent. */
  browser: string;
}

/** The sessions of logged-in browsers. Each session is a file; deleting the file ends the session. */
export interface Sessions {
  list(now: number): BrowserSession[];
  add(id: string, session: BrowserSession): void;
  has(id: string): boolean;
  end(id: string): void;
  /**
   * Logs all browsers out.
   * @returns the number of browsers that were logged in
   */
  endAll(now: number): number;
}

const MOST_NAME = 200;

export function sessionsIn(folder: string): Sessions {
  const all = join(folder, 'sessions');
  const fileOf = (id: string) => join(all, `${id}.json`);
  const rows = () => (existsSync(all) ? readdirSync(all).filter((name) => name.endsWith('.json')) : []);
  const list = (now: number) =>
    rows()
      .flatMap((name) => sessionAt(join(all, name)))
      .filter(({ until }) => until > now)
      .sort((a, b) => a.at - b.at);
  return {
    list: (now) => usable(all, () => list(now)),
    add: (id, { browser, ...times }) =>
      usable(all, () => {
        makeOwnFolder(all);
        for (const name of rows()) if (isOver(join(all, name), times.at)) rmSync(join(all, name), { force: true });
        putIfAbsent(fileOf(id), JSON.stringify({ ...times, browser: clip(browser, MOST_NAME) }));
      }),
    has: (id) => existsSync(fileOf(id)),
    end: (id) => usable(all, () => rmSync(fileOf(id), { force: true })),
    endAll: (now) =>
      usable(all, () => {
        const count = list(now).length;
        for (const name of rows()) rmSync(join(all, name), { force: true });
        return count;
      }),
  };
}

function isOver(file: string, now: number): boolean {
  return sessionAt(file).every(({ until }) => until <= now);
}

/** Reads a session file. Returns an empty list if the file has other content. */
function sessionAt(file: string): BrowserSession[] {
  try {
    const { at, until, browser } = JSON.parse(readFileSync(file, 'utf8')) as BrowserSession;
    return typeof at === 'number' && typeof until === 'number' ? [{ at, until, browser: String(browser) }] : [];
  } catch {
    return [];
  }
}
