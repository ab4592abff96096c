import type { Examined, RiskFinding, RiskRuleRow } from './examine.ts';
import { fewerLines, foundIn, foundPaths, ofPaths } from './find.ts';
import type { CodeLine } from './lines.ts';
import { isPackageManifest, scriptChanges } from './package-rules.ts';
import { EXECUTED, INSTRUCTIONS, LINT_CONFIG, TEST_CONFIG } from './path-rules.ts';
import { anyOf, matches } from './patterns.ts';
import { looserSettings, SOFT_FLAGS } from './proof/looser-settings.ts';
import { addressingLines } from './reader-words.ts';

/** The rules about what judges a result: its checks, the settings of tools, other machines, and instructions. */
export const CHECK_RULES = {
  checkFiles: {
    level: 'high',
    says: 'changes what its own checks run',
    find: (examined, { checks = [], tree }) => {
      const words = new Set(checks.flatMap(({ command = '' }) => wordsOf(command)));
      const scripts = new Set(checks.flatMap(({ command = '' }) => scriptsIn(command)));
      return [
        ...foundPaths(
          examined.filter(({ path }) => words.has(path)),
          ({ removed, added }) => removed.length > 0 || added.some(isSoft),
        ),
        ...scriptChanges(
          examined,
          (name) => scripts.has(name.replace(/^(?:pre|post)/, '')),
          (was, is) => isWithoutGone(was, is, examined, tree),
        ),
      ];
    },
  },
  lessTested: {
    level: 'high',
    says: 'makes tests or other checks less strict',
    find: (examined) => foundIn(examined, (file) => (isConfig(file.path) ? looserSettings(file) : [])),
  },
  softSteps: {
    level: 'high',
    says: 'weakens what other machines check, or gives them more rights',
    find: (examined) =>
      examined.flatMap((file) => [
        ...foundIn([file], ({ path, added }) =>
          EXECUTED.test(path) || /\.(?:ba)?sh$/.test(path) ? added.filter(isRepeated) : [],
        ),
        ...(EXECUTED.test(file.path) ? weakerSteps(file) : []),
      ]),
  },
  startsItself: {
    level: 'high',
    says: 'adds programs that start automatically',
    find: (examined) =>
      foundIn(examined, ({ path, added }) => {
        const starts = STARTS.find(({ files }) => files.test(path))?.starts;
        return added.filter(({ text }) => matches(starts, unescaped(text)));
      }),
  },
  addressed: {
    level: 'high',
    says: 'speaks to its reviewers, or claims an approval',
    find: (examined) => foundIn(examined, ({ added }) => addressingLines(added)),
  },
  hiddenChanges: {
    level: 'high',
    says: 'hides changes of files from reviews',
    find: (examined) =>
      foundIn(ofPaths(examined, /(^|\/)\.gitattributes$/), ({ added }) =>
        added.filter(({ text }) => hidesChanges(text)),
      ),
  },
  looserInstructions: {
    level: 'high',
    says: 'loosens instructions for agents',
    find: (examined) =>
      ofPaths(examined, INSTRUCTIONS).flatMap((file) => [
        ...foundIn([file], ({ added }) => added.filter(({ text }) => LOOSE.test(text) && !FORBIDS.test(text))),
        ...fewerLines(file, ({ text }) => DUTY.test(text)),
      ]),
  },
} as const satisfies Readonly<Record<string, RiskRuleRow>>;

/** Checks whether a script only lacks folders and files that the result deletes. The name of a tool is no such file. */
function isWithoutGone(was: string, is: string, examined: readonly Examined[], tree?: readonly string[]): boolean {
  if (tree === undefined) return false;
  const now = new Set(is.split(/\s+/));
  const gone = new Set(was.split(/\s+/).filter((word) => !now.has(word)));
  const left = was.split(/\s+/).filter((word) => !gone.has(word));
  if (gone.size === 0 || left.join(' ') !== is) return false;
  const old = examined.map(({ path, file: { status, from } }) => (status === 'D' ? path : status === 'R' ? from : ''));
  const [deleted, kept] = [withFolders(old), withFolders(tree)];
  return [...gone].map((word) => word.replace(/\/$/, '')).every((path) => deleted.has(path) && !kept.has(path));
}

