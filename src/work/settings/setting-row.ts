export type SettingValue = string | boolean | number;

export interface SettingRow {
  /** `<name>` is a placeholder for a word of the user. */
  name: string;
  /** Its benefit and its cost. */
  means: string;
  /** One of a list, any number, a number within bounds, or any text. An empty text removes the setting. */
  values: readonly SettingValue[] | 'number' | SettingBounds | 'text';
  fallback: SettingValue;
  /** Only a terminal can set it: its value is executed, or decides about rights. */
  terminal?: true;
  /** The rule for the word in the name, if not every word is accepted. */
  word?: { fits: RegExp; expected: string };
}

export interface SettingBounds {
  least: number;
  /** No upper bound if absent. */
  most?: number;
  whole: boolean;
}
