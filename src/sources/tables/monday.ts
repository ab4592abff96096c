/** A line of a table: its cells, and the number of lines up to its end. */
export interface Line {
  record: string[];
  info: { lines: number };
  /** The line has the uuid of a task. */
  marked?: boolean;
}

const trimmed = (record: readonly string[]) => record.map((cell) => cell.trim());
const only = (record: readonly string[]) => {
  const [first = '', ...rest] = trimmed(record);
  return first !== '' && rest.every((cell) => cell === '') ? first : undefined;
};

/** Detects the sheet of a board of Monday by its header. */
export function isMonday(header: readonly string[]): boolean {
  const names = trimmed(header);
  return names[0] === 'Name' && (names.includes('Subitems') || names.includes('Item ID (auto generated)'));
}

const ITEM_ID = 'Item ID (auto generated)';
const GROUP = 'Group';
const PARENT = 'Parent item';

/**
 * Converts the sheet of a board to one table. Each group of a board begins with its name and a header, and the subitems
 * of an item follow it with a header of their own. Rows get the columns `Group` and `Parent item`.
 * @returns the header and the rows; `left` has the lines that are neither
 */
export function mondayTable(lines: readonly Line[], at: number): { header: string[]; rows: Line[]; left: Line[] } {
  const header = trimmed(lines[at]!.record);
  const subHeaders = lines.slice(at).flatMap(({ record }) => (isSubHeader(record) ? [trimmed(record).slice(1)] : []));
  const others = [...new Set(subHeaders.flat())].filter((name) => name !== '' && !header.includes(name));
  const wide = [...header, ...others, ...[GROUP, PARENT].filter((name) => !header.includes(name))];
  const rows: Line[] = [];
  const left: Line[] = [];
  let group = at > 0 ? only(lines[at - 1]!.record) : undefined;
  let item = '';
  let subs: string[] | undefined;
  const add = ({ record, info }: Line, names: readonly string[], more: Readonly<Record<string, string>>) => {
    const cells = new Map(names.map((name, index) => [name, record[index] ?? '']));
    rows.push({ info, record: wide.map((name) => more[name] || (cells.get(name) ?? '')) });
  };
  for (const [index, line] of lines.entries()) {
    if (index <= at) continue;
    const next = lines[index + 1];
    if (isSubHeader(line.record)) subs = trimmed(line.record);
    else if (isHeader(line.record, header)) subs = undefined;
    else if (next && isHeader(next.record, header) && only(line.record)) group = only(line.record);
    else if (line.record[0]?.trim() !== '') {
      subs = undefined;
      const id = header.indexOf(ITEM_ID);
      item = (id < 0 ? '' : line.record[id]?.trim()) || line.record[0]!.trim();
      add(line, header, { [GROUP]: group ?? '' });
    } else if (subs && line.record[1]?.trim())
      add(line, ['', ...subs.slice(1)], { [GROUP]: group ?? '', [PARENT]: item });
    else left.push(line);
  }
  return { header: wide, rows, left };
}

function isHeader(record: readonly string[], header: readonly string[]): boolean {
  const names = trimmed(record);
  return header.every((name, index) => name === (names[index] ?? ''));
}

function isSubHeader(record: readonly string[]): boolean {
  const [first, second] = trimmed(record);
  return first === 'Subitems' && second === 'Name';
}
