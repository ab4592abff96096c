import { inputOf } from '../../../domain/calls/door.ts';
import type { GlobalFlag } from '../words/global-flags.ts';

/** The column at which the meaning of a flag begins. */
export const FLAG_WIDTH = 26;

/** Formats a flag with its value and meaning as a line of help. */
export function flagRow(name: string, { means, value, short }: GlobalFlag): string {
  const written = [short && `-${short},`, inputOf('cli', name), value].filter(Boolean).join(' ');
  return `  ${written.padEnd(FLAG_WIDTH)}${means}`;
}
