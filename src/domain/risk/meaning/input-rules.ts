import type { Examined, RiskRuleRow } from '../examine.ts';
import { addedCode, addedLines } from '../find.ts';
import { type CodeLine, lastUpTo } from '../lines.ts';
import { anyOf, matches } from '../patterns.ts';

/** The rules about what code does with input that its tests do not have: from strangers, empty, large or malformed. */
export const INPUT_RULES = {
  pages: {
    says: 'puts texts into HTML as they are',
    find: (examined) => addedLines(examined, ({ spoken }) => HTML_WITH_TEXT.test(spoken) && !ESCAPES.test(spoken)),
  },
  namedFiles: {
    says: 'reads or writes files whose names come from values',
    find: (examined) => [
      ...addedLines(
        examined.filter(writesUnderAnyName),
        ({ spoken }) => NAMED_PATH.test(spoken) && !UNIQUE.test(spoken),
      ),
      ...addedLines(examined, isAnyFile),
    ],
  },
  inLoops: { says: 'asks for each of many things on its own', find: (all) => addedLines(all, isAskedInLoop) },
  openRoutes: {
    says: 'opens routes that do not ask who calls, in a file that asks',
    find: (examined) =>
      addedLines(
        examined.filter(({ after }) => after.some(({ spoken }) => ASKS_WHO.test(spoken))),
        isOpenRoute,
      ),
  },
  lenient: { says: 'lets pass where a value of access is missing', find: (all) => addedLines(all, isLenient) },
  strippedInput: {
    says: 'drops characters before it reads a value',
    find: (examined) => addedLines(examined, ({ spoken }) => STRIPS.test(spoken) && READS.test(spoken)),
  },
  cutNumbers: {
    says: 'cuts numbers to fewer digits',
    find: (examined) => addedLines(examined, (line, file) => does('narrows', line, file)),
  },
  crashes: { says: 'ends the program on input that it does not expect', find: (all) => addedLines(all, isCrash) },
  noOrder: { says: 'sorts by a comparison that is no order', find: (all) => addedCode(all, NO_ORDER, 'code') },
  slowPatterns: {
    says: 'searches with a pattern that can take exponential time',
    find: (examined) => addedLines(examined, ({ text }) => IN_PATTERN.test(text) && REPEATED_TWICE.test(text)),
  },
  equality: {
    says: 'redefines when things are equal, with which tests compare them',
    find: (all) => addedCode(all, EQUALITY, 'code'),
  },
  singledOut: { says: 'treats one value in another way', find: (all) => addedCode(all, SINGLED_OUT) },
} as const satisfies Readonly<Record<string, RiskRuleRow>>;

