import { counted } from '../../base/amounts.ts';
import { isLockfile } from '../generated-files.ts';
import {
  type Examined,
  isCode,
  type RiskFile,
  type RiskFinding,
  type RiskGround,
  type RiskLevel,
  type RiskRuleRow,
} from './examine.ts';
import { foundFile, foundPaths } from './find.ts';
import { onlyTools } from './package-rules.ts';
import { anyOf } from './patterns.ts';

const SECRET =
  /(^|\/)(\.env(\.(?!example|sample|template)[^/]*)?|\.npmrc|\.netrc|\.pgpass|id_(rsa|dsa|ecdsa|ed25519)|credentials(\.\w+)?|secrets?\.(ya?ml|json|toml|env))$|\.(pem|key|p12|pfx|jks|keystore)$/i;
const MIGRATION = /(^|\/)(migrations?|migrate|alembic|flyway)\/|(^|\/)schema\.(prisma|rb|sql)$|\.sql$/i;
export const EXECUTED = anyOf(
  /(^|\/)(\.github\/(workflows|actions)|\.circleci|\.husky|\.githooks|\.devcontainer|\.vscode|\.zed|\.idea|\.backlog|gradle\/wrapper)\//i,
  /(^|\/)(\.gitlab-ci\.yml|Jenkinsfile|azure-pipelines\.yml|Dockerfile[^/]*|[^/]*compose\.ya?ml|\.gitattributes|\.pre-commit-config\.yaml|lefthook\.ya?ml|\.envrc|CODEOWNERS|crontab)$/,
  /(^|\/)(Makefile|justfile|Taskfile\.ya?ml|Rakefile|CMakeLists\.txt|mvnw(\.cmd)?|gradlew(\.bat)?|\.bazelrc|(BUILD|WORKSPACE)(\.bazel)?)$/,
  // Programs that a language's own tools run or choose by these files.
  /(^|\/)(\.pnpmfile\.[cm]?js|(site|user)customize\.py|[^/]+\.pth|\.?mise\.toml|\.tool-versions|\.(node|python|ruby)-version|\.nvmrc)$/,
);
const ACCESS =
  /(^|[^a-z])(auth(n|z|entication|orization)?|log-?in|passwords?|permissions?|sessions?|crypto|payments?|billing|security|acl|oauth\d?|jwt)([^a-z]|$)/i;
/** Files that agents take as instructions, and the settings of their clients. */
export const INSTRUCTIONS = anyOf(
  /(^|\/)(CLAUDE(\.local)?|AGENTS?|GEMINI|CODEX|QWEN|CONVENTIONS)\.md$/i,
  /(^|\/)(\.cursorrules|\.windsurfrules|\.clinerules|\.aider[^/]*|\.mcp\.json|copilot-instructions\.md)$/,
  /(^|\/)\.(claude|codex|cursor|gemini|windsurf|cline|roo|continue|kiro|agents?)\/|\.instructions\.md$/,
);
/** Configuration of test runners, coverage, linters and compilers. */
export const TEST_CONFIG =
  /(^|\/)(?:(?:vitest|jest|karma|playwright|cypress|ava|wdio|stryker|nyc|c8)\.(?:config|conf|workspace)[^/]*|\.(?:mocharc|nycrc|c8rc|taprc|rspec|coveragerc|simplecov)[^/]*|pytest\.ini|tox\.ini|conftest\.py|noxfile\.py|phpunit\.xml[^/]*|codecov\.ya?ml|\.codecov\.ya?ml|sonar-project\.properties|spec_helper\.rb|rails_helper\.rb|test_helper\.rb|nextest\.toml|[^/]*\.runsettings|xunit\.runner\.json|junit-platform\.properties|testng\.xml)$/i;
export const LINT_CONFIG =
  /(^|\/)(?:tsconfig[^/]*\.json|\.eslintrc[^/]*|eslint\.config\.\w+|biome\.jsonc?|\.eslintignore|\.prettierignore|\.flake8|mypy\.ini|\.pylintrc|ruff\.toml|\.ruff\.toml|pyrightconfig\.json|\.golangci\.ya?ml|clippy\.toml|\.clippy\.toml|\.rubocop[^/]*\.yml|\.editorconfig|Directory\.Build\.props|checkstyle[^/]*\.xml|setup\.cfg)$/i;
const PROGRAM = /\.(?:exe|dll|so|dylib|jar|war|class|pyc|node|wasm|o|a|lib|bin|msi|deb|rpm|apk|phar|whl|egg)$/i;
const OF_OTHERS = /(^|\/)(vendor|third[_-]?party|node_modules|bower_components|external|deps|Pods)\//;

/** Sizes in bytes from which a file is worth a look. Text of that size is data, a binary one can be anything. */
const BYTES = { large: 10 * 1_048_576, notable: 1_048_576, binary: 262_144 } as const;

/** What counts as a mass deletion: so many files, or so many with such a part of all; or lines, and how often more than added. */
const MASS = { files: 100, some: 10, part: 0.2, lines: 1_000, times: 5 } as const;

