import { answersOfTests } from './answers.ts';
import { conflictMarkers } from './conflict-markers.ts';
import type { Examined, RiskFinding, RiskRuleRow } from './examine.ts';
import { addedCode, addedLines, fewerInCode, fewerLines, foundIn, inCode, isAny, lostCode } from './find.ts';
import type { CodeLine } from './lines.ts';
import { emptied, swallowing } from './meaning/does-nothing.ts';
import { GUARD, narrowed } from './meaning/refusals.ts';
import { anyOf } from './patterns.ts';

/** The rules about code and other texts: what is hidden in them, and what they leave out. */
export const CODE_RULES = {
  hidden: {
    level: 'high',
    says: 'contains text that nobody can read',
    find: (examined) => foundIn(examined, (file) => file.added.filter((line) => isHidden(line, file))),
  },
  testMode: {
    level: 'high',
    says: 'behaves differently in tests',
    find: (examined) =>
      addedCode(
        examined.filter(({ path }) => !CONFIGURES.test(path)),
        TEST_MODE,
      ),
  },
  answers: { says: 'answers with the values that tests expect', find: answersOfTests },
  dated: {
    says: 'changes its behavior at a date',
    find: (examined) =>
      addedLines(
        examined,
        ({ spoken }) => NOW.test(spoken) && /\b20\d\d\b|\b1[6-9]\d{8,11}\b/.test(spoken.replace(/(?<=\d)_(?=\d)/g, '')),
      ),
  },
  swallowed: {
    says: 'ignores errors',
    find: (examined) =>
      foundIn(
        examined.filter(({ isProse, language }) => !isProse && language.swallow),
        swallowing,
      ),
  },
  suppressed: {
    says: 'silences warnings of tools',
    find: (examined) => [
      ...addedLines(examined, (line, file) => SUPPRESSED.test(line.text) || hasAnyType(line, file), isAny),
      ...fewerInCode(examined, FORBIDDEN),
    ],
  },
  fewerGuards: {
    says: 'removes refusals of wrong input, or answers them with success',
    find: (examined) => [
      ...lostCode(examined, GUARD).filter((one) => !FORBIDDEN.test(one.text ?? '') && !isBegun(one, examined)),
      ...addedCode(
        examined.filter((file) => fewerLines(file, ({ spoken }) => FAILS.test(spoken)).length > 0),
        SUCCEEDS,
      ),
    ],
  },
  softerGuards: { says: 'adds conditions to refusals', find: (examined) => inCode(examined, narrowed) },
  commentedOut: { says: 'comments code out', find: (examined) => foundIn(examined, commentedOut) },
  unfinished: {
    says: 'leaves work unfinished, or lets code do nothing',
    find: (examined) => [...addedCode(examined, UNFINISHED, 'text'), ...inCode(examined, emptied)],
  },
  conflicts: {
    level: 'high',
    says: 'contains conflict markers',
    find: (examined) => foundIn(examined, ({ path, file }) => conflictMarkers(path, file.after, [file.before])),
  },
} as const satisfies Readonly<Record<string, RiskRuleRow>>;

/** Finds comments that are code which ran before. */
function commentedOut({ added, removed }: Examined): CodeLine[] {
  const gone = new Set(removed.filter(({ code }) => CALLS.test(code)).map(({ text }) => text));
  return added.filter(({ text, code }) => code === '' && gone.has(bare(text)));
}

