import { type Child, startChild } from '../../test/support/child.ts';
import { fakeS3 } from '../../test/support/s3-fake.ts';
import { openS3 } from '../../test/support/s3-listener.ts';

/** The argument with which this program starts itself as a service. */
const WORD = 'serve-s3';

/** The bucket of the service. */
export const BUCKET = 'bench';

/** Starts the fake of S3 in a process of its own, so that it takes no time from what is measured. It prints its port. */
export function startFakeS3(): Child {
  return startChild(process.argv[1] ?? '', [WORD]);
}

/** Runs as the service if the arguments say so, until the process is killed. */
export async function serveIfAsked([word]: readonly string[]): Promise<boolean> {
  if (word !== WORD) return false;
  const service = fakeS3({ now: Date.now });
  service.buckets.set(BUCKET, new Map());
  const server = await openS3(service);
  process.stdout.write(`${server.port}\n`);
  return true;
}
