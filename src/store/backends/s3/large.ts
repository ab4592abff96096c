import type { Content } from '../../backend.ts';
import { isInMemory, piecesOf } from '../pieces.ts';
import type { Answered } from '../repeat.ts';
import { S3Error, unreadableAnswer } from './failure.ts';
import type { S3Request, S3Response } from './send.ts';
import { elementText } from './xml.ts';

/** Bytes of a part. A service refuses parts below 5 MB, but for the last one. */
const PART = 8 << 20;
/** Maximum bytes of a content that is in memory anyway and goes in one request. */
const MOST_WHOLE = 64 << 20;

/** Divides a content into parts, the last of which may be shorter. A content in memory is one part if it isn't too large. */
export function uploadParts(content: Content): Generator<Buffer, undefined> {
  return piecesOf(content, isInMemory(content) && Buffer.byteLength(content) <= MOST_WHOLE ? MOST_WHOLE : PART);
}

interface Calls {
  ask: (request: S3Request, fits?: (status: number) => boolean) => Promise<S3Response>;
  answered: Answered;
  /** Checks whether the file exists. */
  exists: () => Promise<boolean>;
}

interface LargeFile {
  key: string;
  path: string;
  /** Parts as {@link uploadParts} makes them. */
  parts: Iterable<Buffer>;
}

/**
 * Creates a file in parts, so that it is never in memory as a whole. Commits are never so large. A service that ignores
 * the condition at the end of an upload can replace a file that appeared meanwhile; large files of one name have equal
 * bytes.
 * @returns the file's tag, or null if the file exists already
 */
export async function putInParts({ ask, answered, exists }: Calls, file: LargeFile): Promise<string | null> {
  const { key, path, parts } = file;
  if (await exists()) return null;
  const upload = await answered('write', path, async () => {
    const begun = await ask({ method: 'POST', key, query: { uploads: '' } });
    const id = elementText(begun.body.toString(), 'UploadId');
    // With an empty id, a lenient service takes the end of the upload for a call on the file itself.
    if (!id) throw unreadableAnswer();
    return id;
  });
  const abort = () => ask({ method: 'DELETE', key, query: { uploadId: upload } }).catch(() => undefined);
  const tags: string[] = [];
  try {
    for (const body of parts) {
      const query = { partNumber: String(tags.length + 1), uploadId: upload };
      const { headers } = await answered('write', path, () => ask({ method: 'PUT', key, query, body }));
      tags.push(String(headers.etag));
    }
    if (await exists()) {
      await abort();
      return null;
    }
    const body = Buffer.from(manifestOf(tags));
    const query = { uploadId: upload };
    const headers = { 'If-None-Match': '*' };
    const done = await answered('write', path, async (again) => {
      const response = await ask(
        { method: 'POST', key, query, headers, body },
        (status) => status < 300 || status === 412 || (again && status === 404),
      );
      // The service may begin a success and end it with an error.
      if (response.body.includes('<Error>') && response.status === 200) throw new S3Error({ ...response, status: 500 });
      return response;
    });
    if (done.status === 412) {
      await abort();
      return null;
    }
    if (done.status === 404 && !(await exists())) throw new S3Error(done);
    return elementText(done.body.toString(), 'ETag')?.replaceAll('"', '') ?? '';
  } catch (error) {
    await abort();
    throw error;
  }
}

function manifestOf(tags: readonly string[]): string {
  const parts = tags.map((tag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${tag}</ETag></Part>`);
  return `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
}
