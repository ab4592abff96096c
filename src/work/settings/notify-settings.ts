import type { DeclaredSetting } from './setting-row.ts';

export const NOTIFY_COMMAND = 'notify.command';
export const QUIET_HOURS = 'notify.quiet';

/** Settings for notices: questions, results to review, failures and the orchestrator's end. */
export const NOTIFY_SETTINGS: readonly DeclaredSetting[] = [
  {
    name: NOTIFY_COMMAND,
    terminal: true,
    means:
      'Program that notifies you, as a JSON array: ["notify-send"]. Backlog adds the notice as the last two arguments, a headline and a text. Empty: only pages of the board notify.',
    text: {
      fits: { test: (text) => commandIn(text) !== undefined },
      expected:
        'a JSON array of a program and its arguments, for example `backlog setting set notify.command \'["notify-send","-a","Backlog"]\'`',
    },
  },
  {
    name: QUIET_HOURS,
    zoned: true,
    means:
      'Hours without notices: 22:00-07:00, in the time zone of the person who sets them. Notices follow afterwards if they are still needed.',
    text: { fits: { test: (text) => hoursIn(text) !== undefined }, expected: 'two times such as 22:00-07:00' },
  },
];

/** Reads the value of `notify.command`. @returns undefined if it is no array of texts that begins with a program */
export function commandIn(text: string): readonly [file: string, ...args: string[]] | undefined {
  try {
    const read: unknown = JSON.parse(text);
    const isCommand = Array.isArray(read) && read.every((word) => typeof word === 'string' && !word.includes('\0'));
    return isCommand && read[0] ? (read as [string, ...string[]]) : undefined;
  } catch {
    return undefined;
  }
}

/** Reads the value of `notify.quiet`. The times are `HH:MM`, so they can be compared as texts. */
function hoursIn(text: string): { from: string; to: string } | undefined {
  const [, from, to] = HOURS.exec(text) ?? [];
  return from !== undefined && to !== undefined && from !== to ? { from, to } : undefined;
}

const TIME = '((?:[01]\\d|2[0-3]):[0-5]\\d)';
const HOURS = new RegExp(`^${TIME}\\s*-\\s*${TIME}$`);

/** Checks whether a local time, as `HH:MM`, is in the quiet hours. Their end is not. */
export function isQuiet(hours: string, time: string): boolean {
  const quiet = hoursIn(hours);
  if (!quiet) return false;
  const { from, to } = quiet;
  return from < to ? time >= from && time < to : time >= from || time < to;
}
