const UNITS = ['KB', 'MB', 'GB'] as const;

/** Formats a number of bytes in steps of 1024: `512 bytes`, `12.3 KB`, `1.5 GB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  const step = bytes < 1024 ** 2 ? 1 : bytes < 1024 ** 3 ? 2 : 3;
  const size = bytes / 1024 ** step;
  return `${size < 100 ? size.toFixed(1) : Math.round(size)} ${UNITS[step - 1]}`;
}
