import { isLockfile } from '../generated-files.ts';
import type { Examined, RiskFinding, RiskRuleRow } from './examine.ts';
import { addedLines, fewerLines, foundFile, foundIn, foundPaths, isAny, ofPaths } from './find.ts';
import { undeclared } from './imports.ts';
import { type CodeLine, lastUpTo } from './lines.ts';
import { lookalikeIn } from './lookalikes.ts';
import { anyOf } from './patterns.ts';

const MANIFEST =
  /(^|\/)(package\.json|deno\.jsonc?|requirements[^/]*\.(?:txt|in)|constraints[^/]*\.txt|pyproject\.toml|setup\.(?:py|cfg)|Pipfile|Cargo\.toml|go\.mod|Gemfile|[^/]+\.gemspec|composer\.json|pom\.xml|build\.gradle(\.kts)?|settings\.gradle(\.kts)?|libs\.versions\.toml|mix\.exs|flake\.nix|[^/]+\.csproj|Directory\.Packages\.props|packages\.config|\.gitmodules)$/;
/** Files that say where packages come from. */
const SOURCES =
  /(^|\/)(\.npmrc|\.yarnrc(\.yml)?|pip\.conf|nuget\.config|\.cargo\/config(\.toml)?|\.bundle\/config|\.pypirc|bunfig\.toml)$/i;

/** A line of such a file that is about a place or a key. Others are about programs, versions and output. */
const SOURCE =
  /registry|registries|index|source|url|:\/\/|proxy|\bca(?:file)?\b|auth|token|passw|key|strict-?ssl|config|prefix|trusted|feed|repositor|replace|path/i;
const isSource = (line: CodeLine): boolean => SOURCE.test(line.text) && !isRunner(line);

