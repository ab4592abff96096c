export type SettingValue = string | boolean | number;

export interface SettingRow {
  /** The setting's name. `<name>` in it stands for a word that the user chooses. */
  name: string;
  /** The setting's benefit and cost. */
  means: string;
  /**
   * The accepted values: one of a list, any number, a number within bounds, or any text. An empty text removes the
   * setting.
   */
  values: readonly SettingValue[] | 'number' | SettingBounds | 'text';
  fallback: SettingValue;
  /** Only a person at a terminal may change this setting: its value is executed, or decides about rights. */
  terminal?: true;
  /** The rule for the word in the setting's name, if not every word is accepted. */
  word?: { fits: RegExp; expected: string };
}

export interface SettingBounds {
  least: number;
  /** Maximum; no upper bound if absent. */
  most?: number;
  whole: boolean;
}