/** The rules about paths, kinds of changes and sizes. */
export const PATH_RULES = {
  massDeletion: {
    level: 'high',
    says: 'deletes much of the repository',
    find: (examined, ground) =>
      isMassDeletion(examined, ground) ? foundPaths(examined, ({ file }) => file.status === 'D') : [],
  },
  emptied: {
    level: 'high',
    says: 'empties files',
    find: (examined) =>
      foundPaths(
        examined.filter(({ file }) => file.after !== undefined && file.status !== 'D'),
        ({ before, after }) => codeIn(before) >= 5 && codeIn(after) === 0,
      ),
  },
  missing: {
    level: 'high',
    says: 'lacks files that were there before',
    find: (_, { missing = [] }) => missing.map((path) => ({ path })),
  },
  secrets: {
    level: 'high',
    says: 'changes files for secrets',
    // What such a file of npm says about places and keys is found by its lines.
    find: (examined) =>
      pathsLike(SECRET)(examined.filter(({ path, file }) => !/(^|\/)\.npmrc$/.test(path) || file.after === undefined)),
  },
  instructions: { tested: true, says: 'changes instructions for agents', find: linesOf(INSTRUCTIONS) },
  executed: { tested: true, says: 'changes what other machines run', find: linesOf(EXECUTED) },
  testConfig: { tested: true, says: 'changes how tests run', find: linesOf(TEST_CONFIG) },
  migrations: { tested: true, says: 'changes the database', find: pathsLike(MIGRATION) },
  programs: {
    level: 'high',
    says: 'adds compiled programs',
    find: (examined) => foundPaths(examined, ({ path, file }) => file.status !== 'D' && PROGRAM.test(path)),
  },
  huge: {
    level: 'high',
    says: 'adds very large files',
    find: (examined) => foundPaths(examined, ({ file }) => (file.bytes ?? 0) >= BYTES.large),
  },
  heavy: { tested: true, says: 'adds large files', find: (all) => foundPaths(all, ({ file }) => isHeavy(file)) },
  lintConfig: {
    tested: true,
    says: 'changes settings of linters, compilers or other tools',
    find: (all) => [...linesOf(LINT_CONFIG)(all), ...all.filter(onlyTools).flatMap((file) => foundFile(file))],
  },
  ignored: { tested: true, says: 'changes what git ignores', find: linesOf(/(^|\/)\.(git|docker|npm)ignore$/) },
  access: {
    tested: true,
    says: 'changes access control',
    find: (examined) => foundPaths(examined, (file) => isCode(file) && ACCESS.test(file.path)),
  },
  generated: {
    says: 'changes generated files without what they are made of',
    find: (examined) => foundPaths(examined, (file) => isMade(file, examined)),
  },
  ofOthers: { tested: true, says: 'changes code of others', find: pathsLike(OF_OTHERS) },
  modes: {
    tested: true,
    says: 'makes files executable, links or submodules',
    find: (examined) => foundPaths(examined, ({ file: { modes } }) => /(100755|120000|160000)$/.test(modes ?? '')),
  },
} as const satisfies Readonly<Record<string, RiskRuleRow>>;

/** Checks whether the head of a file says that a program makes it, and the result changes nothing that the head names. */
function isMade({ path, file, after, isProse }: Examined, examined: readonly Examined[]): boolean {
  const head = after.slice(0, 6).map(({ text }) => text);
  if (file.status !== 'M' || isProse || isLockfile(path) || !head.some((line) => MADE.test(line))) return false;
  const text = head.join('\n');
  return !examined.some((one) => one.path !== path && text.includes(one.path.slice(one.path.lastIndexOf('/') + 1)));
}

const MADE =
  /@generated\b|\b(?:auto-?)?generated (?:by|from|file|code)\b|\bDO NOT EDIT\b|\bmade (?:by|from)\b.*\b(?:edit|change)\b/i;

const isLike =
  (pattern: RegExp) =>
  ({ path, file }: Examined): boolean =>
    pattern.test(path) || pattern.test(file.from ?? '');

function pathsLike(pattern: RegExp): (examined: readonly Examined[]) => RiskFinding[] {
  return (examined) => foundPaths(examined, isLike(pattern));
}

/** Finds the same files, each by its changed lines if these are few. */
function linesOf(pattern: RegExp): (examined: readonly Examined[]) => RiskFinding[] {
  return (examined) => examined.filter(isLike(pattern)).flatMap((file) => foundFile(file));
}

const isHeavy = ({ bytes = 0, binary }: RiskFile): boolean =>
  bytes < BYTES.large && bytes >= (binary ? BYTES.binary : BYTES.notable);

const codeIn = (lines: Examined['after']): number => lines.filter((line) => line.code !== '').length;

function isMassDeletion(examined: readonly Examined[], { tree }: RiskGround): boolean {
  const gone = examined.filter(({ file }) => file.status === 'D');
  const came = examined.filter(({ file }) => file.status === 'A').length;
  const sumOf = (side: 'added' | 'deleted') => examined.reduce((sum, { file }) => sum + file[side], 0);
  const all = tree === undefined ? Number.POSITIVE_INFINITY : tree.length + gone.length - came;
  return (
    gone.length >= MASS.files ||
    (gone.length >= Math.min(MASS.some, all) && gone.length >= all * MASS.part) ||
    sumOf('deleted') >= Math.max(MASS.lines, sumOf('added') * MASS.times)
  );
}

/** Numbers of changed lines and of files from which size alone is a risk. */
export const LARGE = { lines: 400, files: 20 } as const;
export const HUGE = { lines: 1_500, files: 60 } as const;

/** The size of a result: in words, and as a risk. */
export function resultSize({ files, isGenerated = () => false }: RiskGround): { text: string; level?: RiskLevel } {
  const written = files.filter(({ path }) => !isGenerated(path) && !isLockfile(path));
  const lines = written.reduce((sum, { added, deleted }) => sum + added + deleted, 0);
  const exceeds = (most: { lines: number; files: number }) => lines >= most.lines || written.length >= most.files;
  return {
    text: `${counted(lines, 'line')} in ${counted(written.length, 'file')}`,
    ...(exceeds(HUGE) ? { level: 'high' as const } : exceeds(LARGE) ? { level: 'medium' as const } : {}),
  };
}
