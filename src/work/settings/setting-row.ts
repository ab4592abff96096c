export type SettingValue = string | boolean | number;

export interface SettingRow {
  /** The setting's name. `<name>` in it is a placeholder for a word of the user's choice. */
  name: string;
  /** What the setting does, with its benefit and cost. */
  means: string;
  /** The accepted values: those of a list, numbers, bounded numbers, or texts. An empty text deletes the setting. */
  values: readonly SettingValue[] | 'number' | SettingBounds | 'text';
  /** The rule for the value of a text setting: a pattern, or a function. Without a rule, every text is accepted. */
  text?: { fits: { test(text: string): boolean }; expected: string };
  fallback: SettingValue;
  /** The value has times of day. They are those of the time zone of the person who set it, which is stored with it. */
  zoned?: true;
  /** Only a person at a terminal may change this setting, because its value is executed or controls rights. */
  terminal?: true;
  /**
   * Whether the setting may stand in a repository's config file. `agreed`: it executes something, selects what is
   * executed, decides where results go, or limits what runs may spend, so it counts only after a person agreed to it.
   * `free`: it counts at once. Absent: never, because it grants rights or concerns only this queue.
   */
  inFile?: 'agreed' | 'free';
  /** The value is a list: of paths of the repository, or of names. A config file may write it as one. */
  list?: 'paths' | 'names';
  /** The rule for the user's word in the setting's name. Without a rule, every word is accepted. */
  word?: { fits: RegExp; expected: string };
}

/** A row of a table. By default, its value is a text, and empty. */
export type DeclaredSetting =
  | SettingRow
  | (Omit<SettingRow, 'values' | 'fallback'> & { values?: 'text'; fallback?: string });

export interface SettingBounds {
  least: number;
  /** Maximum; no upper bound if absent. */
  most?: number;
  whole: boolean;
}

/** Maximum of a setting that limits runs: two years in minutes, or a million dollars. */
export const MOST_LIMIT = 1_000_000;

/** A number of at least `least`. */
export const atLeast = (least: number, whole = true) => ({ least, most: MOST_LIMIT, whole });

/** The rule for a user's word that is a path. */
export const REPOSITORY_PATH = {
  fits: /^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^*?\0]+$/,
  expected: 'a path of the repository, not a glob (a path includes everything below it)',
};
