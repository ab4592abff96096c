export type SettingValue = string | boolean | number;

export interface SettingRow {
  /** `<name>` stands for a word of the user's. */
  name: string;
  /** What it buys and what it costs. */
  means: string;
  /** What it may be: one of these, any number, one within bounds, or any text; an empty text takes it away. */
  values: readonly SettingValue[] | 'number' | SettingBounds | 'text';
  fallback: SettingValue;
  /** Only a terminal sets it: what it says is executed, or decides who may do what. */
  terminal?: true;
  /** What the word in the name's place must be, where not any will do. */
  word?: { fits: RegExp; expected: string };
}

export interface SettingBounds {
  least: number;
  /** Infinite unless it is said. */
  most?: number;
  whole: boolean;
}
