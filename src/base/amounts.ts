const UNITS = ['KB', 'MB', 'GB'] as const;

/** Formats a number of bytes in steps of 1024: `512 bytes`, `12.3 KB`, `1.5 GB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return counted(bytes, 'byte');
  const step = bytes < 1024 ** 2 ? 1 : bytes < 1024 ** 3 ? 2 : 3;
  const size = bytes / 1024 ** step;
  return `${size < 100 ? size.toFixed(1) : Math.round(size)} ${UNITS[step - 1]}`;
}

/** Formats a number of bytes in GB, rounded down to a tenth: `1.9 GB` is less than a limit of `2.0 GB`. */
export const gigabytes = (bytes: number): string =>
  // A tenth of a GB is no whole number of bytes.
  `${(Math.floor((bytes / 1024 ** 3) * 10 + 1e-6) / 10).toFixed(1)} GB`;

/** Formats an amount of US dollars: `$0.31`. An amount that would look like none is `<$0.01`. */
export const dollars = (usd: number): string => (usd > 0 && usd < 0.005 ? '<$0.01' : `$${usd.toFixed(2)}`);

/** Formats a number with its noun: `1 handoff`, `2 repositories`, `0 blobs`. */
export function counted(count: number, noun: string): string {
  return `${count} ${nounFor(count, noun)}`;
}

/** Returns a noun in the form for a number: `task` for 1, `tasks` for the others. */
export const nounFor = (count: number, noun: string): string => (count === 1 ? noun : plural(noun));

function plural(noun: string): string {
  if (noun.endsWith('criterion')) return noun.replace(/on$/, 'a');
  if (/(ch|s)$/.test(noun)) return `${noun}es`;
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}
