import { nearest } from '../../base/nearest.ts';

/** Returns the data of an error about an unknown parameter of an address, with the nearest known one. */
export function nearParameter(received: string, known: readonly string[]): Record<string, unknown> {
  return { field: 'address', received, nearest: nearest(received, known) };
}
