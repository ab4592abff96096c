import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import type { MemoryFile } from '../../src/store/index.ts';
import { fakeS3 } from '../support/s3-fake.ts';
import { openS3 } from '../support/s3-listener.ts';

/**
 * A service of S3 with one bucket, `work`, that is durable: it answers after its journal has the change.
 * `s3-service.child <port> <journal>`. Accepts requests of any time, as many services in a company do.
 */
const [port = '', journal = ''] = process.argv.slice(2);

/** Objects whose changes are in a journal: a line with the name, the time and the length, then the bytes. */
class Journalled extends Map<string, MemoryFile> {
  constructor(file: string) {
    super();
    const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
    let at = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, at)) {
      const [key, modified, length] = JSON.parse(bytes.subarray(at, end).toString()) as [string, number, number | null];
      const after = end + 1 + (length ?? 0);
      if (after > bytes.length) break;
      if (length === null) super.delete(key);
      else super.set(key, { data: bytes.subarray(end + 1, after), modified });
      at = after;
    }
    // A kill in the middle of a change leaves a part of it.
    if (at < bytes.length) truncateSync(file, at);
  }
  override set(key: string, file: MemoryFile): this {
    const line = Buffer.from(`${JSON.stringify([key, file.modified, file.data.length])}\n`);
    appendFileSync(journal, Buffer.concat([line, file.data]));
    return super.set(key, file);
  }
  override delete(key: string): boolean {
    if (this.has(key)) appendFileSync(journal, `${JSON.stringify([key, 0, null])}\n`);
    return super.delete(key);
  }
}

const service = fakeS3({ now: Date.now });
service.buckets.set('work', new Journalled(journal));
const server = await openS3(service, Date.now, { port: Number(port), tolerance: Number.POSITIVE_INFINITY });
process.send?.(server.port);
