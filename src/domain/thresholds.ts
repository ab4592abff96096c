/** A number from which a rule finds a problem. It is also a setting, `<group>.<name>`, which its row declares. */
interface Threshold {
  fallback: number;
  least: number;
  means: string;
}

export type ThresholdTable = Readonly<Record<string, Threshold>>;

/** The value of each threshold in a table. */
export type ThresholdValues<Table extends ThresholdTable> = Readonly<Record<keyof Table, number>>;

export function thresholdSetting(group: string, name: string): string {
  return `${group}.${name}`;
}

/** Reads the values from settings. */
export function thresholdsBy<Table extends ThresholdTable>(
  group: string,
  table: Table,
  settingOf: (setting: string) => unknown,
): ThresholdValues<Table> {
  const values = Object.keys(table).map((name) => [name, Number(settingOf(thresholdSetting(group, name)))]);
  return Object.fromEntries(values) as ThresholdValues<Table>;
}
