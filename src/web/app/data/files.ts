import { showRefusal } from './act.ts';
import { Refusal } from './api.ts';

/** Milliseconds after which the download's URL becomes invalid. By then, the browser has begun to save the file. */
const KEPT_MS = 60_000;

/** Lets the browser save bytes or a text as a file. */
export function saveFile(name: string, content: BlobPart): void {
  const address = URL.createObjectURL(new Blob([content], { type: 'application/octet-stream' }));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}

/**
 * Returns the content of a file in base64.
 * @returns undefined if the file can't be read, for example because it is a folder
 */
export function base64Of(file: File): Promise<string | undefined> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,?/, ''));
    reader.onerror = () => resolve(undefined);
    reader.readAsDataURL(file);
  });
}

/** Tells the reader why the page can't take a file. */
export function showProblem(message: string, hint: string): void {
  showRefusal(new Refusal({ code: 'invalid', message, hint }));
}
