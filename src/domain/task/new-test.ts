import { counted } from '../../base/amounts.ts';
import { isTestPath } from '../risk/examine.ts';

/** The facts about a command that passes on a result and fails on its start commit. */
export interface FailedBefore {
  command: string;
  /** How it ended on the start commit, and the end of its output there. */
  why: string;
  output: string;
  /** Paths that only the result has: files that it adds or renames. */
  added: readonly string[];
  /** Numbers of tests that are new, and of those that fail on the start commit. Only if both outputs have names. */
  tests?: { added?: number | undefined; cured?: number | undefined } | undefined;
}

/** Lists the paths that only a result has. A renamed test with a new assertion came with the result, too. */
export function newPaths(changed: readonly { path: string; status: string }[]): string[] {
  return changed.flatMap(({ path, status }) => (status === 'A' || status === 'R' ? [path] : []));
}

/** Programs that run the files that they are given. Others, such as grep, look at them. */
const RUNS =
  /^(?:\S*\/)?(?:node|bun|deno|tsx|ts-node|npx|npm|pnpm|yarn|vitest|jest|mocha|ava|python[\d.]*|pytest|ruby|rspec|perl|php|phpunit|sh|bash|zsh|go|cargo|dotnet|make)$/;

/** Words before a program that don't change what runs: settings of its environment, wrappers, and their options. */
const WRAPS =
  /^(?:\w+=.*|(?:\S*\/)?(?:env|timeout|nice|time|nohup|npx|exec|command|stdbuf|ionice)|-\S*|[\d.]+[smhd]?)$/;

/** Words of package managers and make about a script or target that does not exist. */
const NO_SCRIPT = /no test target|missing script|no rule to make target/i;

/** Words of test programs and shells about a test or a file that does not exist. */
const NO_FILE =
  /no tests? (?:files? )?(?:found|ran|to run|collected)|could not find|can't open file|no such file|file or directory not found|does not exist|cannot find/i;

/** The exit code of a shell for a command that does not exist. */
const NO_COMMAND = /exited with 127\b/;

/**
 * Says why a failure on the start commit shows no change of behaviour: the test itself came with the result. Pure.
 * @returns undefined if the test exists there, as far as that can be seen
 */
export function newTest({ command, why, output, added, tests }: FailedBefore): string | undefined {
  if (tests?.cured) return undefined;
  if (tests?.added) return `${counted(tests.added, 'test')} new`;
  const named = wordsIn(command).find((word) => isOf(added, word) && (isTestPath(word) || isRun(command, word)));
  if (named !== undefined) return `${named} is new`;
  if (NO_COMMAND.test(why)) return 'its command is new';
  const lines = output.split('\n').filter((line) => NO_SCRIPT.test(line) || NO_FILE.test(line));
  const test = added.filter(isTestPath).find((path) => lines.some((line) => line.includes(path)));
  if (test !== undefined) return `${test} is new`;
  if (lines.some((line) => NO_SCRIPT.test(line))) return 'its script is new';
  return /output reports no test/.test(why) || lines.some((line) => /no tests?\b/i.test(line))
    ? 'no test ran there'
    : undefined;
}

/** Splits a line into its words, with paths as git writes them: `./a.test.ts::name` is `a.test.ts`. */
function wordsIn(command: string): string[] {
  return command
    .split(/[\s'"`;&|()<>]+/)
    .map((word) => word.replace(/^\.\//, '').replace(/::.*$/, ''))
    .filter((word) => word !== '');
}

/** Checks whether a word names one of these paths, also from a folder in which a line works (`cd pkg && …`). */
function isOf(paths: readonly string[], word: string): boolean {
  const inner = word.replace(/^(?:\.\.\/)+/, '');
  return paths.some((path) => path === inner || path.endsWith(`/${inner}`));
}

/** Checks whether a command of the line runs a file: by its name, or by giving it to a program that runs files. */
function isRun(command: string, path: string): boolean {
  return command
    .split(/[;&|()'"]+/)
    .map((part) => afterWraps(wordsIn(part)))
    .some(([program = '', ...rest]) => program === path || (RUNS.test(program) && rest.includes(path)));
}

function afterWraps(words: readonly string[]): readonly string[] {
  const start = words.findIndex((word) => !WRAPS.test(word));
  return start < 0 ? [] : words.slice(start);
}
