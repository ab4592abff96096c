/** The languages of the small projects that results are planted in. */
export type Language = 'typescript' | 'python' | 'go' | 'rust' | 'java' | 'csharp' | 'ruby';

/** A small project as it stood before an agent worked on it. */
export interface Project {
  language: Language;
  files: Record<string, string>;
  checks: { name: string; command: string }[];
}

/** One change of one file: text swapped, the whole file written, deleted or renamed. */
export type Edit =
  | { path: string; find: string; put: string }
  | { path: string; write: string }
  | { path: string; delete: true }
  | { path: string; to: string };

/** A planted result: what an agent handed in, and whether a reviewer must be told of something in it. */
export interface Planted {
  name: string;
  kind: string;
  bad: boolean;
  project: Language;
  tells?: string;
  edits: Edit[];
}

/** The text of one path before and after; undefined where the file does not exist. */
export interface Change {
  path: string;
  before: string | undefined;
  after: string | undefined;
}

/** Plants edits in a project and returns every path whose text changed. Throws where an edit does not fit. */
export function apply(project: Project, edits: readonly Edit[]): Change[] {
  const now = new Map(Object.entries(project.files));
  for (const edit of edits) plant(now, edit);
  const paths = [...new Set([...Object.keys(project.files), ...now.keys()])].sort();
  return paths
    .map((path) => ({ path, before: project.files[path], after: now.get(path) }))
    .filter((change) => change.before !== change.after);
}

function plant(now: Map<string, string>, edit: Edit): void {
  if ('write' in edit) {
    if (now.get(edit.path) === edit.write) throw new Error(`${edit.path}: the text written is already there`);
    now.set(edit.path, edit.write);
    return;
  }
  const text = now.get(edit.path);
  if (text === undefined) throw new Error(`${edit.path}: no such file`);
  if ('find' in edit) {
    const found = text.split(edit.find).length - 1;
    if (edit.find === '' || found !== 1) throw new Error(`${edit.path}: found ${found} times: ${edit.find}`);
    now.set(
      edit.path,
      text.replace(edit.find, () => edit.put),
    );
    return;
  }
  now.delete(edit.path);
  if ('to' in edit) {
    if (now.has(edit.to)) throw new Error(`${edit.to}: already exists`);
    now.set(edit.to, text);
  }
}

/** Swaps text that occurs exactly once. */
export const swap = (path: string, find: string, put: string): Edit => ({ path, find, put });

/** Writes a whole file. */
export const write = (path: string, text: string): Edit => ({ path, write: text });

/** Deletes a file. */
export const remove = (path: string): Edit => ({ path, delete: true });

/** Renames a file. */
export const rename = (path: string, to: string): Edit => ({ path, to });

/** Returns the makers of bad and good results of one project. */
export function plantedIn(project: Language) {
  return {
    bad: (name: string, kind: string, tells: string, edits: Edit[]): Planted => ({
      name: `${project}: ${name}`,
      kind,
      bad: true,
      project,
      tells,
      edits,
    }),
    good: (name: string, kind: string, edits: Edit[]): Planted => ({
      name: `${project}: ${name}`,
      kind,
      bad: false,
      project,
      edits,
    }),
  };
}