const EQUALITY =
  /\bdef (?:__eq__|__hash__|==|eql\?|hash)(?!\w)|\bboolean equals\(|\bbool Equals\(|\bint (?:hashCode|GetHashCode)\(|\bimpl\b.*\b(?:PartialEq|PartialOrd|Ord|Hash)\b.*\bfor\b|\boperator\s*(?:==|!=)|\beq=False\b/;

const SINGLED_OUT =
  /\b(?:passw\w*|pwd|secret|token|api_?key|user_?name|login|email)\b\W*\s*[=!]==?\s*["'`][^"'`]{2,}["'`]|\b(?:[hH]eaders?|get|Get|getHeader)\b\W+["'`]x-[\w-]*(?:debug|internal|admin|bypass|skip|override|test)[\w-]*["'`]|\b(?:hash\w*|digest|md5|sha\d+|crc\w*|checksum|toHexString)\b.*(?:[=!]==?|\bequals\(|\.eq\()\s*(?:["'`][\da-f]{6,}["'`]|0x[\da-f]{6,}|-?\d{7,})/i;

/** A query for one thing by its number. */
const ONE_BY_ONE =
  /(?:\.(?:[fF]ind(?:One|ById|_by\w*|By\w*)?(?:Async)?|[fF]etch\w*|[lL]oad\w*|[qQ]uery\w*|execute|QueryRow\w*|get_or_404|objects\.get)|\b(?:fetch|load|query)\w*)\([^()]*\b\w+(?:\.|\[["':]*)\w*(?:[iI]d|ID)\b/;
const LOOP = /^(?:for|foreach|while)\b|\.(?:each|forEach|map|Select)\b.*(?:\{|=>|do\b)|\bdo \|/;
const isAskedInLoop = ({ n, code }: CodeLine, { after }: Examined): boolean =>
  ONE_BY_ONE.test(code) && after.slice(Math.max(0, n - 5), n).some((line) => LOOP.test(line.code));

const TAG =
  '<\\/?(?:p|div|span|a|li|td|th|tr|h[1-6]|b|i|em|strong|script|style|img|body|html|title|ul|ol|table|input|form|option|button|label|pre|code)\\b';

/** A text with a tag of HTML and, in the same text or joined to it, a value. */
const HTML_WITH_TEXT = anyOf(
  new RegExp(`${TAG}[^"'\`]{0,120}(?:\\$\\{|#\\{)`),
  new RegExp(`(?:f["']|\\$"|format!\\(\\s*")[^"']{0,120}${TAG}[^"']{0,120}\\{`),
  new RegExp(`(?:printf|Sprintf|Fprintf|format|String\\.format|%)\\b.{0,120}${TAG}.{0,120}%[svq]`),
  new RegExp(`${TAG}[^"'\`]{0,120}["'\`]\\s*(?:\\+|<<|\\.\\.)\\s*\\w`),
);
const ESCAPES = /escape|encode|sanitiz|html_safe|\bh\(|quote|clean|template\.HTML/i;

const WRITES =
  /\bwrite(?:_text|_bytes|File\w*|_all|AllText|AllBytes)?\s*\(|\bopen\(.*["'][wax]b?\+?["']|\bcreateWriteStream\(|\bos\.(?:WriteFile|Create|OpenFile)\(|\bfs::write\(|\bFile(?:::create|\.(?:write|open|Create|WriteAll\w+|Move|Delete))\b|\bFiles\.(?:write\w*|copy|move|delete\w*|newBufferedWriter)\(|\b(?:unlink|rename|copyFile)\w*\(/;
/** A path, at least a part of whose name is put together from values. */
const NAMED_PATH = anyOf(
  /\/\s*f["'][^"']*\{|\bPath\(\s*f["'][^"']*\{|\bjoin\(.*f["'][^"']*\{/,
  /\b(?:path\.)?(?:join|resolve)\(.*`[^`]*\$\{|\bjoin\([^,()]+,\s*\w+\s*\+\s*["']/,
  /\b(?:File\.join|filepath\.Join|Path\.Combine|Paths?\.(?:get|of)|\.resolve|\.join)\(.*(?:#\{|format!\(|\$"[^"]*\{|\w\s*\+\s*"|"\s*\+\s*\w)/,
);
/** What leaves only the last part of a path, or checks it. */
const BARE_NAME =
  /\b(?:basename|secure_filename|GetFileName|file_name|getFileName|filepath\.Base|path\.Base|IsLocal|is_relative_to|isInside|slugify|parameterize|encodeURIComponent|quote)\b/;

const ASKS_WHERE = /\b(?:starts_?[wW]ith|StartsWith|contains|Contains|includes|match\w*|test)\(/;

const READS_FILE =
  /\b(?:ReadAll\w+|read_?(?:text|bytes|to_string|File\w*)?|readFile\w*|open|Open\w*|ReadFile|readAllBytes|readString|newInputStream|newBufferedReader|sendFile|ServeFile|File\.read)\(/;
const JOINED =
  /(?:\b(?:[pP]ath\.(?:join|Join|Combine|resolve)|join|filepath\.Join|File\.join|Paths?\.(?:get|of))|\.(?:join|resolve))\(\s*([^()]*)\)|^\w+\s*=\s*\w+\s*\/\s*(\w+)$/;
const NAMES = /\b(?:file_?|user_?)?(?:[nN]ame|key|slug|user|id)\b/g;

/** Checks whether a file is read whose name is a parameter, and nothing asks where it is. */
function isAnyFile(line: CodeLine, { after, added }: Examined): boolean {
  const names = JOINED.exec(line.code)?.slice(1).find(Boolean)?.match(NAMES) ?? [];
  const above = after
    .slice(Math.max(0, line.n - 6), line.n - 1)
    .findLast(({ code }) => /\b(?:def|func|fn|function|public|private|async)\b.*\(|=>\s*\{?$/.test(code));
  const near = after.slice(line.n - 1, line.n + 3);
  return (
    above !== undefined &&
    names.some((name) => new RegExp(`[(,\\s&:]${name}\\s*[,):]`).test(above.code)) &&
    near.some(({ code }) => READS_FILE.test(code)) &&
    !added.some(({ spoken }) => BARE_NAME.test(spoken) || ASKS_WHERE.test(spoken))
  );
}

const writesUnderAnyName = ({ added }: Examined): boolean =>
  added.some(({ spoken }) => WRITES.test(spoken)) && !added.some(({ spoken }) => BARE_NAME.test(spoken));

/** Names that nobody chooses. */
const UNIQUE = /random|uuid|nonce|\bpid\b|Date\.now/i;

const ROUTE = anyOf(
  /\b(?:app|router|routes?|mux|server|group|endpoints)\.(?:get|post|put|patch|delete|all|Map(?:Get|Post|Put|Delete|Patch))\(\s*["'`]\//,
  /\.(?:HandleFunc|Handle|GET|POST|PUT|PATCH|DELETE)\(\s*["'`](?:[A-Z]+ )?\//,
  /^@(?:app|bp|router|blueprint|api)\.(?:route|get|post|put|patch|delete)\(|^@(?:Get|Post|Put|Delete|Patch|Request)Mapping\b|^\[Http(?:Get|Post|Put|Delete|Patch)\b|^#\[(?:get|post|put|patch|delete)\(/,
);
/** What asks who calls. */
const ASKS_WHO =
  /auth(?:enticat|oriz)\w*|Authorization|permission|ConstantTime|compare_digest|secure_compare|timingSafeEqual|\b401\b|\b403\b|Forbidden|Unauthori[sz]ed|login_required|before_action|require(?:Auth|Login|User|Admin|Role)|isAdmin|is_admin|hasRole|current_user|PreAuthorize|RolesAllowed/i;
/** Routes of machines that only ask whether a server works. */
const OF_HEALTH = /["'`][^"'`]*\/(?:health\w*|ping|ready|readyz|live|livez)["'`]/;
/** Number of lines after a route in which it can ask. */
const HANDLER = 15;

function isOpenRoute(line: CodeLine, { after }: Examined): boolean {
  if (!ROUTE.test(line.spoken) || OF_HEALTH.test(line.spoken)) return false;
  const own = after.slice(line.n, line.n + HANDLER);
  const next = own.findIndex(({ spoken }) => ROUTE.test(spoken));
  const above = after[line.n - 2];
  const around = [
    ...(above && /^(?:@|\[|#\[)/.test(above.spoken) ? [above] : []),
    ...[line, ...(next < 0 ? own : own.slice(0, next))],
  ];
  return !around.some(({ spoken }) => ASKS_WHO.test(spoken));
}

const ACCESS = /token|secret|passw|auth|permi|role|allow|access|admin|owner|session|grant|credential|\bkey\b/i;
const IS_MISSING =
  /[!=]==?\s*(?:''|""|``|null\b|undefined\b|nil\b|None\b)|\bis None\b|\.(?:isEmpty|isBlank|is_empty|is_none)\(|\.(?:empty|blank|nil)\?|\bnot\s+[\w.]+\s*:|\(\s*![\w.]+\s*\)|IsNullOr\w+\(|\blen\([\w.]+\)\s*==\s*0|\.length\s*===?\s*0/;
const PASSES = /\breturn\s+(?:true|True)\b|^(?:true|True)$|\breturn\s+next\(\)|^next\(\)/;

/** A question whether a value of access is missing, and an answer that lets pass. */
const isLenient = ({ n, spoken }: CodeLine, { after }: Examined): boolean =>
  IS_MISSING.test(spoken) &&
  ACCESS.test(spoken) &&
  !/\breturn\s+(?:false|False)\b/.test(spoken) &&
  (PASSES.test(spoken) || PASSES.test(after[n]?.spoken ?? ''));

const STRIPS =
  /\.(?:replace|replaceAll|Replace|ReplaceAll|gsub|gsub!|sub|replace_all)\(\s*(?:["'/][^"'/]{1,12}["'/]\w*)\s*,\s*(?:""|'')\s*\)|strings\.ReplaceAll\([^,]+,\s*"[^"]+",\s*""\)|\.(?:delete|tr)\(\s*["'][^"']+["']\s*(?:,\s*["']["'])?\)/;
const READS =
  /\b(?:Decimal|Number|parseInt|parseFloat|int|float|BigDecimal|Integer|Double|Long|Atoi|ParseInt|ParseFloat|parse|Parse|valueOf|strptime|fromisoformat)\s*(?:::<\w+>)?\(|\.to_[fid]\b|\.parse(?:::<\w+>)?\(/;

/** Conversions to a type with fewer digits, and what ends a program, by files. */
const BY_FILES: readonly { files: RegExp; narrows?: RegExp; ends?: RegExp }[] = [
  { files: /\.rs$/, narrows: /\bas\s+(?:[ui](?:8|16|32)|f32)\b/ },
  { files: /\.rs$/, ends: /\.(?:unwrap|expect|unwrap_err)\(|\bunreachable!|\bpanic!/ },
  { files: /\.go$/, narrows: /(?<![\w.])(?:u?int(?:8|16|32)|float32)\(\s*[A-Za-z_]/ },
  { files: /\.go$/, ends: /\bpanic\(|^\w+\s*:?=\s*[^,]*\.\(\*?[\w.]+\)$|\bregexp\.MustCompile\(\s*[a-z]/ },
  { files: /\.(?:java|cs)$/, narrows: /\((?:int|short|byte|sbyte|ushort|uint|float)\)\s*[\w(]/ },
  { files: /\.[cm]?[jt]sx?$/, narrows: /[\w)\]]\s*\|\s*0\b|>>>\s*0\b|~~\w/ },
  { files: /\.kts?$/, ends: /!!/ },
  { files: /\.swift$/, ends: /\btry!|\bas!/ },
];
const does = (what: 'narrows' | 'ends', { code }: CodeLine, { path }: Examined): boolean =>
  BY_FILES.some((row) => row.files.test(path) && matches(row[what], code));

/** Checks whether a line ends the program, and is none of the tests in a Rust file, which are at its end. */
const isCrash = (line: CodeLine, file: Examined): boolean =>
  does('ends', line, file) && !(file.path.endsWith('.rs') && testsBefore(file.after, line.n - 1));

const testsBefore = lastUpTo(({ code }) => code.includes('#[cfg(test)]'));

const NO_ORDER = anyOf(
  /\bpartial_cmp\(.*\)\.unwrap|\bsort\w*\(\s*\(?\w*,?\s*\w*\)?\s*=>\s*(?:Math\.random|\w[\w.]*\s*[<>]=?\s*\w[\w.]*\s*\))/,
  /\bsort\.Slice\(.*return\s.*(?:<=|>=)|\bcompar\w*\(.*\breturn\s+\w[\w.]*\s*[<>]=?\s*\w[\w.]*;?\s*\}?$/,
);

/** A place where a pattern stands. */
const IN_PATTERN = /^[^/]*\/[^(]*\(.*\/|%r\{|\b(?:RegExp|Regex|regexp|re|Pattern|regex!?|pattern|match\w*|test)\b/i;
/** A repeated group that begins with a repetition, after which nothing is required. */
const REPEATED_TWICE =
  /\((?:\?:)?(?:\[(?:[^\]\\]|\\.)+\]|\\[wdsWDS]|\.)[+*](?:(?:\[(?:[^\]\\]|\\.)+\]|\\.|[^\\()[\]|+*?{}])[?*])*\)[+*]/;
