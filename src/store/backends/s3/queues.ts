import { FORMAT_FILE } from '../../layout.ts';
import { inParallel } from '../parallel.ts';
import type { S3Address } from './address.ts';
import { callsTo, s3Backend } from './backend.ts';
import { listKeys } from './listing.ts';
import { createSend, type Send } from './send.ts';

/** Maximum number of folders that are searched for a queue. Each costs a request. */
const MOST = 50;
const AT_ONCE = 16;

/** Lists the addresses of the queues in the folder of a bucket that contains the queue of an address, with its own. */
export async function queuesInBucket(address: S3Address, send: Send = createSend(address)): Promise<string[]> {
  const { ask, answered } = callsTo(address, { send });
  const parent = address.prefix.replace(/[^/]+\/$/, '');
  const { entries } = await answered('read', '', () => listKeys(ask, { prefix: parent, after: parent, folders: true }));
  const prefixes = entries.flatMap(({ key, facts }) => (facts === null ? [key] : []));
  const found: string[] = [];
  await inParallel(new Set([address.prefix, ...prefixes.slice(0, MOST)]), AT_ONCE, async (prefix) => {
    if ((await s3Backend({ ...address, prefix }, { send }).get(FORMAT_FILE)) !== null) found.push(prefix);
  });
  const { bucket, text } = address;
  const query = text.includes('?') ? text.slice(text.indexOf('?')) : '';
  return found.sort().map((prefix) => `s3://${bucket}/${prefix}`.replace(/\/$/, '') + query);
}
