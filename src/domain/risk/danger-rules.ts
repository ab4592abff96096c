import { type Examined, isCode, type RiskFinding, type RiskRuleRow } from './examine.ts';
import { addedCode, addedLines, fewerInCode, inCode, lostCode, withoutMoved } from './find.ts';
import { leakingLines } from './flow/leaks.ts';
import { type CodeLine, linesBeyond } from './lines.ts';
import { writtenSecrets } from './logged-secrets.ts';
import { anyOf, matches } from './patterns.ts';
import { droppedKeys, GUARDS_DATA, isTemporary, turnsOff, weakerNumbers } from './protections.ts';
import { hasSecret } from './secrets.ts';

/** The rules about what code can do to others: secrets, calls of programs and machines, protections, deletions. */
export const DANGER_RULES = {
  secretTexts: {
    level: 'high',
    says: 'contains secrets',
    find: (examined) =>
      examined.flatMap((file) => file.added.filter(hasSecret).map((line) => ({ path: file.path, line: line.n }))),
  },
  evaluation: { level: 'high', says: 'runs text as code', find: (examined) => newCalls(examined, 'evaluation') },
  shell: { tested: true, says: 'starts programs', find: (examined) => newCalls(examined, 'shell') },
  leaks: {
    level: 'high',
    says: 'sends variables, cookies, headers or private files to others',
    find: (examined) => [
      ...addedCode(
        examined.filter(({ added, language }) => added.some(({ code }) => matches(language.network, code))),
        PRIVATE,
      ),
      ...inCode(examined, leakingLines),
    ],
  },
  network: { tested: true, says: 'connects to other machines', find: (examined) => newCalls(examined, 'network') },
  protections: {
    level: 'high',
    says: 'turns a protection off',
    find: (examined) => [...addedLines(examined, turnsOff, isNoTest), ...lostCode(examined, GUARDS_DATA)],
  },
  fewerProtections: {
    level: 'high',
    says: 'removes protections against strangers',
    find: (examined) => [
      ...fewerInCode(examined, STRANGERS).filter((one) => isWordLost(one, examined)),
      ...inCode(examined, weakerNumbers),
    ],
  },
  debugRoutes: { says: 'opens routes for debugging', find: (all) => addedCode(all, DEBUG_ROUTE) },
  destroys: {
    level: 'high',
    says: 'deletes data or folders',
    find: (examined) =>
      addedLines(
        examined,
        (line, file) => DESTROYS.test(line.spoken) && !isRebuilt(line, file) && !isTemporary(line, file),
        isNoTest,
      ),
  },
  keys: {
    says: 'drops indexes or constraints of a database',
    find: (examined) => withoutMoved(examined).filter(isCode).flatMap(droppedKeys),
  },
  logged: {
    says: 'logs or writes private data',
    find: (examined) =>
      inCode(examined, (file) => {
        const secrets = new Set(writtenSecrets(file));
        const isLogged = ({ spoken, code }: CodeLine) => LOGGED.test(spoken) || LOGGED_WHOLE.test(code);
        return file.added.filter((line) => isLogged(line) || secrets.has(line));
      }),
  },
  guessable: {
    says: 'makes or compares secrets in a way that can be guessed',
    find: (examined) => addedLines(examined, isGuessable),
  },
} as const satisfies Readonly<Record<string, RiskRuleRow>>;

/** Texts that run are read, too, such as scripts and settings. Texts for people are not. */
const isNoTest = ({ isTest }: Examined): boolean => !isTest;

/** Finds calls of a kind in files that had none before. */
const newCalls = (examined: readonly Examined[], kind: 'network' | 'shell' | 'evaluation'): RiskFinding[] =>
  addedLines(
    examined,
    (line, { language }) => matches(language[kind], line.code),
    ({ isTest, before, language }) => !isTest && !before.some(({ code }) => matches(language[kind], code)),
  );

