import { parseArgs } from 'node:util';

export interface StatusLineWords {
  json: boolean;
  width: number | undefined;
  /** Another program's command line, for a shell. */
  first: string | undefined;
}

/**
 * Reads the words after `statusline` without the command line, whose modules take longer than the status line.
 * @returns undefined for other words, which the command line explains
 */
export function statusLineWords(words: readonly string[]): StatusLineWords | undefined {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: { json: { type: 'boolean' }, width: { type: 'string' }, with: { type: 'string' } },
    });
    const { json = false, width, with: first } = values;
    if (width !== undefined && !/^[1-9]\d{0,3}$/.test(width)) return undefined;
    return { json, first, width: width === undefined ? undefined : Number(width) };
  } catch {
    return undefined;
  }
}
