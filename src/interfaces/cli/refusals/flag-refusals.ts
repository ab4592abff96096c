import { inputOf } from '../../../domain/calls/door.ts';
import { refuse } from '../../../domain/errors.ts';
import type { Slip } from './slip.ts';

/** Refuses a flag without a value. @param flag the flag behind it, which is a value only with a `=` before it */
export function refuseBare(field: string, message: string, flag?: string): never {
  const hint = flag && `${flag} is a flag. As a text, write \`${inputOf('cli', field)}=${flag}\`.`;
  return refuse('usage', message, { ...(hint && { hint }), ...dataOf({ kind: 'bare', field }) });
}

export function takesNoValue(field: string, value: string): never {
  const said = `${inputOf('cli', field)} takes no value, received "${value}"`;
  return refuse('usage', said, dataOf({ kind: 'valued', field }));
}

export function refuseTwice(field: string, first: unknown, second: unknown): never {
  const said = `${inputOf('cli', field)} was given twice: ${String(first)} and ${String(second)}`;
  return refuse('usage', said, dataOf({ kind: 'twice', field }));
}

/** Refuses a known flag that has no use in this line. */
export function refuseUseless(field: string, message: string, hint?: string): never {
  return refuse('usage', message, { ...(hint && { hint }), ...dataOf({ kind: 'useless', field }) });
}

const dataOf = (slip: Slip) => ({ data: { slip } });
