import { BacklogError } from '../../domain/errors.ts';
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

/** Checks whether a setting may be proposed to a person: it prepares worktrees or checks results, on one visible line. */
export function mayPropose(name: string, value: string): boolean {
  const isPlain =
    value !== '' && value.length <= LONGEST && !/[\p{Cc}\u2028\u2029\p{Bidi_Control}]/u.test(value + name);
  if (!isPlain || !MAY_PROPOSE.test(name) || !rowOfName(name)?.inFile) return false;
  try {
    readSetting(name, value);
    return true;
  } catch (error) {
    if (error instanceof BacklogError) return false;
    throw error;
  }
}
