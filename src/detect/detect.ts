import type { ProjectFiles } from './files.ts';
import { type ProjectBelow, projectsBelow } from './subfolder-projects.ts';
import { CHECK_KINDS, type FoundCheck, type Kind, type Step, signOf } from './tool.ts';
import { TOOLS } from './tools.ts';

/** A check for results of runs. */
export interface ProposedCheck extends Step {
  name: string;
  /** The folder whose changes the check concerns. Absent for the whole repository. */
  path?: string;
}

/** What a worktree of a repository needs, and the checks that its results can pass. */
export interface DetectedCheck {
  checks: readonly ProposedCheck[];
  /** The command that prepares a worktree. */
  setup?: Step;
  /** Ignored folders that worktrees share with the checkout. */
  link: readonly string[];
  /** Ignored files that each worktree gets a copy of. */
  copy: readonly string[];
}

/**
 * Finds the commands that test, lint and build a project, and the ignored files that it needs. It starts no program:
 * only a person decides about the commands.
 */
export function detect(files: ProjectFiles): DetectedCheck {
  const tools = TOOLS.filter((tool) => signOf(tool, files) !== undefined);
  const runner = new Set(runnerChecks(files).map(({ check: { kind } }) => kind));
  const below = projectsBelow(TOOLS, files, runner);
  const setups = [
    ...tools.flatMap((tool) => tool.setup?.(files) ?? []),
    ...below.flatMap(({ setup }) => (setup ? [{ ...setup, command: `(${setup.command})` }] : [])),
  ];
  const links = [...tools.flatMap((tool) => tool.links?.(files) ?? []), ...below.flatMap((one) => one.links)];
  const own = named(
    withRunner(
      tools.flatMap((tool) => tool.checks(files).map((check) => ({ tool: tool.name, check }))),
      files,
    ),
  );
  return {
    checks: [...own, ...namedBelow(below, own)],
    ...(setups.length > 0
      ? {
          setup: {
            command: setups.map(({ command }) => command).join(' && '),
            from: setups.map(({ from }) => from).join(', '),
          },
        }
      : {}),
    link: [...new Set(links)].filter(isListable),
    copy: files.ignored.filter(isLocalConfig).filter(isListable).slice(0, MOST_COPIES),
  };
}

export function isEmptyProposal({ checks, setup, link, copy }: DetectedCheck): boolean {
  return checks.length + link.length + copy.length === 0 && setup === undefined;
}

interface Found {
  tool: string;
  check: FoundCheck;
}

/** Adds the targets of a Makefile or a similar file. They replace commands that only follow from a language. */
function withRunner(found: readonly Found[], files: ProjectFiles): Found[] {
  const targets = runnerChecks(files).filter(
    ({ check: { kind } }) => !found.some(({ check }) => check.kind === kind && check.declared),
  );
  const isReplaced = ({ check }: Found) => targets.some((target) => target.check.kind === check.kind);
  return [...found.filter((one) => !isReplaced(one)), ...targets];
}

/** Names each check by its kind. Further checks of a kind have the tool in their names. */
function named(found: readonly Found[]): ProposedCheck[] {
  const sorted = CHECK_KINDS.flatMap((kind) => found.filter(({ check }) => check.kind === kind));
  return sorted.map(({ tool, check: { kind, command, from } }, at) => {
    const isFirst = sorted.findIndex(({ check }) => check.kind === kind) === at;
    return { name: isFirst ? kind : `${kind}-${tool}`, command, from };
  });
}

/** Names each check of a subfolder by its kind and the folder. Folders of one name have their whole paths in it. */
function namedBelow(below: readonly ProjectBelow[], own: readonly ProposedCheck[]): ProposedCheck[] {
  const paths = [...new Set(below.map(({ path }) => path))];
  const last = (path: string) => path.split('/').at(-1)!;
  const isAmbiguous = (path: string) => paths.some((one) => one !== path && last(one) === last(path));
  const used = new Set(own.map(({ name }) => name));
  return below.flatMap(({ path, tool, checks }) =>
    checks.map(({ kind, command, from }) => {
      const plain = `${kind}-${(isAmbiguous(path) ? path : last(path)).replaceAll('/', '-')}`;
      const name = used.has(plain) ? `${plain}-${tool}` : plain;
      used.add(name);
      return { name, command, from, path };
    }),
  );
}

/** Ignored files with settings of one machine, which programs read at their start. */
const LOCAL_CONFIG = [
  /^\.env(?:\.[\w.-]+)?$/,
  /^\.dev\.vars$/,
  /^\.envrc$/,
  /^local\.(?:settings\.json|properties)$/,
  /^master\.key$/,
];
const MOST_COPIES = 20;
/** Maximum number of folders above a file that is copied. Deeper ones are rarely the project's own. */
const DEEPEST = 3;

function isLocalConfig(path: string): boolean {
  const parts = path.split('/');
  return parts.length <= DEEPEST + 1 && LOCAL_CONFIG.some((pattern) => pattern.test(parts.at(-1)!));
}

/** Checks whether a setting with paths between commas can contain the path. */
function isListable(path: string): boolean {
  return !/[,\p{Cc}]|^\s|\s$/u.test(path);
}

/** A program that runs named commands of a file. */
interface Runner {
  name: string;
  files: readonly string[];
  /** Matches the name of a command at the start of a line. */
  target: RegExp;
  /** Matches the only part of the file that has commands, as its first group. */
  section?: RegExp;
  command: string;
}

const RUNNERS: readonly Runner[] = [
  {
    name: 'make',
    files: ['GNUmakefile', 'makefile', 'Makefile'],
    // `::=` and `:=` set variables.
    target: /^([A-Za-z][\w-]*)\s*:(?![:=])/gm,
    command: 'make',
  },
  {
    name: 'just',
    files: ['justfile', 'Justfile', '.justfile'],
    target: /^@?([A-Za-z][\w-]*)(?:[ \t]+[^:=\n]*)?:(?!=)/gm,
    command: 'just',
  },
  {
    name: 'task',
    files: ['Taskfile.yml', 'Taskfile.yaml'],
    target: /^ {2}([A-Za-z][\w-]*):/gm,
    section: /^tasks:[^\n]*\n((?:[ \t#][^\n]*(?:\n|$)|\r?\n)*)/m,
    command: 'task',
  },
];

/** Names of targets, by kind. The first one that exists counts. */
const TARGETS: Readonly<Record<Kind, readonly string[]>> = {
  test: ['test', 'tests', 'check'],
  lint: ['lint'],
  types: ['typecheck', 'types'],
  build: ['build'],
};

/** Returns the checks that a Makefile or a similar file defines, with the name of its program. */
function runnerChecks(files: ProjectFiles): { tool: string; check: FoundCheck }[] {
  for (const { name, files: own, target, section, command } of RUNNERS) {
    const file = own.find((one) => files.names.has(one));
    if (file === undefined) continue;
    const whole = files.text(file) ?? '';
    const text = section ? (section.exec(whole)?.[1] ?? '') : whole;
    const targets = new Set(Array.from(text.matchAll(target), ([, word = '']) => word));
    const found = (Object.keys(TARGETS) as Kind[]).flatMap((kind) => {
      const word = TARGETS[kind].find((one) => targets.has(one));
      const from = `${file}: ${word}`;
      return word === undefined
        ? []
        : [{ tool: name, check: { kind, command: `${command} ${word}`, from, declared: true } }];
    });
    if (found.length > 0) return found;
  }
  return [];
}
