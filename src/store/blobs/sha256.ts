import * as crypto from 'node:crypto';

/** The platform's call for one text takes half of the time of a hash object. Node has it from 20.12 on. */
const { hash } = crypto as { hash?: typeof crypto.hash };

/** @returns 64 hexadecimal digits */
export function sha256(body: string | Uint8Array): string {
  return hash ? hash('sha256', body, 'hex') : crypto.createHash('sha256').update(body).digest('hex');
}
