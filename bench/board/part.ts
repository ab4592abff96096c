import type { Browser, BrowserContext } from 'playwright-core';
import type { Bench } from '../bench.ts';
import type { Row } from '../figure.ts';
import { VIEWPORT } from './views.ts';

/** Milliseconds for one wait in a page: long enough for a machine with other work, short enough for a whole bench. */
export const WAIT_MS = 20_000;

/** A part of the figures that can fail without the others. */
export interface Part {
  /** Names what is measured: `first views`. */
  name: string;
  at?: string;
  /** Maximum duration in seconds. */
  seconds: number;
  measure(stage: Stage): Promise<readonly Row[]>;
}

/** What a part works with. */
export interface Stage {
  /** A browser context of its own, which ends with the part. */
  context: BrowserContext;
  /** Whether another round fits into the part's time. */
  hasTime(): boolean;
  /** Prints a step of the part. */
  step(text: string): void;
}

/** Fraction of a part's time after which no new round begins. */
const LAST_ROUND = 0.5;

/** Measures a part. If it fails or takes too long, its only row says what it waited for. */
export async function measured(bench: Bench, browser: Browser, part: Part): Promise<readonly Row[]> {
  const { name, at = '', seconds, measure } = part;
  const began = performance.now();
  const step = (text: string) => bench.progress(`board: ${name}: ${text}`);
  step(`at most ${seconds} s`);
  let last = 'its start';
  let context: BrowserContext | undefined;
  try {
    context = await within(WAIT_MS, 'a window of the browser', browser.newContext({ viewport: VIEWPORT }));
    context.setDefaultTimeout(WAIT_MS);
    const hasTime = () => performance.now() - began < seconds * 1_000 * LAST_ROUND;
    const said = (text: string) => {
      last = text;
      step(text);
    };
    return await within(seconds * 1_000, () => last, measure({ context, hasTime, step: said }));
  } catch (error) {
    return [{ name: `board: ${name}`, at, failed: error instanceof Error ? error.message : String(error) }];
  } finally {
    // Also ends what still waits in the pages of a part that took too long.
    if (context) await within(WAIT_MS, 'the end of a window', context.close()).catch(() => undefined);
  }
}

/** Returns the result of some work. @throws an error that says what was waited for, if the work takes longer than `ms` */
export async function within<Result>(
  ms: number,
  what: string | (() => string),
  work: Promise<Result>,
): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, fail) => {
    const words = () => (typeof what === 'string' ? what : what());
    timer = setTimeout(() => fail(new Error(`gave up after ${ms / 1_000} s, waiting for ${words()}`)), ms);
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