/** Returns paths with all folders above them. */
function withFolders(paths: readonly (string | undefined)[]): ReadonlySet<string> {
  const all = new Set<string>();
  for (const path of paths)
    for (let at = path?.length ?? 0; at > 0; at = path!.lastIndexOf('/', at - 1)) all.add(path!.slice(0, at));
  return all;
}

function wordsOf(command: string): string[] {
  return command
    .split(/[\s;&|()'"`=]+/)
    .map((word) => word.replace(/^\.\//, ''))
    .filter((word) => /[./]/.test(word));
}

/** Returns the scripts of package.json that a command runs. */
function scriptsIn(command: string): string[] {
  const runs = /\b(?:npm|pnpm|yarn|bun)\s+(?:--?\S+\s+)*(?:run(?:-script)?\s+)?(?:--?\S+\s+)*([\w:.-]+)/g;
  return [...command.matchAll(runs)].map(([, name]) => (name === 't' ? 'test' : name!));
}

/** Files that start programs when a folder is opened, a container made or a session begun, and their lines that do. */
const STARTS: readonly { files: RegExp; starts: RegExp }[] = [
  {
    files: /(^|\/)\.vscode\/(?:tasks|settings)\.json$|\.code-workspace$/i,
    starts: /\bfolderOpen\b|allowAutomaticTasks["']?\s*:\s*["']on/i,
  },
  {
    files: /(^|\/)\.?devcontainer(?:\/[^/]+)*\.json$/i,
    starts: /["'](?:initialize|onCreate|updateContent|postCreate|postStart|postAttach)Command["']\s*:/,
  },
  {
    files: /(^|\/)\.(?:claude|codex|cursor|gemini)\/(?:settings(?:\.local)?|hooks?|config)\.(?:json|toml)$/i,
    starts: /["']?\b(?:command|apiKeyHelper|awsAuthRefresh|awsCredentialExport|otelHeadersHelper|notify)["']?\s*[:=]/,
  },
  { files: /(^|\/)\.idea\/startup\.xml$/i, starts: /<configuration\b/ },
];

/** Reads the escapes of JSON, which can hide a word. */
const unescaped = (text: string): string =>
  text.replace(/\\u([0-9a-f]{4})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

/** Finds steps of other machines that check less, or have more rights. */
function weakerSteps(file: Examined): RiskFinding[] {
  const isChanged = file.file.status === 'M';
  const came = (fits: (line: CodeLine) => boolean) => foundIn([file], ({ added }) => added.filter(fits));
  return [
    ...came((line) => isSoft(line) || RIGHTS.test(line.spoken) || SOFT_FLAGS.test(line.spoken)),
    ...fewerLines(file, (line) => STEP.test(line.spoken) && !isSoft(line)),
    ...came((line) => isPiped(line, file)),
    ...(isChanged ? fewerLines(file, ({ spoken }) => ASKED.test(spoken)) : []),
    ...(isChanged ? came((line) => isSeldom(line, file)) : []),
    ...(/CODEOWNERS$/.test(file.path) ? fewerLines(file, ({ spoken }) => spoken.includes('@')) : []),
  ];
}

/** When and with what machines check: at requests to merge, with programs of a known digest. */
const ASKED = /\b(?:pull_request|merge_group|merge_request\w*)\b|@sha256:|\buses:.*@[\da-f]{40}\b/;
/** Conditions with which they check some changes only. Those that leave out texts for people do no harm. */
const SELDOM = /^(?:paths(?:-ignore)?|branches-ignore):(.*)/;
function isSeldom({ n, spoken }: CodeLine, { after }: Examined): boolean {
  const list = SELDOM.exec(spoken)?.[1];
  if (list === undefined) return false;
  const end = after.slice(n).findIndex((line) => !line.spoken.startsWith('- '));
  const names = [list, ...after.slice(n, end < 0 ? undefined : n + end).map((line) => line.spoken)].join(' ');
  const isText = (glob: string) => /^docs\/|\.(?:mdx?|rst|txt)$|^LICENSE/.test(glob);
  return !(spoken.startsWith('paths-ignore') && (names.match(/[\w*][\w*./-]*/g) ?? []).every(isText));
}
/** Number of characters from which no line is searched for its own repetition. */
const LONG = 500;
const isRepeated = ({ spoken }: CodeLine): boolean => spoken.length < LONG && AGAIN.test(spoken);
/** A check that runs again until it passes. */
const AGAIN =
  /\b((?:[\w./:-]+ )*(?:test|check|pytest|rspec|vitest|jest|tox)\b[^|&;]*?)\s*\|\|\s*\1(?:\s|$)|\bfor\b.*\bdo\b.*\b(?:test|check|pytest|rspec|vitest|jest)\b.*&&\s*break\b|\buntil\b.*\b(?:test|check|pytest|rspec|vitest|jest)\b|\buses:\s*nick-fields\/retry/;

/** A step that can't fail. */
const SOFT =
  /\|\|\s*(?:true|:|exit 0|echo)(?:\s|$|["'])|\bset \+e\b|^exit 0\b|^@?(?:true|:)$|\bcontinue-on-error:\s*true|\ballow_?failures?:\s*true|\bif:\s*(?:false|\$\{\{\s*false)|\bignore(?:Failures|_errors|Errors)\w*\s*[:=]?\s*true|^-\w+ .*\btest\b/;
const isSoft = ({ spoken }: CodeLine): boolean => SOFT.test(spoken);

/** A check whose exit code is lost in a pipe. */
const PIPED =
  /\b(?:test|check|lint|vet|verify|pytest|rspec|clippy|tsc)\b[^|]*[^|]\|\s*(?:tee|cat|head|tail|grep|sed|awk|less)\b/;
const isPiped = ({ spoken }: CodeLine, { after }: Examined): boolean =>
  PIPED.test(spoken) && !after.some(({ text }) => /\bpipefail\b/.test(text));

/** Attributes of git with which diffs are not shown. */
const NOT_SHOWN = /\s(?:-diff\b|diff=\s|binary\b|linguist-generated(?!=false)|linguist-vendored(?!=false))/;
/** Files whose diffs nobody reads. */
const UNREAD =
  /^\S*(?:\.(?:png|jpe?g|gif|ico|webp|svg|pdf|woff2?|ttf|otf|zip|t?gz|jar|mp[34]|webm|bin|exe|dll|so|wasm|sum|snap|map|ipynb|db|sqlite3?)|\.min\.\w+|lock(?:file)?(?:\.\w+)?|\.lockb?|(?:^|\/)(?:dist|vendor|generated|third_party|node_modules)\/\S*)\s/i;
const hidesChanges = (line: string): boolean => NOT_SHOWN.test(line) && !UNREAD.test(line) && !line.startsWith('#');

/** Steps of other machines that get rights, secrets or programs from elsewhere. */
const RIGHTS = anyOf(
  /\bpull_request_target\b|\bpermissions:\s*write-all/,
  /\b(?:contents|packages|actions|id-token|deployments|pull-requests):\s*write\b/,
  /\bsecrets\.(?!GITHUB_TOKEN\b)|\b(?:curl|wget)\b|--no-verify\b|--force\b|\bprivileged:\s*true/,
  /docker\.sock|\bchmod\b.*777|\bnpm publish\b/,
);

/** Commands that check something. */
const STEP =
  /\b(?:tests?|lint|check|vet|fmt|audit|verify|build|typecheck|coverage|pytest|tox|mypy|ruff|flake8|cargo|clippy|go|npm|pnpm|yarn|npx|tsc|eslint|biome|dotnet|mvnw?|gradlew?|rspec|rubocop|rake|bundle)\b/;

const isConfig = (path: string): boolean => TEST_CONFIG.test(path) || LINT_CONFIG.test(path) || isPackageManifest(path);

/** Sentences that let an agent do less than before, or more. */
const LOOSE =
  /\b(?:skip(?:ped)?|ignore|bypass|without (?:asking|review|approval|tests?)|no need|need(?:s)? no|not necessary|don't (?:bother|run|ask|wait)|do not (?:run|ask|wait|mention|tell)|never (?:ask|mention|tell|run)|feel free|merge (?:them|it)? ?(?:yourself|directly)|approve (?:them|it|your)|force[- ]push|--no-verify|always (?:approve|accept|say)|say that (?:they|it|all|tests?) pass|say nothing|even if (?:tests?|checks?) fail|secrets?|curl|sudo)\b/i;
const FORBIDS = /\b(?:do not|don't|never|must not|may not|no \w+ may)\b.*\b(?:without|skip|bypass|ignore|force)/i;
/** Sentences that ask an agent for something. */
const DUTY = /\b(?:must|never|always|don't|do not|ask|before|run|only|required?|keep|may not|check)\b/i;
