import { counted } from '../base/amounts.ts';
import { groupedBy } from '../base/iterables.ts';
import type { Given } from './reading/given.ts';
import type { Located } from './reading/json-file.ts';
import { refuseFile } from './reading/row-location.ts';
import { type Database, readDatabase } from './sqlite/database.ts';
import { Damaged } from './sqlite/log.ts';
import type { SqliteValue } from './sqlite/sqlite-library.ts';

type TableRow = Record<string, SqliteValue>;

/** Tables whose rows belong to no task. */
const OTHERS = ['project_memory', 'project_docs', 'attachments', 'activity_log'];

/** Returns the tasks of a database with projects, labels, comments and plans, as the tool's JSON export does. */
export async function mazen160Database(given: Given, file: string, left: string[]): Promise<Located[]> {
  try {
    return await readDatabase(given.bytes(file), given.companion('-wal'), (database) => {
      if (!database.tables.includes('tasks'))
        refuseFile(
          file,
          `expected a database with a table tasks, received ${database.tables.join(', ') || 'no table'}`,
        );
      for (const table of OTHERS) {
        const { length } = database.rows(table);
        if (length > 0) left.push(`${table}: ${counted(length, 'row')}`);
      }
      return joined(database).map((value, index) => ({ place: { file, row: index + 1, part: 'of tasks' }, value }));
    });
  } catch (error) {
    if (error instanceof Damaged) return refuseFile(file, `expected an undamaged SQLite database: ${error.message}`);
    throw error;
  }
}

function joined({ rows }: Database): Record<string, unknown>[] {
  const ofTask = ({ task_id }: TableRow) => task_id;
  const projects = new Map(rows('projects').map((project) => [project.id, project.alias]));
  const labels = new Map(rows('labels').map((label) => [label.id, label.name]));
  const labelsOf = groupedBy(rows('task_labels'), ofTask);
  const commentsOf = groupedBy(rows('comments'), ofTask);
  const plansOf = groupedBy(rows('plans'), ofTask);
  const versions = new Map(rows('plan_versions').map((one) => [`${one.plan_id} ${one.version}`, one]));
  return rows('tasks').map((task) => ({
    ...withoutNulls(task),
    project: projects.get(task.project_id ?? ''),
    labels: (labelsOf.get(task.id) ?? []).map(({ label_id }) => labels.get(label_id ?? '')).filter(Boolean),
    comments: (commentsOf.get(task.id) ?? []).map(withoutNulls),
    plans: (plansOf.get(task.id) ?? []).flatMap(({ id, current_version }) => {
      const current = versions.get(`${id} ${current_version}`);
      return current ? [{ title: current.title, body: current.body }] : [];
    }),
  }));
}

function withoutNulls(row: TableRow): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== null && value !== '' && !(value instanceof Uint8Array)),
  );
}
