import { refuse } from '../errors.ts';

/**
 * Reads bytes that a caller gave in base64. Blanks and line breaks don't matter.
 * @param field name of the input, for the error
 * @throws BacklogError `invalid`
 */
export function bytesOfBase64(text: string, field: string): Buffer {
  const plain = text.replaceAll(/\s/g, '');
  if (!isBase64(plain)) refuse('invalid', `${field}: expected base64`, { data: { field } });
  return Buffer.from(plain, 'base64');
}

/**
 * Checks whether the text is valid base64. The pattern has no repeated groups, because they overflow the stack for a
 * long text.
 */
function isBase64(text: string): boolean {
  const { length } = text.replace(/={1,2}$/, '');
  const filled = length === text.length || text.length % 4 === 0;
  return filled && length % 4 !== 1 && /^[A-Za-z0-9+/]*$/.test(text.slice(0, length));
}
