import { onTestFinished } from 'vitest';
import type { FakeS3 } from './s3-fake.ts';
import { openS3, type S3Server } from './s3-listener.ts';

/** Serves a fake on the loopback until the test ends, see {@link openS3}. */
export async function startS3(service: FakeS3, now?: () => number): Promise<S3Server> {
  const server = await openS3(service, now);
  onTestFinished(server.end);
  return server;
}
