import { posix } from 'node:path';
import { shellWord } from '../base/shell-word.ts';
import { refuse } from '../domain/errors.ts';
import { type FormatName, READ_FORMATS } from '../domain/task-formats.ts';
import { BACKLOG } from './backlog.ts';
import { BACKLOG_MD } from './backlog-md/backlog-md.ts';
import { BACKLOG_RUNNER } from './backlog-runner.ts';
import { BACKLOGHQ } from './backloghq.ts';
import { BEADS } from './beads.ts';
import { reportFormatOf } from './findings/reports.ts';
import { JSON_FILE, NDJSON } from './json/json.ts';
import { MARKDOWN } from './markdown/markdown.ts';
import { LIST_NAME } from './markdown/markdown-unboxed.ts';
import { specPlanAt } from './markdown/spec-tools.ts';
import { MAZEN160 } from './mazen160.ts';
import { ORG } from './org/org.ts';
import { OSMOVE } from './osmove.ts';
import { type Given, inFolder } from './reading/given.ts';
import type { Raw } from './reading/row.ts';
import type { TaskFormat, TaskSource } from './source.ts';
import { CSV } from './tables/csv.ts';
import { TASK_MASTER } from './task-master.ts';
import { TASKWARRIOR } from './taskwarrior/taskwarrior.ts';
import { TASKWARRIOR_FILE } from './taskwarrior/taskwarrior-file.ts';

const FORMATS: Readonly<Record<FormatName, TaskFormat>> = {
  mazen160: MAZEN160,
  backloghq: BACKLOGHQ,
  beads: BEADS,
  'task-master': TASK_MASTER,
  osmove: OSMOVE,
  'backlog-runner': BACKLOG_RUNNER,
  'backlog-md': BACKLOG_MD,
  taskwarrior: TASKWARRIOR_FILE,
  csv: CSV,
  markdown: MARKDOWN,
  org: ORG,
  ndjson: NDJSON,
  backlog: JSON_FILE,
};

/** All formats of imports and exports. */
export const TASK_FORMATS: readonly TaskFormat[] = READ_FORMATS.map((name) => FORMATS[name]);

/** Formats of rows that are passed as arguments. */
const SOURCES: readonly TaskSource[] = [TASKWARRIOR, BACKLOG];

export function detectSource(rows: readonly Raw[]): TaskSource {
  return SOURCES.find((source) => source.detect(rows)) ?? BACKLOG;
}

/** Returns the named or detected format. @throws BacklogError `invalid` if none matches or the format can't be read */
export function formatOf(given: Given, name?: string): TaskFormat {
  if (name === undefined) refuseReport(given);
  const fitting = name === undefined ? detected(given) : [];
  if (given.folder && fitting.length > 1) refuseSeveral(given, fitting);
  const found =
    name === undefined ? (fitting[0] ?? (onlyPlanIn(given) === undefined ? undefined : MARKDOWN)) : formatNamed(name);
  if (found?.read) return found;
  if (given.folder && name === undefined) refuseElsewhere(given);
  return refuse(
    'invalid',
    `${given.name || 'standard input'}: expected files of ${READABLE_FORMATS.map(({ title }) => title).join(', ')}`,
    {
      hint: given.folder
        ? fileMeant(given)
        : 'Name the format: `format: NAME`. docs/reference/formats.md describes each.',
      data: { received: given.name, expected: READABLE_FORMATS.map(({ name }) => name) },
    },
  );
}

/** Returns the first format that matches a file, or all formats that match a folder. */
function detected(given: Given): readonly TaskFormat[] {
  const knows = (one: TaskFormat) => one.read !== undefined && one.detect(given);
  if (isOwnJson(given)) return [NDJSON.detect(given) ? NDJSON : JSON_FILE];
  const first = TASK_FORMATS.findIndex(knows);
  return given.folder ? TASK_FORMATS.filter(knows) : first < 0 ? [] : [TASK_FORMATS[first]!];
}

/**
 * Detects Backlog's own export in JSON by its first task. Its `extra` can have all keys by which other tools are
 * detected. Taskwarrior's dates have no dashes.
 */
