import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, parse, relative, resolve, sep } from 'node:path';
import { nearest } from '../../../base/nearest.ts';
import { ownProperty } from '../../../base/own-property.ts';
import { present } from '../../../base/present.ts';
import { shellWord } from '../../../base/shell-word.ts';
import { callOf, inputOf, quotedCall } from '../../../domain/calls/door.ts';
import { refuse } from '../../../domain/errors.ts';
import { FOLDERS_OF_TOOLS, formatMeant, isFormatMeant, readFormatMeant } from '../../../domain/task-formats.ts';
import { isNamedAsList } from '../../../sources/index.ts';
import { entriesOf } from '../../../work/paths/folder.ts';
import type { AllowedPath } from '../../../work/paths/named-path.ts';
import { isSynced } from '../../../work/sync/file.ts';
import type { Context } from '../../../work/workspace/context.ts';

/** The line that writes the issues of a GitHub repository to a file, with all fields that an import reads. */
export const ISSUES_OF_GITHUB =
  '`gh issue list --state all --limit 1000 --json number,title,body,state,stateReason,labels,assignees,comments,url,createdAt,updatedAt,closedAt > issues.json`';

/**
 * Throws the error about a file that doesn't exist, with the line for the files that the caller can mean: several files,
 * the words that are files, a similar name, or the same name in another folder. Other missing files are refused later.
 * @throws BacklogError `usage` for several files, otherwise `not-found`
 */
export function refuseMissingFile(context: Context, said: string): void {
  refuseWords(context, said);
  // An address is no slip of a file's name.
  if (/^https?:/.test(said)) refuseService(context, said);
  const meant = similarFile(context, said) ?? fileOfTool(context, said);
  if (meant !== undefined)
    refuse('not-found', `there is no file or folder ${said} (did you mean ${meant}?)`, {
      hint: `Write \`${importOf(context, meant)}\`.`,
      data: { received: said },
    });
  const table = said.replace(WORKBOOK, '.csv');
  if (table !== said)
    refuse('not-found', `there is no file or folder ${said}, and an import reads no workbook`, {
      hint: `Save its sheet as ${table}, and import that file: \`${importOf(context, 'FILE')}\``,
      data: { received: said },
    });
  if (/^[^./\\]+$/.test(said) || serviceIn(said).service !== undefined) refuseService(context, said);
}

/** Matches the names of workbooks of spreadsheets. */
const WORKBOOK = /\.(?:xlsx?|xlsm|ods|numbers)$/i;

/** Throws the error about an import without rows or a file. At a command line, names a list of the repository. @throws BacklogError `usage` */
export function refuseNone(context: Context, why?: string): never {
  const example = 'For standard input, FILE is `-`: `task export | backlog import -`';
  if (context.caller.door !== 'cli')
    refuse('usage', why ?? 'expected rows (tasks), a file or folder (from), or files with their bytes (files)', {
      hint: `Give a file: \`backlog import FILE\`. ${example}`,
    });
  const { cwd, locate } = context;
  const list = findFile(
    locate(cwd)[0]?.root ?? cwd,
    (name) => isNamedAsList(name),
    (name) => !name.startsWith('.'),
  );
  const near =
    list === undefined ? '' : `To import ${relative(cwd, list)}: \`${importOf(context, relative(cwd, list))}\`. `;
  return refuse('usage', why ?? 'no file to import was named', {
    hint: `${near}Give a file: \`backlog import FILE\`. ${example}`,
  });
}

/**
 * Refuses to import a file that `backlog sync` keeps equal to the queue: its rows would replace later changes of the queue.
 * @throws BacklogError `conflict` with the line that takes the changes of both sides
 */
export function refuseSynced({ store, caller }: Context, named: AllowedPath): void {
  if (!isSynced(store, named)) return;
  const all =
    caller.door === 'cli'
      ? `\`backlog import ${shellWord(named.said)} --existing update\``
      : `${inputOf(caller.door, 'existing')} update`;
  refuse('conflict', `${named.said} is kept equal to the queue, and an import would replace changes of the queue`, {
    hint: `Take the changes of both sides: ${quotedCall(caller, 'task_sync', shellWord(named.said))}. To take all values of the file: ${all}`,
    data: { file: named.said },
  });
}

/** Returns the advice to import several files, with the first lines to type. */
export function oneAfterTheOther(calls: readonly string[]): string {
  return `Import one after the other: ${calls.slice(0, 3).join(', ')}${calls.length > 3 ? ', …' : ''}`;
}

function importOf({ caller }: Pick<Context, 'caller'>, file: string): string {
  return callOf(caller, 'task_import', shellWord(file));
}

/** Refuses several words of which some are files. @throws BacklogError */
function refuseWords(context: Context, said: string): void {
  const words = said.split(' ').filter(Boolean);
  const files = words.filter((word) => existsSync(resolve(context.cwd, word)));
  if (words.length < 2 || files.length === 0) return;
  const missing = words.filter((word) => !files.includes(word));
  const data = { received: said };
  if (missing.length > 0)
    refuse('not-found', `there is no file or folder ${missing.join(' ')}`, {
      hint: `To import only ${files[0]}: \`${importOf(context, files[0]!)}\``,
      data,
    });
  refuse('usage', `${files.length} files were named: an import reads one at a time`, {
    hint: oneAfterTheOther(files.map((file) => `\`${importOf(context, file)}\``)),
    data,
  });
}

