/** Milliseconds after which the download's URL becomes invalid. By then, the browser has begun to save the file. */
const KEPT_MS = 60_000;

/** Lets the browser save bytes or a text as a file. */
export function saveFile(name: string, content: BlobPart): void {
  const address = URL.createObjectURL(new Blob([content], { type: 'application/octet-stream' }));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
