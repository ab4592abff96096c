import { showRefusal } from './act.ts';
import { Refusal } from './api.ts';

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
