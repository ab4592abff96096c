import type { ProgressReport } from '../base/progress.ts';
import type { Instant } from '../domain/instant.ts';
import type { Task } from '../domain/task/task.ts';
import type { FormatName } from '../domain/task-formats.ts';
import type { Given } from './reading/given.ts';
import type { Raw, ReadRows, SourceColumns, SourceRow, SourceTask } from './reading/row.ts';

/** Further data of an exported task. */
export interface WriteInput {
  /** Bodies of documents, by name. */
  docs?: Readonly<Record<string, string>> | undefined;
  /** The task's attachments; `content` is base64. */
  attachments?: readonly ({ name: string; content?: string } & object)[] | undefined;
  /** The task's place in a recurrence, in Taskwarrior's format. */
  series?: Series | undefined;
  /** IANA name of the zone in which a format without days lets a day begin. */
  zone: string;
}

/** A task that becomes a file of its own. */
export interface FolderTask {
  task: Task;
  docs?: Readonly<Record<string, string>> | undefined;
}

/** A template has a letter per instance (`-` open, `W` waiting, `+` completed, `X` deleted), an instance its number. */
export type Series = { mask: string } | { parent: string; recur: string; imask: number };

/** A format of rows. */
export interface TaskSource {
  name: string;
  /** Checks whether the rows have this format. The first matching source reads all of them. */
  detect(rows: readonly Raw[]): boolean;
  read(raw: Raw): SourceRow;
  write(task: Task, around: WriteInput): Record<string, unknown>;
  /**
   * Set if people or agents wrote the rows and can mistype a name. The import then refuses unknown fields of a row
   * without a uuid.
   */
  strict: boolean;
  /** Set because tasks of a filtered export can depend on tasks that the export doesn't contain. */
  mayMiss?: true;
}

/** A task as it stands in a synchronised file. Its scope contains the names of repositories. */
export type FileTask = Task & { docs?: Readonly<Record<string, string>> };

/** Changes of one row in a synchronised file. */
export interface RowEdit {
  /** The uuid to write into a row that has none. */
  mark?: string;
  /** The task, and the names of its fields to write: those of {@link FILE_FIELDS}. */
  task?: Partial<FileTask>;
  fields?: readonly string[];
  /** Whether to remove the row. */
  remove?: true;
}

/** Changes of a synchronised file: by the position of the row, and the tasks to add. */
export interface FileEdits {
  rows: ReadonlyMap<number, RowEdit>;
  added: readonly FileTask[];
}

/** A file of tasks that a person and Backlog both edit. */
export interface OpenFile {
  /** The rows in the order of the file, with Backlog's field names. */
  rows: readonly (SourceTask & { hand?: boolean })[];
  /** The fields that this file can store, if not all of {@link FILE_FIELDS}. The queue keeps its values of the others. */
  fields?: readonly string[];
  /** The field of each column of a table, by the column's name; '' for one without. */
  columns?: Readonly<Record<string, string>>;
  /** Returns the text with the changes. Everything else stays as it is. */
  edit(edits: FileEdits): string;
}

/** What a text is opened with for a synchronisation. */
export interface OpenAt {
  file: string;
  /** The absolute path of the file. */
  path?: string;
  now: Instant;
  /** The field of each column, where a person said so, by the column's name in lower case. */
  map?: ReadonlyMap<string, string>;
  /** uuids by the id of a row, for a format with lasting ids. An edit adds those of the rows that it marks and makes. */
  ids?: Map<string, string>;
}

/** The fields of a task that a synchronised file has. `spec` is a document. */
export const FILE_FIELDS = [
  ...['description', 'status', 'project', 'priority', 'tags', 'agent', 'type', 'due', 'scheduled', 'wait', 'until'],
  ...['recur', 'estimate', 'depends', 'parent', 'scope', 'acceptance', 'spec'],
];

/** What a file is read with. */
interface ReadAt {
  now: Instant;
  /** The absolute path of a file, whose folder can tell its tool. */
  path?: string;
  map?: ReadonlyMap<string, string>;
  said?: boolean;
  progress?: ProgressReport | undefined;
}

/** A format of files that can be imported, exported, or both. */
export interface TaskFormat {
  /** The value for the option `--format`, such as `beads`. */
  name: FormatName;
  /** Name of the tool or the kind of file. */
  title: string;
  /** The file or folder to import, for the documentation. */
  takes?: string;
  /** Conversion of the fields by kind of record, for the documentation. */
  columns?: Readonly<Record<string, SourceColumns>>;
  /** Remarks for the documentation about imported and omitted data, in addition to the columns. */
  remarks?: readonly string[];
  /**
   * Checks whether this format can read the data. If the caller names no format, the formats are tried in the order of
   * the index.
   */
  detect(given: Given): boolean;
  /** Set for a format of single files: matches their names. A folder with one of them stands for its file. */
  oneFile?: RegExp;
  /**
   * Reads the data.
   * @param at.map the field of each column, by the column's name in lower case
   * @param at.said whether the caller named the format
   * @param at.progress receives how far it is
   * @throws BacklogError `invalid` with file and line if the data can't be parsed
   */
  read?(given: Given, at: ReadAt): Promise<ReadRows>;
  /** Set if columns can have any name, so that `map` is allowed. */
  takesMap?: true;
  /** Returns the row of a task for an export. */
  write?(task: Task, around: WriteInput): Record<string, unknown>;
  /** Set for a format of a folder: returns a file for each task, by its path in the folder. */
  files?(tasks: readonly FolderTask[]): { path: string; text: string }[];
  /**
   * Opens a text for a synchronisation. An empty text has no tasks.
   * @throws BacklogError `invalid` with file and line if the text can't be parsed
   */
  open?(text: string, at: OpenAt): OpenFile | Promise<OpenFile>;
  /** Set for a format of folders that can be opened: returns the files that belong to it. `bundleText` is its text. */
  bundle?(given: Given): ReadonlyMap<string, string>;
  /** Fields that the format can't store. No format stores task numbers. */
  lacks?: readonly string[];
  /** Formats the rows as a file, with the line end of the last line. Without this function, the file is JSON. */
  print?(rows: readonly Record<string, unknown>[]): string;
}