function isOwnJson(given: Given): boolean {
  const start = given.folder ? '' : given.bytes(given.files()[0]!).toString('latin1', 0, 2_000);
  const isTask = /^(?:\{\s*"tasks"\s*:\s*)?(?:\[\s*)?\{\s*"uuid"\s*:\s*"[^"]*"\s*,\s*"(?:id|description)"\s*:/.test(
    start,
  );
  return isTask && /"(?:entry|modified)"\s*:\s*"(\d{4}-)?/.exec(start)?.[1] !== undefined;
}

/** Throws an error for a report of a tool, whose findings belong in the inbox. */
function refuseReport(given: Given): void {
  const [file] = given.folder ? [] : given.files();
  const report = file === undefined ? undefined : reportFormatOf(given.bytes(file).toString());
  if (report)
    refuse('invalid', `${given.name || 'standard input'} is a report of ${report.format.title}, not a list of tasks`, {
      hint: `Propose its findings: \`inbox_report ${shellWord(given.name)}\``,
      data: { received: given.name, format: report.format.name },
    });
}

/** Throws the error about a folder with data of several tools. Its hint is to name the format. */
function refuseSeveral(given: Given, fitting: readonly TaskFormat[]): never {
  return refuse('usage', `${given.name} contains tasks of ${fitting.map(({ title }) => title).join(' and of ')}`, {
    hint: `Choose one with ${fitting.map(({ name }) => `\`format: ${name}\``).join(' or ')}. To import both, import one after the other.`,
    data: {
      received: given.name,
      found: fitting.map(({ name }) => name),
      slip: { kind: 'instead', words: [given.name], by: [given.name, '--format', fitting[0]!.name] },
    },
  });
}

/** Throws an error with the right folder if the caller named a folder above or inside of it. */
function refuseElsewhere(given: Given): void {
  const folders = [...new Set(given.files().flatMap((file) => file.match(/^[^/]+(?=\/)/)?.[0] ?? []))];
  const below = folders.flatMap((folder) => {
    const [found] = detected(inFolder(given, folder));
    return found ? [{ folder: `${given.name.replace(/\/+$/, '')}/${folder}`, title: found.title }] : [];
  });
  if (below.length > 0)
    refuse(
      'usage',
      `${given.name} contains no tasks itself; ${below.map(({ folder, title }) => `${folder} has those of ${title}`).join(', ')}`,
      {
        hint: `Give that folder: \`task_import --from ${shellWord(below[0]!.folder)}\``,
        data: { received: given.name, found: below.map(({ folder }) => folder) },
      },
    );
  const isInside = given.files().some((file) => /^[^/]+\.md$/.test(file) && /^---\r?\nid: /.test(given.text(file)));
  if (isInside)
    refuse('usage', `${given.name} contains task files without their configuration`, {
      hint: `Give the folder above it: \`task_import --from ${shellWord(posix.join(given.name, '..'))}\``,
      data: { received: given.name },
    });
}

/** Checks whether a path has the name of a list and the extension of a format: `TODO.md`, `docs/issues.csv`. */
export function isNamedAsList(path: string): boolean {
  return LIST_NAME.test(path) && TASK_FORMATS.some(({ oneFile }) => oneFile?.test(path));
}

/** Returns the only list of a folder, if it is the plan of a spec tool. */
export function onlyPlanIn(given: Given): string | undefined {
  const [file, ...others] = given.folder ? given.files().filter(isNamedAsList) : [];
  return file !== undefined && others.length === 0 && specPlanAt(file) ? file : undefined;
}

/** Maximum number of files of a folder in an advice. */
const MOST_NAMED = 6;

/** Returns the advice which file of a folder to import: its only list, or the only one with the name of a list. */
function fileMeant(given: Given): string {
  const lists = given.files().filter((file) => TASK_FORMATS.some(({ oneFile }) => oneFile?.test(file)));
  const named = lists.filter(isNamedAsList);
  // Other files in Markdown are documents as often as plans.
  const sure = named.length > 0 ? named : lists.filter((one) => !/\.md$/i.test(one));
  const [file, ...others] = sure.length > 0 ? sure : lists;
  const inGiven = (one: string) => shellWord(`${given.name.replace(/\/+$/, '')}/${one}`);
  if (sure.length > 1 && sure.length <= MOST_NAMED)
    return `Name a file in the folder, or at a command line all of them: \`backlog import ${sure.map(inGiven).join(' ')}\``;
  if (sure.length > MOST_NAMED) return `Name a file in the folder, such as \`task_import --from ${inGiven(file!)}\``;
  return file === undefined || others.length > 0
    ? 'Name a file in the folder. docs/reference/formats.md describes each format.'
    : `Write \`task_import --from ${inGiven(file)}\`.`;
}

export function formatNamed(name: string): TaskFormat | undefined {
  return TASK_FORMATS.find((format) => format.name === name);
}

/** The formats that can be imported, and the formats that can be exported. */
export const READABLE_FORMATS = TASK_FORMATS.filter(({ read }) => read);
export const WRITTEN = TASK_FORMATS.filter(({ write }) => write);

/** The formats of a folder that an export can write. */
export const FOLDERS = TASK_FORMATS.filter(({ files }) => files);

export { BACKLOG, ROW_NAMES } from './backlog.ts';
export { canonicalId } from './backlog-md/backlog-md-tasks.ts';
export { codePageIn, decode, type Encoding, encode, encodingOf } from './reading/decode.ts';
export { bundledFiles, bundleText, type Given, givenFiles, givenPath, textOfGiven } from './reading/given.ts';
export { GIVEN_ROWS, MOVE_WHOLE, noWayBack } from './reading/given-limits.ts';
export { FREE_WORDS, plainState } from './reading/loose-values.ts';
export type { ReadRows, RowOrigin, SourceTask as TaskRow } from './reading/row.ts';
export { locationText, problemError, type RowLocation, type RowProblem } from './reading/row-location.ts';
export { locateRows, readingOf } from './rows.ts';
export {
  FILE_FIELDS,
  type FileEdits,
  type FileTask,
  type OpenAt,
  type OpenFile,
  type RowEdit,
  type Series,
  type TaskFormat,
  type TaskSource,
  type WriteInput,
} from './source.ts';
export { taskOf } from './taskwarrior/taskwarrior.ts';
