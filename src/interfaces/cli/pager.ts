import { isAgentHere } from './caller.ts';
import { screenOf } from './colour.ts';
import type { Streams } from './io.ts';
import { shownHeight } from './shown-height.ts';

/** The pager if no variable names one. less ends by itself for a short text, keeps colours and leaves the text. */
const USUAL = 'less';
const LESS = 'FRX';

/** What decides whether a text gets a pager. */
interface Shown extends Pick<Streams, 'rewrites' | 'size' | 'env' | 'page'> {
  json?: boolean | undefined;
  noPager?: boolean | undefined;
}

/**
 * Returns the pager for a text: of BACKLOG_PAGER, PAGER, or less. Returns undefined for a text that fits on the
 * terminal, and outside of a terminal, with --json or --no-pager, in an agent's environment, and for an empty variable
 * or `cat`.
 */
export function pagerFor(text: string, shown: Shown): string | undefined {
  const { env, json, noPager, page } = shown;
  const screen = screenOf({ ...shown, color: undefined });
  if (!screen?.rows || !page || json || noPager || isAgentHere(env)) return undefined;
  if (shownHeight(text.split('\n'), screen.columns) < screen.rows) return undefined;
  const pager = (env.BACKLOG_PAGER ?? env.PAGER ?? USUAL).trim();
  return pager === '' || pager === 'cat' ? undefined : pager;
}

/** Prints a text, with a pager if it is higher than the terminal. A pager that can't be started prints it as it is. */
export async function printPaged(
  text: string,
  streams: Shown & Pick<Streams, 'out'>,
  { json, noPager }: Pick<Shown, 'json' | 'noPager'> = {},
): Promise<void> {
  const pager = pagerFor(text, { ...streams, json, noPager });
  if (pager === undefined || !(await streams.page!(pager, `${text}\n`))) streams.out(text);
}

/** Returns the environment of a pager. A person's own options for less have priority. */
export function pagerEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, LESS: env.LESS ?? LESS };
}
