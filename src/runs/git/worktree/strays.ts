import { readdir, rename } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { errnoOf } from '../../../base/errno.ts';
import { asideName } from '../store/mend-refs.ts';
import type { RunPlace, SealedPaths } from '../store/paths.ts';
import { removeAll } from './remove-all.ts';

/** Lists what is beside the files in a folder for checks, without Backlog's own files. */
export async function straysIn({ folder, tree, index, repo, kept }: SealedPaths): Promise<string[]> {
  const own = new Set([tree, index, repo, kept].map((path) => basename(path)));
  return (await readdir(folder, { encoding: 'latin1' })).filter((name) => !own.has(name));
}

/**
 * Removes what checks wrote beside their files, such as `../node_modules`: programs search the folders above their own
 * one, so the next check would find it. Also removes the index, which checks can write.
 * @param except names from before the first check
 */
export async function removeBeside(at: SealedPaths, except: ReadonlySet<string> = new Set()): Promise<void> {
  const strays = (await straysIn(at)).filter((name) => !except.has(name));
  for (const name of [...strays, basename(at.index)])
    await removeAll(Buffer.concat([Buffer.from(at.folder + sep), Buffer.from(name, 'latin1')]));
}

/**
 * Names for which programs search the folders above their own one: packages, and settings of runtimes, builds, tests,
 * linters and agents. Backlog writes none of them into the folders of a queue.
 */
const SEARCHED: readonly RegExp[] = [
  /^node_modules$/i,
  /^(?:package|[tj]sconfig|deno|biome|nx|turbo|lerna|composer|global|pyrightconfig)(?:\.[\w-]+)*\.jsonc?$/i,
  /^\.?(?:babel|eslint|prettier|jest|vite|vitest|playwright|webpack|rollup|mocha|ava|karma|postcss|tailwind|stylelint|swc|nyc|c8|commitlint|lint-?staged|cypress)(?:\.config|\.workspace|rc|ignore)?(?:\.[cm]?[jt]sx?|\.jsonc?|\.ya?ml|\.toml)?$/i,
  /^(?:pytest|tox|mypy|setup|pyproject|conftest|noxfile|ruff|rust-toolchain|rustfmt|clippy|cargo|mise|bunfig|go|pnpm-workspace|settings|gradle|pom|phpunit)\.(?:ini|cfg|toml|py|work|mod|ya?ml|gradle|kts|properties|xml)$/i,
  /^(?:justfile|Gemfile|Pipfile|Rakefile|WORKSPACE|rust-toolchain|MODULE\.bazel|Directory\.(?:Build|Packages)\.(?:props|targets)|nuget\.config|(?:CLAUDE|AGENTS|GEMINI)\.md)$/i,
  /^\.(?:npmrc|yarnrc(?:\.yml)?|pnp\..+|editorconfig|env(?:rc|\..+)?|(?:node|python|ruby|java)-version|nvmrc|tool-versions|mise\.toml|coveragerc|flake8|pylintrc|rspec|rubocop\.yml|clang-(?:format|tidy)|bazelrc|cargo|yarn|mvn|bundle|config|claude|cursor|mcp\.json|hg)$/i,
];

/**
 * Moves such files and folders away from the folders of Backlog above a folder for checks. An agent can write there, so
 * the checks would run with its packages or settings, which are in no result.
 * @returns the new paths, by former path
 */
export async function moveStraysAside(
  { runs }: Pick<RunPlace, 'runs'>,
  { folder }: Pick<SealedPaths, 'folder'>,
): Promise<Map<string, string>> {
  const moved = new Map<string, string>();
  const top = dirname(runs);
  for (let above = dirname(folder); above === top || above.startsWith(top + sep); above = dirname(above)) {
    for (const name of await readdir(above).catch(() => [])) {
      if (!SEARCHED.some((pattern) => pattern.test(name))) continue;
      const aside = join(above === top ? runs : above, asideName(name));
      try {
        await rename(join(above, name), aside);
      } catch (error) {
        // The checks of another run moved it.
        if (errnoOf(error) === 'ENOENT') continue;
        throw error;
      }
      moved.set(join(above, name), aside);
    }
  }
  return moved;
}
