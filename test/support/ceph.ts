import { afterAll } from 'vitest';
import { type Gateway, openCeph } from './ceph-gateway.ts';

export { type Gateway, hasCeph } from './ceph-gateway.ts';

/** Starts Ceph's object gateway, see {@link openCeph}. It stops after the tests of the file. */
export async function startCeph(): Promise<Gateway> {
  const gateway = await openCeph();
  afterAll(gateway.end);
  return gateway;
}
