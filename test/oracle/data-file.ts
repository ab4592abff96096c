/**
 * Tasks as Taskwarrior 2.6 stores them, a line each (pending.data, completed.data): importing hundreds at once makes 2.6.2 crash
 * now and then.
 */
export function dataFile(rows: readonly Record<string, unknown>[]): string {
  return rows.map((row) => `[${attributes(row).join(' ')}]\n`).join('');
}

/** Compact as in an export, or ISO 8601. */
const DATE = /^(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?(\d\d)Z$/;

function attributes(row: Record<string, unknown>): string[] {
  return Object.entries(row).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (name === 'tags' || name === 'depends') return list(name, value as string[]);
    if (name === 'annotations') {
      return (value as { entry: string; description: string }[]).map((note) =>
        attribute(`annotation_${epoch(note.entry)}`, note.description),
      );
    }
    return [attribute(name, DATE.test(String(value)) ? epoch(String(value)) : String(value))];
  });
}

/** Twice, as 2.6 does: as one text, and each element for itself. */
function list(name: 'tags' | 'depends', values: readonly string[]): string[] {
  const each = name === 'tags' ? 'tags_' : 'dep_';
  return [attribute(name, values.join(',')), ...values.map((value) => attribute(each + value, 'x'))];
}

function attribute(name: string, value: string): string {
  return `${name}:"${value}"`;
}

function epoch(date: string): string {
  return String(Date.parse(date.replace(DATE, '$1-$2-$3T$4:$5:$6Z')) / 1000);
}