/** Routes and pages that show the inside of a server. */
const DEBUG_ROUTE = anyOf(
  /\bnet\/http\/pprof\b|\bGetDebugView\(|\bUseDeveloperExceptionPage\(|\bexpvar\b|\bDebuggedApplication\b/,
  /["'`](?:GET |POST )?\/(?:_+)?(?:debug|actuator|pprof|phpinfo|heapdump)\b/,
  /\b(?:send|json|end|write|render|return|body|print\w*|Error|Text|html)\b.*(?:\.stack\b|\.StackTrace\b|\btraceback\.format_exc\(|\bprintStackTrace\(\s*\w|\.backtrace\b|\bdebug\.Stack\(|\bfull_message\b)|\bintrospection\s*:\s*true\b/,
  /\b(?:send|json|end|jsonify|write|Encode|render)\(.*(?:process\.env\b(?![.[])|os\.environ\b(?![.[])|os\.Environ\()/,
);

/** Checks whether a table is deleted whose rows another table got, which has its name afterwards. */
function isRebuilt({ spoken }: CodeLine, { after }: Examined): boolean {
  const [, old] = /^DROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?["`]?(\w+)["`]?\s*;?$/i.exec(spoken) ?? [];
  if (old === undefined) return false;
  const text = after.map((line) => line.spoken).join(' ');
  const renames = new RegExp(`\\bALTER\\s+TABLE\\s+["\`]?(\\w+)["\`]?\\s+RENAME\\s+TO\\s+["\`]?${old}\\b`, 'i');
  const [, copy = '-'] = renames.exec(text) ?? [];
  return new RegExp(`\\bINSERT\\s+INTO\\s+["\`]?${copy}\\b[^;]*\\bFROM\\s+["\`]?${old}\\b`, 'i').test(text);
}

/** Checks whether the code of a file has a protection less often than before, not only fewer lines with one. */
function isWordLost({ path, text = '' }: RiskFinding, examined: readonly Examined[]): boolean {
  const wordsIn = (code: string) =>
    (code.match(new RegExp(STRANGERS, 'gi')) ?? []).map((word) => ({ text: word.toLowerCase() }));
  const { removed, added } = examined.find((one) => one.path === path)!;
  const [was, is] = [removed, added].map((lines) => lines.flatMap(({ spoken }) => wordsIn(spoken)));
  const lost = new Set(linesBeyond(was!, is!).map((word) => word.text));
  return wordsIn(text).some((word) => lost.has(word.text));
}

/** Variables of the process, and files with keys. */
const PRIVATE = anyOf(
  /\bprocess\.env\b(?!\.(?:NODE_ENV|PORT|HOST|\w*(?:URL|TIMEOUT|HOST|PORT))\b)/,
  /\bos\.environ\b(?!\[["']\w*(?:URL|HOST|PORT))|\bos\.(?:Environ|Getenv|getenv)\(|\bSystem\.getenv\(/,
  /\bstd::env::vars|\benv::var\(|\bENV\b(?:\.to_h|\.each|\[)|\bEnvironment\.GetEnvironmentVariables?\(/,
  /\.(?:ssh|aws|netrc|npmrc|kube|gnupg)\b|\bid_rsa\b|\/etc\/passwd\b|\bcredentials\b/,
  /\bdocument\.cookie\b|\blocalStorage\b/,
);

const LOGGED =
  /\b(?:log(?!in\b|out\b)\w*|console|print\w*|puts|warn|info|debug|trace|Debug|slog|tracing|System\.out|eprintln!|println!)\b[.!(\s].*\b(?:pass(?:word|wd|phrase)|secret|token|api_?key|authorization|credit_?card|ssn|cookie|e_?mail|phone|birth\w*|iban|passport|card_?number|req(?:uest)?\.body)s?\b|\b(?:analytics|track|identify|gtag|mixpanel|amplitude)\b[.(].*\b(?:e_?mail|phone|birth\w*|address|name)\b/i;

/** All headers of a request, or all variables of the process, in a line of a log. */
const LOGGED_WHOLE =
  /\b(?:log(?!in\b|out\b)\w*|console|print\w*|puts|warn|slog|tracing|System\.out|eprintln!|println!)\b[.!(\s].*\b(?:header_items\(|headers?\b(?!\s*[.[(?])|process\.env\b(?![.[?])|os\.environ\b(?![.[])|os\.Environ\(|ENV\.to_h|env::vars|getenv\(\)|(?:form|user|customer|account|payload|body|profile|patient|person|credentials|registration)\b(?!\s*[.[(\w:=]|::))/i;

const isGuessable = (line: CodeLine, file: Examined): boolean =>
  COMPARED.test(line.code) || FIXED.test(line.spoken) || (GUESSED.test(line.spoken) && isAboutSecrets(line, file));
/** Secrets that are compared letter by letter, made of the time, or protected by what never changes. */
const COMPARED =
  /(?<![\w.]\s*(?:typeof|len)\(?\s*)\b(?:[\w.]+[._])?(?:token|signature|digest|hmac|mac|password|passwd|secret|api_?key)\w*\s*[!=]==?\s*(?!null|undefined|nil\b|None|typeof|""|''|``|true|false|\d)[\w.]+|\.equals\(\s*(?:\w+\.)?(?:token|signature|password|secret)\w*\)/i;
const FIXED =
  /\biv\b\s*:?=.*(?:alloc\(\s*\d|make\(|new byte|b"|b'|\[0)|\bsalt\w*\s*:?=\s*(?:b|Buffer\.from\()?\s*["']|\b\w*(?:token|secret|nonce|otp)\w*\s*:?=.*(?:uuid1\(|Date\.now\(|time\.Now\(\)|time\.time\(|currentTimeMillis|nanoTime|Time\.now|DateTime\.(?:Utc)?Now)|\b(?:sha\d+|SHA\d+|createHash)\b.*\bpassw|\bpassw\w*.*\b(?:sha\d+|SHA\d+)\(/i;

/** Random numbers and digests that others can compute. */
const GUESSED =
  /\bMath\.random\(|\brandom\.(?:random|choices?|randint|sample|randrange)\(|\brand\.(?:Intn?|Int\d*|Read|N|Perm)\b|\brand\s*\(|\bnew Random\(|\bRandom\.(?:rand|new|Shared)|\bmd5\b|\bMD5\b|\bsha1\b|\bSHA1\b/;

/** Checks whether a line, its file, or the name of what is defined just above it is about a secret. */
const isAboutSecrets = ({ n, code }: CodeLine, { path, after }: Examined): boolean =>
  SECRET_WORD.test(`${path} ${code}`) ||
  after.some((line) => line.n < n && line.n >= n - 2 && DEFINES.test(line.code) && SECRET_WORD.test(line.code));

/** The first line of a function. */
const DEFINES = /\bdef\s|\b(?:func|fn|function|public|private|protected|static|internal)\b.*\(|=>\s*\{?$/;

const SECRET_WORD = /token|secret|password|session|nonce|salt|otp|key|code|invite|reset/i;

const DESTROYS = anyOf(
  /\bDROP\s+(?:TABLE|DATABASE|SCHEMA|COLUMN|VIEW)\b|\bTRUNCATE\s+(?:TABLE\s+)?\w+/i,
  /\bUPDATE\s+[\w."`]+\s+SET\s+(?!.*\bWHERE\b)[^;"'`]*(?:;|["'`]\s*[,)]|$)/,
  /\bDELETE\s+FROM\s+["`\w.]+\s*(?:;|["'`)]|$)|\brm\s+-\w*[rf]\w*[rf]?\s/,
  /\bgit\s+(?:push\s+.*(?:--force|-f)\b|reset\s+--hard|clean\s+-\w*f)|\bshutil\.rmtree\(/,
  /\brmSync\(.*recursive|\brm\(.*recursive:\s*true|\brimraf\b|\bos\.RemoveAll\(|\bremove_dir_all\(/,
  /\bFileUtils\.rm_r\w*|\bdeleteRecursively\(|\bDirectory\.Delete\(.*true|\bdrop_(?:table|column)\b/,
  /\bdropTable\(|\bdeleteMany\(\s*(?:\{\s*\})?\s*\)|\b\.delete_all\b|\bdestroy_all\b|\bflushall\b/,
);

/** What keeps strangers out. */
const STRANGERS =
  /\b(?:auth(?:enticat|oriz)\w*|Authorization|csrf\w*|\w*anti_?forgery\w*|permissions?|ConstantTime\w*|constant_time\w*|timingSafeEqual|compare_digest|secure_compare|hmac\w*|verify\w*(?:Signature|Token|Password|_signature|_token|_password)\w*|sanitiz\w*|escape(?:Html|_html|XML|Shell\w*)?|rate_?limit\w*|helmet|Unauthori[sz]ed|Forbidden|require(?:Auth|Login|Role|Admin|Permission|Authorization)\w*|login_required|permission_required|PreAuthorize|RolesAllowed|before_action|protect_from_forgery|ensure_?(?:logged|admin|owner)\w*|isAdmin|is_admin|hasRole|has_permission|checkPermission\w*|httpOnly|SameSite|Content-Security-Policy|X-Frame-Options|Strict-Transport-Security|nosniff)\b/i;
