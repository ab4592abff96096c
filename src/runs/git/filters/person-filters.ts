import { homedir } from 'node:os';
import { join } from 'node:path';
import { singleQuoted } from '../../../base/shell-word.ts';
import { personCall, personEnvironment, storeEnvironment } from '../call/environment.ts';
import { git, linesOfOutput } from '../call/git.ts';
import { personsFolder } from '../call/hooked-git.ts';
import { isOff, settingValues } from '../call/person-settings.ts';
import { readIfThere } from '../store/git-dir.ts';
import { commonOf, type GitRepository } from '../store/paths.ts';

/** A filter that the person's configuration defines (gitattributes(5)). An agent's attributes can only name it. */
export interface PersonFilter {
  clean?: string;
  smudge?: string;
  /** A program for both ways. Git prefers it. */
  process?: string;
  /** True if git refuses a file whose filter fails. */
  required: boolean;
}

const PROGRAMS = ['clean', 'smudge', 'process'] as const;

/** Reads the filters of the person's configuration, by name. */
export async function personFilters(repository: GitRepository): Promise<Map<string, PersonFilter>> {
  const args = ['config', '-z', '--get-regexp', '^filter\\.'];
  const { out } = await git(personCall(repository, args, { codes: [0, 1] }));
  const found = new Map<string, PersonFilter>();
  for (const [key, value] of settingValues(out)) {
    const [, name = '', field = ''] = /^filter\.(.*)\.([^.]+)$/s.exec(key) ?? [];
    const known = found.get(name) ?? { required: false };
    if (field === 'required') known.required = !isOff(value);
    for (const key of PROGRAMS) if (field === key && value !== '') known[key] = value;
    found.set(name, known);
  }
  return found;
}

/** The attributes of the person that are in no commit: those that beat all others, and those that all others beat. */
export interface PersonAttributes {
  first: string;
  last: string;
}

/** Reads the files with attributes that the person's git reads besides those of the commits. Git names two of them. */
export async function personAttributes(repository: GitRepository): Promise<PersonAttributes> {
  const named = ['config', '--type=path', '--get', 'core.attributesFile'];
  const [own] = linesOfOutput((await git(personCall(repository, named, { codes: [0, 1] }))).out);
  const { XDG_CONFIG_HOME: config = join(homedir(), '.config'), GIT_ATTR_NOSYSTEM } = process.env;
  const text = async (file: string) => (await readIfThere(file))?.toString('latin1') ?? '';
  const system = GIT_ATTR_NOSYSTEM === undefined ? await text('/etc/gitattributes') : '';
  return {
    first: await text(join(commonOf(repository), 'info', 'attributes')),
    last: `${system}\n${await text(own ?? join(config, 'git', 'attributes'))}`.trim(),
  };
}

/**
 * Makes the variables with which a git of Backlog's own folders runs the person's filters. A filter runs as in the
 * person's checkout: in its folder, whose programs no agent wrote, and with the person's environment.
 */
export function filterEnvironment(
  repository: GitRepository,
  filters: ReadonlyMap<string, PersonFilter>,
): Record<string, string> {
  const start = asPerson(repository);
  // Git replaces `%f` in the lines of two programs, and reads `%%` as a percent sign.
  const starts = { clean: start.replaceAll('%', '%%'), smudge: start.replaceAll('%', '%%'), process: start };
  const settings = [...filters].flatMap(([name, filter]) => [
    ...PROGRAMS.flatMap((key) => (filter[key] === undefined ? [] : [[`${name}.${key}`, starts[key] + filter[key]]])),
    // Otherwise git stores a file as it is if its filter fails, and no exit code tells.
    [`${name}.required`, 'true'],
  ]);
  return Object.fromEntries([
    ['GIT_CONFIG_COUNT', String(settings.length)],
    ...settings.flatMap(([key, value], i) => [
      [`GIT_CONFIG_KEY_${i}`, `filter.${key}`],
      [`GIT_CONFIG_VALUE_${i}`, value],
    ]),
  ]);
}

/** Variables that git gives to the programs that it starts, and that name its own folders and settings. */
const OF_CALL = [
  ...['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_OBJECT_DIRECTORY', 'GIT_PREFIX'],
  ...['GIT_CONFIG_PARAMETERS', 'GIT_CONFIG_COUNT'],
];

/** Returns the beginning of a shell's line that goes on in the person's checkout, with the person's variables. */
export function asPerson(repository: GitRepository): string {
  const person = personEnvironment();
  const names = [...OF_CALL, ...Object.keys(storeEnvironment())];
  const lines = names.map((name) =>
    person[name] === undefined ? `unset ${name}` : `export ${name}=${singleQuoted(person[name])}`,
  );
  return `${lines.join('; ')}; cd ${singleQuoted(personsFolder(repository))} && `;
}
