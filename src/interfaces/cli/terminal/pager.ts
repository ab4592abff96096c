import { stripVTControlCharacters } from 'node:util';
import { fitText } from '../../../text/screen/layout/fit-text.ts';
import { cells } from '../../../text/screen/layout/width.ts';
import { isAgentHere } from '../caller.ts';
import type { Streams } from '../io.ts';
import { screenOf } from './colour.ts';

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

/** How the answer of one of the program's own words is printed. */
export interface Printing {
  /** Whether the words only read, so that a long answer has a pager. */
  reads: boolean;
  json: boolean;
  noPager: boolean;
}

/**
 * Runs an action whose answers are lines for a person. Fits them to the terminal, as the answers of the table's commands
 * are. JSON stays as it is.
 * @param act gets the streams to use. Returns a text to print, or an exit code
 * @returns the exit code
 */
export async function runFitted(
  act: (streams: Streams) => string | number | Promise<string | number>,
  streams: Streams,
  { reads, json, noPager }: Printing,
): Promise<number> {
  const screen = json ? undefined : screenOf(streams);
  const texts: string[] = [];
  const out = (text: string) => {
    const fitted = screen ? fitText(text, screen.columns) : text;
    if (reads) texts.push(fitted);
    else streams.out(fitted);
  };
  const answer = await act({ ...streams, out });
  if (typeof answer === 'string') out(answer);
  if (texts.length > 0) await printPaged(texts.join('\n'), streams, { json, noPager });
  return typeof answer === 'string' ? 0 : answer;
}

/** Prints an answer, with a pager if it is long, unless it is an exit code. @returns the exit code */
export async function answered(answer: string | number, streams: Streams, noPager: boolean): Promise<number> {
  if (typeof answer === 'number') return answer;
  await printPaged(answer, streams, { noPager });
  return 0;
}

/** Returns the number of a terminal's lines that these lines take, since long lines wrap. */
export function shownHeight(lines: readonly string[], columns: number | undefined): number {
  if (!columns) return lines.length;
  const heightOf = (line: string) => Math.max(1, Math.ceil(cells(stripVTControlCharacters(line)) / columns));
  return lines.reduce((sum, line) => sum + heightOf(line), 0);
}
