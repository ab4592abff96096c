import { commaList } from '../../domain/comma-list.ts';
import { BacklogError } from '../../domain/errors.ts';
import { hides } from '../../work/config/config-text.ts';
import { readSetting, rowOfName } from '../../work/settings/settings.ts';

/** A setting that a person can accept, with the reason to propose it. */
export interface ProposedSetting {
  name: string;
  value: string;
  from: string;
}

/** The settings that may be proposed, by the beginnings of their names, and the longest value. */
const MAY_PROPOSE = /^(?:checks\.|runs\.(?:setup|repair|copy|link|fixes|generated)$|runs\.checks\.)/;
const LONGEST = 500;

/** Checks whether a person sees all of a text on one line: it has no long gap, either. */
const isSeen = (text: string) => !/[\n\t]| {4}/.test(text) && !hides(text);

/** The settings whose values are paths in the repository. */
const OF_PATHS = /^runs\.(?:copy|link|generated)$/;

/** Checks whether a setting may be proposed to a person: it prepares worktrees or checks results, on one visible line. */
export function mayPropose(name: string, value: string): boolean {
  const isPlain = value !== '' && value.length <= LONGEST && isSeen(value) && isSeen(name);
  if (!isPlain || !MAY_PROPOSE.test(name) || !rowOfName(name)?.inFile) return false;
  if (OF_PATHS.test(name) && !commaList(value).every(isInside)) return false;
  try {
    readSetting(name, value);
    return true;
  } catch (error) {
    if (error instanceof BacklogError) return false;
    throw error;
  }
}

/**
 * Checks whether a path names a part of the repository. Worktrees get what such paths name, where agents can read it. So
 * it names nothing outside, neither the whole repository nor what git and Backlog keep there.
 */
function isInside(path: string): boolean {
  const parts = path
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+|\/$/g, '')
    .split('/');
  if (/^[/\\~]|^[a-z]:/i.test(path)) return false;
  return (
    !parts.every((part) => /^\*+$/.test(part)) && parts.every((part) => !/^(?:|\.{1,2}|\.git|\.backlog)$/i.test(part))
  );
}
