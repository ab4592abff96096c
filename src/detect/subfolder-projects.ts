import { jsonIn, type ProjectFiles, tableIn } from './files.ts';
import { isMonorepo } from './node.ts';
import { type FoundCheck, type Kind, type Step, signOf, type Tool } from './tool.ts';

/**
 * Maximum number of projects in subfolders. If there are more, detection proposes nothing for subfolders: a long
 * question helps nobody, and a part of the projects would be wrong.
 */
export const MOST_PROJECTS = 10;

/** Folders whose projects are data or examples, not work of their own. */
const NOT_OWN =
  /^(?:\..*|-.*|node_modules|vendor|third[_-]party|examples?|samples?|demos?|docs?|fixtures?|templates?|tests?|__tests__|__fixtures__|testdata|e2e|bench(?:marks?)?|dist|build|target|out)$/i;

/** Paths that need no quotes in a shell. */
const PLAIN = /^[\w.-]+(?:\/[\w.-]+)*$/;

/** A tool's part of a project in a subfolder. Paths and commands are relative to the repository's top. */
export interface ProjectBelow {
  path: string;
  tool: string;
  checks: readonly FoundCheck[];
  setup?: Step;
  links: readonly string[];
}

/**
 * Finds the projects in subfolders that the commands of the top folder don't include.
 * @param kinds the kinds that a Makefile or a similar file in the top folder checks, for the whole repository
 */
export function projectsBelow(tools: readonly Tool[], top: ProjectFiles, kinds: ReadonlySet<Kind>): ProjectBelow[] {
  const found: ProjectBelow[] = [];
  const folders = [...(top.below ?? [])].filter(({ path }) => isOwn(path)).sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const { path, files } of folders) {
    for (const tool of tools) {
      if (signOf(tool, files) === undefined) continue;
      if (found.some((one) => one.tool === tool.name && path.startsWith(`${one.path}/`))) continue;
      if (isIncluded(tool, path, top) || lacksEnvironment(tool, files, top)) continue;
      const into = (step: Step): Step => ({ command: `cd ${path} && ${step.command}`, from: `${path}/${step.from}` });
      const setup = tool.setup?.(files);
      found.push({
        path,
        tool: tool.name,
        checks: tool
          .checks(files)
          .filter(({ kind }) => !kinds.has(kind))
          .map((check) => ({ ...check, ...into(check) })),
        ...(setup ? { setup: into(setup) } : {}),
        links: (tool.links?.(files) ?? []).map((link) => `${path}/${link}`),
      });
    }
  }
  const useful = found.filter(({ checks }) => checks.length > 0 || kinds.size > 0);
  return useful.length > MOST_PROJECTS ? [] : useful;
}

function isOwn(path: string): boolean {
  return PLAIN.test(path) && !path.split('/').some((name) => NOT_OWN.test(name));
}

/** Whether the tool's commands in the top folder include a subfolder. */
function isIncluded(tool: Tool, path: string, top: ProjectFiles): boolean {
  if (signOf(tool, top) === undefined) return false;
  // The packages of a module end where another go.mod begins.
  if (tool.name === 'go') return false;
  if (tool.name !== 'node' || isMonorepo(top)) return true;
  const scripts = Object.values(tableIn(jsonIn(top, 'package.json').scripts)).map(String);
  return scripts.some((script) => script.includes(path));
}

/** A virtual environment in the top folder may belong to a project below. Its commands can't be known. */
function lacksEnvironment(tool: Tool, files: ProjectFiles, top: ProjectFiles): boolean {
  const isThere = ({ ignored }: ProjectFiles) => ignored.includes('.venv') || ignored.includes('venv');
  return tool.name === 'python' && isThere(top) && !isThere(files);
}
