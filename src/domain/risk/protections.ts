import type { Examined, RiskFinding } from './examine.ts';
import { fewerLines, foundIn } from './find.ts';
import { type CodeLine, movedNumbers } from './lines.ts';
import { anyOf } from './patterns.ts';

const PROTECTIONS = anyOf(
  /\bverify\s*=\s*False|rejectUnauthorized['"]?\s*:\s*false|NODE_TLS_REJECT_UNAUTHORIZED/i,
  /InsecureSkipVerify:\s*true|danger_accept_invalid_certs\(\s*true/,
  /ALLOW_ALL_HOSTNAME|TrustAll|\bVERIFY_NONE\b/,
  /_create_unverified_context|csrf_exempt|skip_(?:before_action|forgery|authorization)/,
  /csrf\(\)\.disable|\bcsrf\b.*\bdisable|permitAll\(\)|\[AllowAnonymous\]/,
  /\bAllow-Origin['"]?\s*[,:=]?\s*['"]?\*|\bAllowAnyOrigin\(|\b\w*origins?['"]?(?:\s*[:=(]|\s)\s*(?:\[\]string\s*)?[[{(]*\s*['"]\*['"]|\borigin['"]?\s*:\s*(?:true|['"]\*['"])/,
  /algorithms?['"]?\s*[:=]\s*\[?\s*['"]none|\bchmod\b.*\b0?o?777\b|\b0o?777\b|dangerouslySetInnerHTML/,
  /\.innerHTML\s*=|\bhtml_safe\b|\bmark_safe\(|\bHtml\.Raw\(|\btemplate\.HTML\(/,
  /autoescape\s*[=:]\s*(?:False|false)|\bDEBUG\s*=\s*True\b|--no-verify\b/,
  /strict-?ssl['"]?\s*[=:]\s*false|sslmode=disable|\bshell\s*[=:]\s*[Tt]rue\b/,
  /StrictHostKeyChecking[= ]no|usesCleartextTraffic|ValidateIssuer\w*\s*=\s*false/,
  /verify_signature['"]?\s*:\s*False/,
  /\bdisable_?(?:auth|security|ssl|tls|verif|anti-?forgery|csrf|cors|valid|check|sandbox)/,
  /\bSetIsOriginAllowed\(\s*_?\s*\w*\s*=>\s*true/,
  // A check of certificates that checks nothing.
  /\bcheck(?:Server|Client)Trusted\s*\([^)]*\)\s*(?:throws\s+\w+\s*)?\{\s*\}|\bNoopHostnameVerifier\b|\bdisableHostnameVerification\b/,
  /\bcheck_hostname\s*=\s*False|\bCERT_NONE\b|\bDangerousAcceptAnyServerCertificate\w*|\bdanger_accept_invalid_hostnames\(\s*true/,
  // Ciphers, protocols and keys that can be broken, and signatures that nobody checks.
  /["'/]ECB\b|\bMODE_ECB\b|CipherMode\.ECB|["'](?:des|rc4|bf)(?:-|["'])|\brc4\.NewCipher\b|\bdes\.New\w*Cipher|\bDESede?\b|\bTripleDES\b|\bARC4\b/,
  /\bVersionTLS1[01]\b|\bVersionSSL30\b|\bPROTOCOL_(?:TLSv1|TLSv1_1|SSLv\w+)\b|TLSv1(?:_1)?_method|["'](?:TLSv1(?:\.1)?|SSLv3)["']|\b(?:SslProtocols|SecurityProtocolType)\.(?:Tls|Tls11|Ssl3)\b/,
  /\bmodulusLength['"]?\s*:\s*(?:512|768|1024)\b|\bGenerateKey\(\s*rand\.Reader,\s*(?:512|768|1024)\b|\bkey_size\s*=\s*(?:512|768|1024)\b|\bRSA\.(?:new|generate)\(\s*(?:512|768|1024)\b/,
  /\bParseUnverified\(|\bjwt(?:\.|::)decode\(\s*\w+\s*\)|\bJWT\.decode\([^()]*,\s*(?:nil|None|null),\s*false|\binsecure_disable_signature_validation\b|\bRequireSignedTokens\s*=\s*false/,
  // Parsers that read other files, or make objects of any class.
  /\bresolve_entities\s*=\s*True|\bDtdProcessing\.Parse\b|\bnoent\b|\bTypeNameHandling\.(?:All|Auto|Objects)\b|\bXmlUrlResolver\b|disallow-doctype-decl['"]?\s*,\s*false|\benableDefaultTyping\(|\bDEFAULT_FULL_SCHEMA\b/,
  // Pages that show texts as they are, and windows that let pages do more.
  /\binsertAdjacentHTML\(|\bdocument\.write(?:ln)?\(|\bv-html=|\bouterHTML\s*=|\{\{\{\s*\w|\{\{[^}]*\|\s*safe\b|<%==|\bbypassSecurityTrust\w*|\braw\(\s*[\w@.]+\s*\)|\bunsafe-(?:inline|eval)\b/,
  /\bnodeIntegration\s*:\s*true|\bcontextIsolation\s*:\s*false|\bwebSecurity\s*:\s*false|\bpostMessage\([^)]*["']\*["']|\bexported\s*=\s*"true"|\bsetAllow(?:FileAccess|UniversalAccess)\w*\(true/,
  /\b(?:secure|http_?only|\w*COOKIE_(?:SECURE|HTTPONLY))['"]?\s*[:=]\s*false\b|\bsame_?site['"]?\s*[:=]\s*["']?none\b|\bsend_default_pii\s*=\s*True|\bdebug\s*=\s*True\b|\bAllow-Origin\b.*\b(?:headers?\.|Header\.Get\()["']?origin/,
  /\bcheckServerIdentity['"]?\s*[:=]\s*\(?\)?\s*=>\s*(?:undefined|null|\{\s*\})|\bcurl\s+(?:-\w*k\b|.*--insecure)/,
);

/** A query that is put together from text. */
const QUERY = anyOf(
  /["'`]\s*(?:SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s.+\sSET|DELETE\s+FROM)\b[^"'`]*(?:\$\{|#\{|["'`]\s*\+|["'`]\s*%\s*[\w(]|["'`]\s*\.\s*format\()/i,
  /\bf["'](?:SELECT|INSERT|UPDATE|DELETE)\b.*\{|Sprintf\(\s*["'`](?:SELECT|INSERT|UPDATE|DELETE)\b/,
  /[\w)]\s*=\s*'(?:#\{|\$\{)|\(\w+=["']\s*\+|\[@\w+=['"]+\s*\+/,
  // A part of a query that ends within a text of SQL: `"name LIKE '%" + text`.
  /(?:\bLIKE|\bIN|\bVALUES|[\w)]\s*(?:[<>]=?|<>|=))\s*\(?\s*'%?["`]\s*(?:\+|%\s*[\w(]|\.\.)/,
  /format!\(\s*"(?:SELECT|INSERT|UPDATE|DELETE)\b|\$"(?:SELECT|INSERT|UPDATE|DELETE)\b.*\{/,
);

/** Settings of machines, containers and clouds with which anybody may do more, or data is lost. */
const OPEN_SETTINGS = anyOf(
  /\b(?:deletion_?protection|prevent_?destroy|(?:\w+_)?encrypt(?:ed|ion)|\w*block_?public_?\w+|restrict_?public_?buckets|ignore_?public_?acls|enable_?key_?rotation|termination_?protection)\w*["']?\s*[:=]\s*["']?false\b/i,
  /\b(?:skip_?final_?snapshot|force_?destroy|publicly_?accessible|privileged|hostNetwork|hostPID|allowPrivilegeEscalation)["']?\s*[:=]\s*["']?true\b/,
  /\bRemovalPolicy\.DESTROY\b|\bDeletionPolicy:\s*Delete\b|\bbackup_?retention\w*["']?\s*[:=]\s*0\b|["']public-read(?:-write)?["']|\bPUBLIC_READ\b/,
  /\b(?:runAsNonRoot|readOnlyRootFilesystem)["']?\s*:\s*false\b|\brunAsUser["']?\s*:\s*0\b|\bcluster-admin\b|["']roles\/(?:owner|editor)["']/,
  /\b(?:actions?|verbs|principals?|identifiers|AWS)["']?\s*[:=]\s*\[?.*["'](?:[\w-]+:)?\*["']|^user:\s*["']?(?:root|0)(?:["':]|$)/,
  /\bGRANT\s+ALL\b|^GRANT\b.*\bTO\s+PUBLIC\b|\b(?:WITH|ROLE|USER)\b.*\b(?:SUPERUSER|BYPASSRLS)\b/,
);

/** The same settings where they protect, and the user of a container. */
export const GUARDS_DATA = anyOf(
  /\b(?:deletion_?[pP]rotection|prevent_destroy|(?:\w+_)?encrypt(?:ed)?|runAsNonRoot|readOnlyRootFilesystem)["']?\s*[:=]\s*["']?true\b/,
  /^USER\s+(?!root\b|0\b)\S/,
);

/** Checks whether a line turns a protection off, or puts a query together from text. */
export function turnsOff(line: CodeLine, file: Examined): boolean {
  const { spoken } = line;
  const isOld = (old: CodeLine) => QUERY.test(old.spoken) && headOf(old.spoken) === headOf(spoken);
  return (
    PROTECTIONS.test(spoken) ||
    (QUERY.test(spoken) && !file.removed.some(isOld)) ||
    OPEN_SETTINGS.test(spoken) ||
    isRoot(line, file) ||
    isTrusting(line, file) ||
    isOpenToAll(line, file)
  );
}

/** A query up to where its first text ends. */
const headOf = (query: string): string => query.split(/["'`]/, 2).join();

/** Checks whether code decides about certificates and does not read their errors. */
function isTrusting({ n, spoken }: CodeLine, { after }: Examined): boolean {
  if (!/ServerCertificate(?:Custom)?ValidationCallback\s*\+?=/.test(spoken)) return false;
  const answer = after.slice(n - 1, n + 3).map((line) => line.spoken.replace(/^.*=>/, ''));
  return !/[eE]rrors\b(?!.*=>)/.test(answer.join(' '));
}

/** Checks whether a container runs as root: no other user comes after it. */
const isRoot = ({ n, spoken }: CodeLine, { after }: Examined): boolean =>
  /^USER\s+(?:root|0)\b/.test(spoken) && !after.slice(n).some((line) => /^USER\s/.test(line.spoken));

/** Number of lines around an address of all machines that say what it is for. */
const AROUND = 8;

/** Checks whether all machines may connect, other than to a server of pages. */
function isOpenToAll({ n, spoken }: CodeLine, { path, after }: Examined): boolean {
  if (!/["'\s](?:0\.0\.0\.0|::)\/0\b/.test(spoken) || !/\.(?:tf|tfvars|hcl|ya?ml|json|ts|py)$/.test(path)) return false;
  const way = after
    .slice(Math.max(0, n - AROUND), n)
    .findLast(({ code }) => /ingress|inbound|egress|outbound|source_?ranges/i.test(code));
  const isPage = after
    .slice(Math.max(0, n - AROUND), n + AROUND / 2)
    .some((line) => /port\w*["']?\s*[:=]\s*\[?\s*["']?(?:80|443)\b/i.test(line.spoken));
  return way !== undefined && /ingress|inbound|source_?ranges/i.test(way.code) && !isPage;
}

/** Words of numbers that keep strangers out: fewer rounds or characters, or more attempts, keep out fewer. */
const FLOOR = /\b(?:work_?factor|\w*rounds|cost|iterations|min\w*_?(?:length|len|size))\b/i;
const CEILING = /\b(?:throttle|rate_?limit\w*|max_?(?:attempts|tries|failures|logins)|requests_?per_?\w+)\b/i;
const OF_STRANGERS = /passw|hash|crypt|secret|token|log_?in|attempt|throttle|rate_?limit|kdf|requests_?per/i;

/** Finds numbers of protections that protect less than before. */
export function weakerNumbers(file: Examined): CodeLine[] {
  const fits = ({ code }: CodeLine) =>
    (FLOOR.test(code) || CEILING.test(code)) && OF_STRANGERS.test(`${file.path} ${code}`);
  return movedNumbers(file, fits).flatMap(({ line, was, is }) =>
    is.some((n, i) => (FLOOR.test(line.code) ? n < was[i]! : n > was[i]!)) ? [line] : [],
  );
}

/** Checks whether a folder is deleted that the same file made for itself. */
export function isTemporary({ spoken }: CodeLine, { after }: Examined): boolean {
  const names = [...spoken.matchAll(/\$\{?(\w+)|\(\s*(\w+)\s*[,)]/g)].flatMap(([, a, b]) => a ?? b ?? []);
  const isMade = (name: string) => {
    const makes = new RegExp(`\\b${name}\\b\\s*(?:,\\s*\\w+\\s*)?:?=\\s*${MAKES.source}`);
    return after.some(({ code }) => makes.test(code));
  };
  return names.length > 0 && names.every(isMade);
}

const MAKES = /.*(?:mktemp|mkdtemp|MkdirTemp|mktmpdir|TempDir|tempdir|createTempDirectory|CreateTempSubdirectory)/;

const DROPS_KEY = anyOf(
  /\bDROP\s+(?:INDEX|CONSTRAINT|FOREIGN\s+KEY|PRIMARY\s+KEY|CHECK|NOT\s+NULL)\b|\bDISABLE\s+(?:TRIGGER|ROW\s+LEVEL\s+SECURITY)\b|\bFOREIGN_KEY_CHECKS\s*=\s*0/i,
  /\b(?:remove_(?:index|foreign_key|check_constraint)|drop_(?:index|constraint)|drop(?:Index|Unique|Foreign|Primary|Check)|Drop(?:Index|ForeignKey|UniqueConstraint|CheckConstraint|PrimaryKey)|Remove(?:Index|Constraint))\b/,
);
const MAKES_KEY = anyOf(
  /\bCREATE\s+(?:UNIQUE\s+)?INDEX\b|\bADD\s+(?:CONSTRAINT|UNIQUE|CHECK|FOREIGN\s+KEY|PRIMARY\s+KEY|INDEX)\b|\bSET\s+NOT\s+NULL\b|\bENABLE\s+(?:TRIGGER|ROW\s+LEVEL\s+SECURITY)\b|\bFOREIGN_KEY_CHECKS\s*=\s*1/i,
  /\b(?:add_(?:index|foreign_key|check_constraint|unique_constraint)|create_(?:index|unique_constraint|foreign_key|check_constraint)|(?:create|add)(?:Index|Unique)|(?:Create|Add)(?:Index|ForeignKey|UniqueConstraint|CheckConstraint|PrimaryKey|Constraint))\b|\b(?:t|table|blueprint)\.(?:index|unique|foreign)\(/,
  /@@(?:index|unique)\b|@unique\b|\bunique\s*[:=]\s*true\b|\bdb_index\s*=\s*true\b|\bt\.index\b|\bHasIndex\(|@Index\b|\[Index\(|\bUniqueConstraint\(/,
);

/** Finds indexes and constraints that go: dropped, and not replaced, on the way forward, or left out of a schema. */
export function droppedKeys(file: Examined): RiskFinding[] {
  if (/down\.sql$|rollback|undo/i.test(file.path)) return [];
  const forward = new Set(forwardIn(file.after));
  const added = file.added.filter((line) => forward.has(line));
  const drops = added.filter(({ spoken }) => DROPS_KEY.test(spoken));
  const makes = ({ spoken }: CodeLine) => MAKES_KEY.test(spoken) && !DROPS_KEY.test(spoken);
  return [
    ...foundIn([file], () => (drops.length > added.filter(makes).length ? drops : [])),
    ...(file.file.status === 'M' ? fewerLines(file, makes) : []),
  ];
}

const WAY = /\b(?:def|function|void|async|const|exports?)\b.*?\b(up|upgrade|change|down|downgrade)\b/i;

/** Leaves out the lines of a migration that take it back. */
function forwardIn(lines: readonly CodeLine[]): CodeLine[] {
  let isBack = false;
  return lines.filter(({ code }) => {
    const [, way] = WAY.exec(code) ?? [];
    if (way !== undefined) isBack = /^down/i.test(way);
    return !isBack;
  });
}
