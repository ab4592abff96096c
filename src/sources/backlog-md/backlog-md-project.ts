import type { Given } from '../reading/given.ts';
import { refuseFile } from '../reading/row-location.ts';
import { readYaml } from '../reading/yaml/yaml.ts';

export interface BacklogMdProject {
  list: string | undefined;
  /** The part of an id before its number. */
  prefix: string;
  /** The project's statuses, in lower case. The last one means done. */
  statuses: readonly string[];
  /** The statuses as they are written. */
  words: readonly string[];
  /** Titles of milestones, by id. */
  milestones: ReadonlyMap<string, string>;
}

const DEFAULT_STATUSES = ['To Do', 'In Progress', 'Done'];

/** Returns the folder that contains `tasks/`, relative to the given folder. */
export function homeOf(given: Given): string | undefined {
  const config = ['backlog.config.yml', 'backlog.config.yaml'].find((file) => given.has(file));
  const named = config && /^backlog_?directory:\s*["']?([^"'\n]+?)["']?\s*$/im.exec(given.text(config))?.[1];
  const homes = [...(named ? [`${named.replace(/^\.\/|\/+$/g, '')}/`] : []), '', 'backlog/', '.backlog/'];
  const files = given.files();
  return homes.find(
    (home) =>
      files.some((file) => file.startsWith(`${home}tasks/`) && file.endsWith('.md')) ||
      (given.has(`${home}config.yml`) && isTheirs(given.text(`${home}config.yml`))),
  );
}

/** Returns that folder. @throws BacklogError `invalid` for another folder */
export function requireHome(given: Given): string {
  return homeOf(given) ?? refuseFile(given.name, 'expected a folder of Backlog.md, with tasks/*.md', undefined);
}

/** Checks whether a text is the configuration of a Backlog.md project, for projects without tasks. */
function isTheirs(config: string): boolean {
  return /^\uFEFF?(project_name|task_prefix|statuses):/m.test(config);
}

/** Returns the Markdown files of a folder without its subfolders. */
export function projectFiles(given: Given, folder: string): string[] {
  return given.files().filter((file) => file.startsWith(folder) && /^[^/]+\.md$/.test(file.slice(folder.length)));
}

/** Returns the files that can have the configuration. The first one counts. */
export const configFiles = (given: Given, home: string): string[] =>
  ['backlog.config.yml', 'backlog.config.yaml', `${home}config.yml`, `${home}config.yaml`].filter(given.has);

export async function readConfig(given: Given, home: string): Promise<BacklogMdProject> {
  const [file] = configFiles(given, home);
  const { value } = file
    ? await readYaml(given.text(file), { file, texts: new Set(['project_name', 'statuses', 'task_prefix']) })
    : { value: {} as Record<string, unknown> };
  const said = Array.isArray(value.statuses) ? value.statuses.map(String) : [];
  const words = said.length > 0 ? said : DEFAULT_STATUSES;
  const milestones = projectFiles(given, `${home}milestones/`).map((one): [string, string] => {
    const content = given.text(one);
    const field = (key: string) => new RegExp(`^${key}:\\s*["']?(.*?)["']?\\s*$`, 'm').exec(content)?.[1];
    return [field('id') ?? '', field('title') ?? ''];
  });
  return {
    list: typeof value.project_name === 'string' ? value.project_name : undefined,
    prefix: typeof value.task_prefix === 'string' && value.task_prefix !== '' ? value.task_prefix : 'task',
    statuses: words.map((word) => word.toLowerCase()),
    words,
    milestones: new Map(milestones),
  };
}