const CALLS = /\w\S*\(|\b(?:if|return|throw|raise|await)\b|^@\w|^\[\w|=|^[a-z]\w*[!?]? :\w/;
/** A line without what makes it a comment. */
const bare = (text: string): string => text.replace(/^(?:\/\/+|#+|\/\*+|--)\s*/, '').replace(/\s*\*\/$/, '');

/** A long line of base64 or hexadecimal digits, a very long line of code, or a character that changes the order of others. */
function isHidden({ text, code }: CodeLine, { path, isProse, language }: Examined): boolean {
  if (REORDERED.test(text.slice(1))) return true;
  if (language.strings.length > 0 && (code.match(WORDS) ?? []).some((word) => MIXED.test(word))) return true;
  if (isProse || DATA.test(path)) return false;
  return text.length > UNREADABLE || /[A-Za-z0-9+/=]{200,}|(?:\\x[0-9a-f]{2}){24,}/i.test(text);
}

const WORDS = /[\p{L}\p{N}]+/gu;

/** A word of Latin letters with a Cyrillic or Greek one that looks like another Latin letter. */
const MIXED =
  /(?=.*[A-Za-z])(?:.*[\u0400-\u04FF\u0391\u0392\u0395-\u0397\u0399\u039A\u039C\u039D\u039F\u03A1\u03A4\u03A5\u03A7\u03B1\u03BF\u03C1])/u;

/** Number of characters from which nobody reads a line of code. */
const UNREADABLE = 1_000;

/** Characters that nobody sees, and those that change the order of others. */
const REORDERED = /[\u202A-\u202E\u2066-\u2069\u200B\u200C\u200E\u200F\u2060\u00AD\u{E0000}-\u{E007F}]/u;

/** Files in which long texts are usual. */
const DATA =
  /\.(?:svg|json|lock|lockb|sum|csv|tsv|xml|pem|snap|ipynb|map|css)$|(^|\/)(?:yarn\.lock|go\.sum|pnpm-lock\.yaml)$/i;

const NOW = anyOf(
  /\bDate\.now\(|\bnew Date\(|\b(?:datetime|date)\.(?:now|today|utcnow)\(|\btime\.(?:Now|time)\(/,
  /\b(?:Local|Zoned|Offset)Date(?:Time)?\.now\(|\bInstant\.now\(/,
  /\bDateTime(?:Offset)?\.(?:Utc)?(?:Now|Today)\b|\bGetUtcNow\(|\bTime\.now\b|\bDate\.today\b/,
  /\bUtc::now\(|\bSystemTime::now\(/,
);

const TEST_MODE = anyOf(
  /\bNODE_ENV\b['"\])]*\s*[!=]==?\s*['"`]test|['"`]test['"`]\s*[!=]==?\s*process\.env\.NODE_ENV/i,
  /\benv(?:iron)?\b.*\b(?:VITEST|JEST_WORKER_ID|PYTEST_CURRENT_TEST|PYTEST_VERSION|RUST_TEST_THREADS|GO_TEST|MOCHA_\w+)\b/,
  /\bimport\.meta\.vitest\b|['"](?:pytest|unittest|_pytest)['"]\s+in\s+sys\.modules/,
  /\bsys\.argv\b.*\b(?:pytest|unittest|test)\b|\btesting\.Testing\(\)|\bflag\.Lookup\(\s*"test\./,
  /\bos\.Args\b.*\.test\b|\bcfg!\(\s*test\s*\)|\bRails\.env\.test\?|\b(?:RAILS|RACK)_ENV\b.*test/,
  /\bdefined\?\(\s*(?:RSpec|Minitest)|\bIsEnvironment\(\s*"Test|ASPNETCORE_ENVIRONMENT.*Test/,
  /\b(?:xunit|nunit|mstest)\b.*\b(?:Assembl|Loaded|StackTrace)/,
  /\bGetAssemblies\(\).*(?:xunit|nunit|test)|\bgetStackTrace\(\).*|\bStackTrace\b.*\b(?:junit|Test)/,
  /\bClass\.forName\(\s*"org\.junit|\binspect\.(?:stack|currentframe)\(\).*|\bnew Error\(\)\.stack\b/,
  /\b(?:[gG]etenv|environ|process\.env|ENV|env::var|GetEnvironmentVariable)\b.*["'](?:tests?|testing|ci|staging)["']|["'](?:tests?|testing|ci|staging)["']\.equals\(\s*System\.getenv/,
  /\btypeof (?:describe|it|jest|vi)\b|\bcaller(?:_locations)?\b.*(?:spec|test)/,
);

/** Files in which to know of tests is usual. */
const CONFIGURES = /(^|\/)(?:[^/]*(?:config|setup)[^/]*|\.[^/]*rc(?:\.\w+)?)$|(^|\/)config\//i;

const SUPPRESSED = anyOf(
  /@ts-(?:ignore|nocheck|expect-error)|eslint-disable|biome-ignore|istanbul ignore|\b[cv]8 ignore/,
  /\bas unknown as\b|\bcast\(\s*Any\b|\/\/\s*noinspection\b|\bfix_?me-ignore\b/,
  /#\s*type:\s*ignore|#\s*noqa|#\s*pragma:\s*no cover|pylint:\s*disable|#\s*mypy:|\/\/\s*nolint/,
  /#!?\[allow\(|@Suppress(?:Warnings|FBWarnings)?\b|#pragma warning disable|SuppressMessage/,
  /rubocop:disable|#\s*nosec\b|NOSONAR|shellcheck disable|:nocov:|\bas any\b/,
);

const hasAnyType = ({ code }: CodeLine, { path }: Examined): boolean =>
  /\.[cm]?tsx?$/.test(path) && /[\w)\]]\??\s*:\s*any\b|<any[,>]/.test(code);

/** Codes of answers, by number and by name. */
const FAILS =
  /\b[45]\d\d\b|\b(?:HttpStatus\.|Status\.?|StatusCodes?\.|:)(?:\w*not_?found|bad_?request|forbidden|unauthori[sz]ed|conflict|unprocessable\w*|internal_?server\w*|Status4\w+)\b|\b(?:NotFound|BadRequest|Conflict)\(/i;
const SUCCEEDS =
  /\b(?:status|code|write\w*|head|send\w*|Error|render)\b.*(?:\b20[0-4]\b|\bStatus(?:OK|Created|Accepted|NoContent)\b|\bHttpStatus\.OK\b|:ok\b)/i;

/** A warning of the Rust compiler that is an error. */
const FORBIDDEN = /^#!?\[(?:forbid|deny)\(/;

/** A line that says in place of a function's work that there is none yet. */
const BEGUN =
  /^(?:throw|raise|panic|return)\b.*(?:\bNotImplemented(?:Error|Exception)?\b|["'`](?:TODO\b|[^"'`]*\bnot (?:yet )?implemented\b))|^(?:unimplemented|todo)!\(/i;
const ON_CONDITION = /^(?:\}\s*)?(?:if|elif|elsif|else|unless|guard|case|when|default|switch|catch|except|rescue)\b/;

/** Checks whether a removed refusal stood for all of a function's work, which is done now. */
function isBegun({ path, line = 0 }: RiskFinding, examined: readonly Examined[]): boolean {
  const before = examined.find((file) => file.path === path)?.before.slice(0, line) ?? [];
  const { spoken = '' } = before.at(-1) ?? {};
  const above = before.slice(0, -1).findLast((one) => one.code !== '' && one.code !== '{');
  return BEGUN.test(spoken) && !/\b(?:if|unless)\b/.test(spoken) && !ON_CONDITION.test(above?.code ?? '');
}

const UNFINISHED =
  /\b(?:TODO|FIXME|XXX|HACK:)(?!\w)|\bNotImplemented(?:Error|Exception)?\b|\bunimplemented!|\btodo!\(|\bnot (?:yet )?implemented\b|\b(?:debugger|breakpoint\(\)|binding\.(?:pry|irb)|pdb\.set_trace|dbg!)\b/i;
