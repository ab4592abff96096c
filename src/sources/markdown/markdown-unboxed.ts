import { refuseFile } from '../reading/row-location.ts';

export const HEADING = /^(#{1,6}) (.*?)\s*$/;
/** A list item without a box. */
const ITEM = /^(\s*)(?:[-*+]|\d{1,9}[.)]) (?!\[.\] )(.*?\S)\s*$/s;

/**
 * Returns a function that converts lines of a text without boxes to tasks: list items, or every line if there are no
 * items (`todo.txt`). Undefined if the caller didn't name the format.
 */
export function itemsAsTasks(
  lines: readonly string[],
  { file, said }: { file: string; said: boolean },
): ((line: string) => string) | undefined {
  const hasItems = lines.some((line) => ITEM.test(line));
  if (!said && hasItems)
    refuseFile(file, 'expected a plan with boxes (- [ ] Fix login), received a list without', {
      hint: 'To take its items as tasks: `format: markdown`',
    });
  if (!said) return undefined;
  if (hasItems) return (line) => line.replace(ITEM, '$1- [ ] $2');
  return (line) => (line.trim() === '' || HEADING.test(line) ? line : asBox(line.trim()));
}

/** Converts a todo.txt line to a task with a box: `x 2026-11-02 2026-11-01 Pay rent` is done, with two dates. */
function asBox(line: string): string {
  const [, done, priority, first, second, words] =
    /^(x )?(\([A-Z]\) )?(?:(\d{4}-\d\d-\d\d) )?(?:(\d{4}-\d\d-\d\d) )?(.*)$/s.exec(line)!;
  const [end, entry] = done ? [first, second] : [undefined, first];
  const marked = words!.replaceAll(/(?<=^|\s)\+(\S+)/g, '[project:: $1]').replaceAll(/(?<=^|\s)@(?=\p{L})/gu, '#');
  return `- [${done ? 'x' : ' '}] ${priority ?? ''}${marked}${end ? ` ✅ ${end}` : ''}${entry ? ` ➕ ${entry}` : ''}`;
}