/** A line of such a file that decides which programs run, build or check the code. */
const RUNNER =
  /(?:^|[\s.{"'])(?:runner|linker|rustc(?:-\w+)*|rustdoc|rust(?:doc)?flags|(?:script-?)?shell|node-?options|yarn-?path|preload|ignore-?scripts|plugins|injectEnvironmentFiles)["']?\s*[=:]|^\[alias\]/i;
const isRunner = ({ text }: CodeLine): boolean => RUNNER.test(text);

/** A package that comes from elsewhere than its registry. */
const FOREIGN = anyOf(
  /(?:git\+|git:\/\/|git@|github:|gitlab:|bitbucket:|file:|link:)/,
  /["']https?:\/\/[^"']+\.(?:tgz|tar\.gz|zip|whl)|--(?:extra-)?index-url|--trusted-host|--find-links/,
  /@\s*https?:\/\/|^\s*replace\b.*=>|=>\s*\.{0,2}\/|\bgit\s*[=:]\s*["']|^\[patch/,
  /^\[(?:source|registries)|\bsource\s+["']http|<repository>|\bmaven\s*\{?\s*url|\bregistry\s*=/,
);
/** A program that a page or code loads from another machine. */
const REMOTE =
  /<script[^>]+src=["'](?:https?:)?\/\/(?![^>]*\bintegrity=)|\b(?:import\s*\(?|from\s+)["']https?:\/\/|\bscript\w*\.src\s*=|\bimportScripts\(/;
const lockfiles = (examined: readonly Examined[]) => examined.filter(({ path }) => isLockfile(path));
/** A program that a build starts. */
const BUILD_STEP = /^\/\/go:generate (?!go tool [\w-]+(?: -[\w=.,-]+)*$)|<Exec\b|<PostBuildEvent>/;
/** Programs that a package manager starts by itself. */
const HOOKS = /^(?:(?:pre|post)?install|(?:pre|post)?prepare|(?:pre|post)pack|prepublish\w*|dependencies)$/;

/** The rules about packages. */
export const PACKAGE_RULES = {
  hooks: {
    level: 'high',
    says: 'changes programs that run when packages are installed or built',
    find: (examined) => [
      ...scriptChanges(examined, (name) => HOOKS.test(name)),
      ...foundPaths(examined, ({ path }) => /(^|\/)(build\.rs|setup\.py|extconf\.rb|binding\.gyp)$/.test(path)),
      ...addedLines(examined, ({ text }) => BUILD_STEP.test(text), isAny),
    ],
  },
  foreignPackages: {
    level: 'high',
    says: 'takes packages from elsewhere',
    find: (examined) => [
      ...foundPaths(
        ofPaths(examined, SOURCES),
        ({ file, added, removed }) => file.after === undefined || [...added, ...removed].some(isSource),
      ),
      ...addedLines(
        ofPaths(examined, MANIFEST),
        ({ text }) => FOREIGN.test(text),
        ({ path }) => !path.endsWith('.gitmodules'),
      ),
      ...foundIn(lockfiles(examined), newHosts),
    ],
  },
  runners: {
    level: 'high',
    says: 'changes how tests and builds run',
    find: (all) =>
      ofPaths(all, SOURCES).flatMap((file) => [
        ...foundIn([file], ({ added }) => added.filter(isRunner)),
        ...fewerLines(file, isRunner),
      ]),
  },
  digests: {
    level: 'high',
    says: 'changes the digest of a package whose version stays',
    find: (examined) => foundIn(lockfiles(examined), otherDigests),
  },
  lookalikes: {
    level: 'high',
    says: 'adds packages whose names look like known ones',
    find: (all) => addedLines(ofPaths(all, MANIFEST), ({ text }) => lookalikeIn(text), isAny),
  },
  undeclared: {
    says: 'imports packages that nothing declares, or programs from other machines',
    find: (examined, ground) => [
      ...undeclared(examined, ground),
      ...addedLines(examined, ({ spoken }) => REMOTE.test(spoken), isAny),
    ],
  },
  scripts: {
    tested: true,
    says: 'changes scripts of the package',
    find: (examined) => scriptChanges(examined, (name) => !HOOKS.test(name)),
  },
  dependencies: {
    tested: true,
    says: 'changes dependencies',
    find: (examined) =>
      examined
        .filter(({ path, file: { submodule } }) => submodule === true || MANIFEST.test(path) || isLockfile(path))
        .filter((file) => !onlyScripts(file) && !onlyTools(file))
        .flatMap((file) =>
          isLockfile(file.path) ? [{ path: file.path }] : foundFile(file, ({ text }) => PACKAGE_LINE.test(text)),
        ),
  },
} as const satisfies Readonly<Record<string, RiskRuleRow>>;

/** Files that say which packages the files beside and below them may import. */
export const isPackageManifest = (path: string): boolean => MANIFEST.test(path);

/** A line that can name a package: it has a version, or a word with which manifests begin such a line. */
const PACKAGE_LINE =
  /\d+\.\d+|["'=:]\s*["']?[\^~<>=*]|\bgem\b|[iI]mplementation\b|\bapi\b|PackageReference|\brequire\b|\b(?:git|path|workspace|tag|rev)\s*=/;

/** Tables of a TOML manifest with settings of tools, which name no packages. */
const OF_TOOLS = /^\[(?:tool\.(?:pytest|ruff|mypy|coverage|black|isort|pylint)|(?:workspace\.)?lints|profile)\b/;

const lastTable = lastUpTo(({ text }) => /^\[/.test(text));

/** A line with one property of a .NET project that says how it is compiled and checked, and nothing else. */
const COMPILED =
  /^<(Nullable|LangVersion|ImplicitUsings|NoWarn|Warn\w+|\w*WarningsAsErrors|Analysis\w+|Enable\w*Analyzers|EnforceCodeStyleInBuild|AllowUnsafeBlocks|GenerateDocumentationFile|Deterministic)>[^<]*<\/\1>$/;

/** Checks whether a manifest changed in its settings of tools only: in tables of TOML, or properties of .NET. */
export function onlyTools({ path, file: { status }, before, after, added, removed }: Examined): boolean {
  if (status !== 'M' || added.length + removed.length === 0) return false;
  if (path.endsWith('.csproj')) return [...added, ...removed].every(({ text }) => COMPILED.test(text));
  if (!path.endsWith('.toml')) return false;
  const isOfTools = (line: CodeLine, lines: readonly CodeLine[]) => OF_TOOLS.test(lastTable(lines, line.n)?.text ?? '');
  return added.every((line) => isOfTools(line, after)) && removed.every((line) => isOfTools(line, before));
}

/** Returns the scripts of a package.json, and the text of all else. Without text of JSON, there is neither. */
function scriptsOf(text = '{}'): { scripts: Readonly<Record<string, unknown>>; rest?: string } {
  try {
    const { scripts, ...rest } = JSON.parse(text);
    return { scripts: scripts && typeof scripts === 'object' ? scripts : {}, rest: JSON.stringify(rest) };
  } catch {
    return { scripts: {} };
  }
}

const PACKAGE = /(^|\/)package\.json$/;

/** Finds changed scripts of package.json. @param isSame says that a change of a script means nothing */
export function scriptChanges(
  examined: readonly Examined[],
  fits: (name: string) => boolean,
  isSame: (was: string, is: string) => boolean = () => false,
): RiskFinding[] {
  return ofPaths(examined, PACKAGE)
    .filter(({ file }) => file.after !== undefined)
    .flatMap(({ path, file, after }) => {
      const [was, is] = [scriptsOf(file.before).scripts, scriptsOf(file.after).scripts];
      return [...new Set([...Object.keys(was), ...Object.keys(is)])]
        .filter((name) => fits(name) && was[name] !== is[name] && (file.before !== undefined || HOOKS.test(name)))
        .filter((name) => !isSame(String(was[name]), String(is[name])))
        .map((name) => {
          const line = after.find(({ text }) => text.startsWith(`"${name}":`));
          return { path, ...(line ? { line: line.n } : {}), text: `${name}: ${is[name] ?? '(removed)'}` };
        });
    });
}

/** Checks whether a package.json changed in its scripts only. */
function onlyScripts({ path, file: { before, after } }: Examined): boolean {
  if (!PACKAGE.test(path) || !before || !after) return false;
  const { rest } = scriptsOf(before);
  return rest !== undefined && rest === scriptsOf(after).rest;
}

/** Hosts of public registries. */
const REGISTRIES =
  /^(?:registry\.(?:npmjs\.org|yarnpkg\.com)|files\.pythonhosted\.org|pypi\.org|rubygems\.org|(?:index\.|static\.)?crates\.io|proxy\.golang\.org|sum\.golang\.org|repo\.maven\.apache\.org|api\.nuget\.org|jsr\.io|npm\.jsr\.io|github\.com\/rust-lang)/;

/** Finds lines of a lockfile that name a host which it had not. */
function newHosts({ before, added }: Examined): CodeLine[] {
  const hostsIn = ({ text }: CodeLine) =>
    [...text.matchAll(/\b(?:https?|git|ssh):\/\/(?:[^@/\s"]+@)?([^/\s"'>,]+)/g)].map(([, host]) => host!);
  const known = new Set(before.flatMap(hostsIn));
  const isPage = ({ text }: CodeLine) => /"(?:url|homepage|funding|engines)"/.test(text);
  return added.filter(
    (line) => !isPage(line) && hostsIn(line).some((host) => !known.has(host) && !REGISTRIES.test(host)),
  );
}

const DIGEST = /(?:\b(?:sha\d+|h1)[-:=])?(?<![\w+/])[A-Za-z0-9+/_-]{40,}={0,2}(?![\w+/])/g;
const digestless = ({ text }: CodeLine): string => text.replace(DIGEST, '#');

/** Finds lines of a lockfile that differ from removed ones in their digest only, with no changed version above them. */
function otherDigests({ added, removed, after, isNew }: Examined): CodeLine[] {
  const gone = new Set(removed.map(digestless));
  return added
    .filter((line) => digestless(line).includes('#') && gone.has(digestless(line)))
    .filter(({ n }) => !after.slice(Math.max(0, n - 6), n + 3).some((near) => isNew(near) && isVersion(near)));
}

const isVersion = (line: CodeLine): boolean =>
  /\b(?:version|resolved|requested|name|url)\b/i.test(line.text) && digestless(line) === line.text;
