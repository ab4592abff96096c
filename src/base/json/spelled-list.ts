import * as z from 'zod';
import { parseJsonText } from './json-text.ts';

/**
 * A schema that accepts an array, an array as JSON text, or plain text, which `split` divides. Null gives the empty
 * list. JSON elements must match the element's schema; they are never converted to text.
 */
export function spelledList<Element extends z.ZodType>(element: Element, split: (text: string) => string[]) {
  const array = z.array(element);
  return z
    .union([z.string(), z.number(), array, z.null()], `expected ${expectation(element)}`)
    .transform((value, context): z.output<Element>[] => {
      if (value === null) return [];
      const parsed = typeof value === 'string' ? parseJsonText(value) : value;
      if (typeof parsed === 'string' || typeof parsed === 'number') return split(String(parsed)) as z.output<Element>[];
      const read = array.safeParse(Array.isArray(parsed) ? parsed : [parsed]);
      if (read.success) return read.data.filter((item) => item !== '');
      const received = JSON.stringify(value).slice(0, RECEIVED);
      context.addIssue({ code: 'custom', message: `expected ${expectation(element)}, received ${received}` });
      return z.NEVER;
    });
}

/** Maximum length of the received value in an error message, in characters. */
const RECEIVED = 120;

/** Describes the list that a schema expects: `a list of texts, or of objects with id and text`. */
function expectation(element: z.ZodType): string {
  const variants = element instanceof z.ZodUnion ? element.options : [element];
  const object = variants.find((variant) => variant instanceof z.ZodObject);
  return `a list of texts${
    object
      ? `, or of objects with ${Object.keys(object.shape)
          .join(', ')
          .replace(/, (\w+)$/, ' and $1')}`
      : ''
  }`;
}
