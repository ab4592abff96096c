import { fitText } from '../../text/screen/layout/fit-text.ts';
import { screenOf } from './colour.ts';
import type { Streams } from './io.ts';
import { printPaged } from './pager.ts';

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