/** Refuses the name of a tool, an issue or a page: an import reads files. @throws BacklogError `not-found` */
function refuseService(context: Context, said: string): never {
  const { service, list } = serviceIn(said);
  const live = (example: string) =>
    `To keep both in step instead: ${quotedCall(context.caller, 'source_add', `${service} ${list ?? example}`)}`;
  const file = 'An import reads files: export the tasks as CSV or JSON in the other tool, and give that file';
  const hints: Readonly<Record<string, string>> = {
    github: `Write the issues to a file: ${ISSUES_OF_GITHUB}. Then import issues.json: \`${importOf(context, 'FILE')}\`. ${live('acme/app')}`,
    jira: `${file}: \`${importOf(context, 'FILE')}\`. ${live('acme.atlassian.net/APP')}`,
    taskwarrior: 'Pipe them in: `task export | backlog import`',
  };
  const table = service !== undefined && isFormatMeant(service) ? `: \`${importOf(context, 'FILE')}\`` : '';
  return refuse('not-found', `there is no file or folder ${said}`, {
    hint: hints[service ?? ''] ?? `${file}${table}. docs/migrate/README.md describes each tool.`,
    data: { received: said },
  });
}

/** Returns the service that a text names instead of a file, and its list: `github acme/app`, `from jira`, an address. */
function serviceIn(said: string): { service?: string; list?: string } {
  const [, repository] = /^https?:\/\/github\.com\/([\w.-]+\/[\w.-]+)/i.exec(said) ?? [];
  if (repository !== undefined) return { service: 'github', list: repository };
  const [, word = '', list] = /^(?:from )?([a-z][\w.-]*)(?: (\S+))?$/i.exec(said) ?? [];
  const service = word
    .toLowerCase()
    .replace(/^gh$/, 'github')
    .replace(/^(?:task|tw)$/, 'taskwarrior');
  if (!isFormatMeant(service) || /\.\w{2,4}$/.test(word)) return {};
  return { service, ...present({ list }) };
}

/**
 * Returns the path from the caller's folder to the file that a missing path can mean: the same path from a folder above
 * in the repository, a similar name in its folder, or the same name in another folder of the repository.
 */
function similarFile({ cwd, locate }: Context, said: string): string | undefined {
  const root = locate(cwd)[0]?.root ?? cwd;
  const file = resolve(cwd, said);
  if (isAbsolute(said) || !isWithin(file, root)) return undefined;
  for (let above = dirname(cwd); isWithin(above, root); above = dirname(above)) {
    if (existsSync(join(above, said))) return relative(cwd, join(above, said));
    if (above === root) break;
  }
  const name = basename(file).toLowerCase();
  const beside = entriesOf(dirname(file))
    .map((entry) => entry.name)
    .filter((entry) => entry.startsWith('.') === name.startsWith('.'));
  const spelled = nearest(name, beside);
  if (spelled !== undefined) return relative(cwd, join(dirname(file), spelled));
  const [stem, ending] = [parse(name).name, parse(name).ext];
  const [same, other] = beside.filter((entry) => ending !== '' && parse(entry.toLowerCase()).name === stem);
  if (same !== undefined && other === undefined) return relative(cwd, join(dirname(file), same));
  const elsewhere = findFile(root, (one) => one.toLowerCase() === name);
  return elsewhere === undefined ? undefined : relative(cwd, elsewhere);
}

/** Returns the path to the data of a tool: its folder in the repository, or a table with its name. */
function fileOfTool({ cwd, locate }: Context, said: string): string | undefined {
  const root = locate(cwd)[0]?.root ?? cwd;
  const folder = ownProperty(FOLDERS_OF_TOOLS, String(formatMeant(said)));
  if (folder !== undefined) return existsSync(join(root, folder)) ? relative(cwd, join(root, folder)) : undefined;
  const word = said.toLowerCase();
  if (!/^[a-z]{4,}$/.test(word) || readFormatMeant(said) === said) return undefined;
  const table = findFile(root, (name) => name.toLowerCase().includes(word) && isTableFile(name));
  return table === undefined ? undefined : relative(cwd, table);
}

const isTableFile = (name: string) => /\.(?:csv|tsv|json|ndjson|jsonl)$/i.test(name);

const isWithin = (path: string, root: string) =>
  path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);

/** Maximum number of folders that are searched for a name, and folders that aren't searched. */
const MOST_FOLDERS = 500;
const NOT_SEARCHED: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** Finds a file by its name, in the fewest folders below the root. */
function findFile(
  root: string,
  fits: (name: string) => boolean,
  enters: (name: string) => boolean = () => true,
): string | undefined {
  const folders = [root];
  for (let i = 0; i < folders.length && i < MOST_FOLDERS; i++)
    for (const entry of entriesOf(folders[i]!)) {
      if (entry.isFile() && fits(entry.name)) return join(folders[i]!, entry.name);
      if (entry.isDirectory() && !NOT_SEARCHED.has(entry.name) && enters(entry.name))
        folders.push(join(folders[i]!, entry.name));
    }
  return undefined;
}
