/** Media types by file extension. They depend on the extension only, not on the file's content. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ...{ txt: 'text/plain', log: 'text/plain', md: 'text/markdown', csv: 'text/csv', html: 'text/html', css: 'text/css' },
  ...{ js: 'text/javascript', mjs: 'text/javascript', ts: 'text/plain', diff: 'text/x-diff', patch: 'text/x-diff' },
  ...{ json: 'application/json', ndjson: 'application/x-ndjson', yaml: 'application/yaml', yml: 'application/yaml' },
  ...{ xml: 'application/xml', har: 'application/json', sql: 'application/sql', wasm: 'application/wasm' },
  ...{ pdf: 'application/pdf', zip: 'application/zip', gz: 'application/gzip', tar: 'application/x-tar' },
  ...{ png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp' },
  ...{ svg: 'image/svg+xml', avif: 'image/avif', mp4: 'video/mp4', webm: 'video/webm', mp3: 'audio/mpeg' },
};

/** Returns the media type for a file name; `application/octet-stream` for an unknown extension. */
export function mediaType(name: string): string {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(MEDIA_TYPES, extension) ? MEDIA_TYPES[extension]! : 'application/octet-stream';
}
