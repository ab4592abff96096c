import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';

/** Possible folders of the app, relative to the bundle or to this source file. */
const APP_FOLDERS = ['./web', '../web', '../../../plugin/dist/web'];

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
};

/** A file of the app in all encodings that the server can send. */
interface Sent {
  type: string;
  tag: string;
  forms: Readonly<Record<Form, Uint8Array>>;
}
type Form = 'br' | 'gzip' | 'identity';

export interface Files {
  /** Returns the response for a path, or undefined if the app has no such file. */
  answer(path: string, request: Request): Promise<Response | undefined>;
}

export function webFolder(): string | undefined {
  return APP_FOLDERS.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((folder) =>
    existsSync(folder),
  );
}

/**
 * Reads the app's files at the start, so that they match this server even after an update. Compresses each file at its
 * first use.
 */
export function createFiles(folder: string | undefined): Files {
  const bodies = folder ? readAll(folder) : Promise.resolve(new Map<string, Buffer>());
  const known = new Map<string, Promise<Sent>>();
  return {
    async answer(path, request) {
      const file = folder && inside(folder, path);
      const body = file && (await bodies).get(file);
      if (!file || !body) return undefined;
      if (!known.has(file)) known.set(file, pack(file, body));
      return answerWith(await known.get(file)!, request, path.startsWith('/assets/'));
    },
  };
}

async function readAll(folder: string): Promise<Map<string, Buffer>> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const files = names.map((name) => join(folder, name)).filter((file) => extname(file) in TYPES);
  return new Map(await Promise.all(files.map(async (file) => [file, await readFile(file)] as const)));
}

function inside(folder: string, path: string): string | undefined {
  if (path.includes('\0') || path.includes('\\')) return undefined;
  const file = normalize(join(folder, path));
  return file.startsWith(folder + sep) && extname(file) in TYPES ? file : undefined;
}

async function pack(file: string, body: Buffer): Promise<Sent> {
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  if (!compressed.has(tag)) compressed.set(tag, compress(file, body));
  return { type: TYPES[extname(file)]!, tag, forms: await compressed.get(tag)! };
}

/** Compressed files by tag, for all servers of a process. Compressing the app takes a second of CPU time. */
const compressed = new Map<string, Promise<Sent['forms']>>();

async function compress(file: string, body: Buffer): Promise<Sent['forms']> {
  const packed = ['.png', '.woff2'].includes(extname(file));
  const [br, gz] = packed ? [body, body] : await Promise.all([promisify(brotliCompress)(body), promisify(gzip)(body)]);
  return { br, gzip: gz, identity: body };
}

/**
 * Answers a request with a file. Browsers can cache a file with a hash in its name forever. They check all other files
 * again.
 */
function answerWith({ type, tag, forms }: Sent, request: Request, hashed: boolean): Response {
  const form = formFor(request.headers.get('accept-encoding') ?? '', forms);
  const headers: Record<string, string> = {
    'Content-Type': type,
    'Cache-Control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    ETag: tag,
    Vary: 'Accept-Encoding',
    ...(form === 'identity' ? {} : { 'Content-Encoding': form }),
  };
  if (request.headers.get('if-none-match') === tag) return new Response(null, { status: 304, headers });
  return new Response(request.method === 'HEAD' ? null : new Uint8Array(forms[form]), { headers });
}

function formFor(accepted: string, forms: Sent['forms']): Form {
  const taken = accepted.split(',').map((word) => word.split(';')[0]!.trim());
  const found = (['br', 'gzip'] as const).find((form) => taken.includes(form));
  return found && forms[found].length < forms.identity.length ? found : 'identity';
}
