import * as z from 'zod';
import { parseJsonText } from './json-text.ts';

/**
 * An array of elements, the same as JSON text, or plain text that `split` takes apart; null is the empty list. JSON is held to the
 * same schema as the array itself: what is no element is refused, never turned into text.
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

/** How much of what came an error shows, in characters. */
const RECEIVED = 120;

/** `texts, or objects of id, text` */
function expectation(element: z.ZodType): string {
  const variants = element instanceof z.ZodUnion ? element.options : [element];
  const object = variants.find((variant) => variant instanceof z.ZodObject);
  return `a list of texts${object ? `, or of objects with ${Object.keys(object.shape).join(' and ')}` : ''}`;
}
