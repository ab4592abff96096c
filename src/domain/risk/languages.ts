/**
 * What the rules about content know about a language. Patterns about tests, assertions and calls are matched against
 * code without comments and with empty strings, unless the field says otherwise.
 */
export interface Language {
  files: RegExp;
  comments: readonly string[];
  blocks: readonly (readonly [open: string, end: string])[];
  /** `lines`: such a string can have several lines. */
  strings: readonly (readonly [open: string, end: string, lasts?: 'lines'])[];
  /** The beginning of a test. */
  test?: RegExp;
  assertion?: RegExp;
  /** Assertions that name the expected value, and those that pass for many values. */
  strict?: RegExp;
  weak?: RegExp;
  /** What leaves a test out, or all others. */
  skip?: RegExp;
  /** An assertion that can't fail. */
  constant?: RegExp;
  /** The replacement of code by a double. */
  mock?: RegExp;
  network?: RegExp;
  shell?: RegExp;
  /** The execution of text or data as code. */
  evaluation?: RegExp;
  /** An error that code ignores, in a line and the line after it. */
  swallow?: RegExp;
}

const C_LIKE = { comments: ['//'], blocks: [['/*', '*/']] } as const;
const QUOTES = [
  ['"', '"'],
  ["'", "'"],
] as const;

/** Braces with nothing between them, after a line and the line after it were joined. */
const EMPTY_CATCH =
  /\bcatch\b\s*(?:\([^)]*\)|\w+)?\s*(?:when\s*\([^)]*\))?\s*\{\s*(?:return(?:\s+(?:null|false|default|undefined|0|-1|\[\]|\{\}|''|""))?;?\s*)?\}/;

export const CODE_LANGUAGES = {
  javascript: {
    ...{ files: /\.(?:[cm]?[jt]sx?|vue|svelte)$/, ...C_LIKE, strings: [...QUOTES, ['`', '`', 'lines']] },
    test: /(?<![.\w])(?:it|test|describe)(?:\.(?:each|concurrent|for)\b[^(]*)?\s*\(/,
    assertion: /(?<![.\w])(?:expect|assert)(?:\.\w+)*\s*[(<]|\.should\b|\.rejects\b/,
    strict:
      /\.to(?:Be|Equal|StrictEqual|HaveLength|HaveBeenCalledWith|BeCloseTo)\(\s*[^)\s]|\.(?:to\.)?(?:deep\.)?equal\(|\b(?:deepS|s)trictEqual\(|\bdeepEqual\(|\.toThrow\w*\(\s*[^)\s]|\.to(?:Match(?:Inline)?Snapshot|BeNull|BeUndefined|BeFalsy)\(/,
    weak: /\.to(?:BeDefined|BeTruthy|BeInstanceOf|BeTypeOf|MatchObject|Contain|BeGreaterThan\w*|HaveProperty|HaveBeenCalled)\(|\.not\.to(?:Be(?:Null|Undefined|NaN|Falsy)?|Throw)\(|expect\.any|\bassert(?:\.ok|\.not\w*Equal|\.notDeep\w+)?\s*\(|\.to\.(?:exist|be\.ok)\b|\.toThrow\(\s*\)|typeof\b/,
    skip: /(?<![.\w])(?:it|test|describe|suite|context)\.(?:skip|todo|only|skipIf|runIf|fails?|failing)\b|(?<![.\w])(?:x|f)(?:it|describe|test|context)\s*\(|\bthis\.skip\(\)|\bt\.(?:skip|todo)\(/,
    constant:
      /\bexpect\s*\(\s*(?:true|false|null|undefined|\d+|""|''|``|\[\]|\{\})\s*\)|\bexpect\s*\(\s*([\w.[\]]+(?:\(\))?)\s*\)\.to(?:Be|Equal|StrictEqual)\(\s*\1\s*\)|\bassert(?:\.ok|\.equal|\.strictEqual)?\s*\(\s*(?:true|1|!0)\b|\|\|\s*true\s*\)/,
    mock: /\b(?:vi|jest)\.(?:mock|doMock|spyOn)\s*\(|\bsinon\.(?:stub|replace|fake)|\bproxyquire\b|\bmock\.(?:module|method)\(/,
    network:
      /(?<![.\w])fetch\s*\(|\baxios\b|\bXMLHttpRequest\b|\bWebSocket\s*\(|\bEventSource\s*\(|\bhttps?\.(?:get|request)\(|\b(?:net|tls)\.(?:connect|createConnection)\(|\bdgram\.|\bdns\.\w+\(|\bsendBeacon\b|\bgot\s*[.(]/,
    shell:
      /(?<![.\w])(?:exec|execSync|spawn|spawnSync|execFile|execFileSync|execa)\s*\(|\bchild_process\b|\bchildProcess\b|\bcp\.(?:exec|spawn)/,
    evaluation:
      /(?<![.\w])eval\s*\(|\bnew\s+Function\s*\(|\bglobalThis\s*\[\s*["'`]|\bvm\.(?:runIn\w+|Script|compileFunction)|\bsetTimeout\(\s*["'`]|\bunserialize\(|\$where\b/,
    swallow: new RegExp(
      `${EMPTY_CATCH.source}|\\.catch\\(\\s*\\(?\\s*\\w*\\s*\\)?\\s*=>\\s*(?:\\{\\s*\\}|undefined|null|void 0)\\s*\\)`,
    ),
  },
  python: {
    files: /\.pyi?$/,
    ...{ comments: ['#'], blocks: [] },
    strings: [['"""', '"""', 'lines'], ["'''", "'''", 'lines'], ...QUOTES],
    test: /^(?:async\s+)?def test_?\w*\s*\(|^class Test\w*/,
    assertion: /^assert\b|\bself\.(?:assert|fail)\w*\(|\bpytest\.(?:raises|warns|deprecated_call)\(|\bassert_\w+\(/,
    strict:
      /^assert\b.*(?:==|!=|\bis (?!not\b))|\bassert(?:False|Equal|ListEqual|DictEqual|Raises\w*|CountEqual|AlmostEqual|Is|IsNone|In)\(|\bpytest\.raises\(|\bassert_called_\w+with\(/,
    weak: /\bis not None\b|\bassert(?:True|IsNotNone|IsInstance|Greater\w*|NotEqual)\(|\bisinstance\(|^assert\s+[\w.()[\]"']+\s*$|(?:>|>=)\s*0\s*$|\bassert_called\(\)|\bpytest\.approx\(|^assert\s+len\([^)]*\)\s*$|^assert\b.*\bin\s*[([{]|\bassertIn\(/,
    skip: /@?pytest\.mark\.(?:skip\w*|xfail)|@(?:unittest\.)?(?:skip\w*|expectedFailure)\b|\bpytest\.(?:skip|xfail|importorskip)\(|\.skipTest\(|\bSkipTest\b|\bcollect_ignore\w*|__test__\s*=\s*False/,
    constant:
      /^assert\s+(?:True|1|not False|""|'')\s*(?:,|$)|\bassertTrue\(\s*(?:True|1)\s*[,)]|\bassert(?:Equal|Is)\(\s*([\w.]+)\s*,\s*\1\s*\)|^assert\s+([\w.]+(?:\(\))?)\s*(?:==|is)\s*\2\s*$|\bor\s+True\b/,
    mock: /\b(?:mock\.)?patch(?:\.object|\.dict)?\s*\(|\bmonkeypatch\.setattr\(|\bMagicMock\(|\bmocker\.patch/,
    network:
      /\b(?:requests|httpx|aiohttp|urllib3?|smtplib|ftplib|paramiko)\b|\bsocket\.(?:socket|create_connection)|\bhttp\.client\b|\burlopen\(/,
    shell: /\bos\.(?:system|popen|exec\w+|spawn\w+)\b|\bsubprocess\b|\bpty\.spawn\b/,
    evaluation:
      /(?<![.\w])(?:eval|exec|__import__)\s*\(|\b(?:c?pickle|dill|cloudpickle|joblib|shelve|torch)\.(?:loads?|open)\(|\bmarshal\.loads\(|\byaml\.(?:unsafe_)?load\((?!.*Safe)|\bimportlib\.import_module\(\s*[^"')]|\bctypes\./,
    swallow:
      /^except\b[^:]*:\s*(?:pass|continue|return(?:\s+(?:None|True|False|\[\]|\{\}))?)?\s*(?:pass|continue|\.\.\.)\s*$|\bsuppress\(\s*(?:Base)?Exception\s*\)/,
  },
  go: {
    ...{ files: /\.go$/, ...C_LIKE, strings: [...QUOTES, ['`', '`', 'lines']] },
    test: /^func (?:Test|Fuzz|Example)\w*\s*\(|\bt\.Run\(/,
    assertion: /\b[tb]\.(?:Error|Fatal|Fail)\w*\(|\b(?:assert|require|is)\.\w+\(|\bcmp\.Diff\(/,
    strict:
      /\b(?:assert|require)\.(?:Equal\w*|ErrorIs|ErrorContains|EqualError|JSONEq|Len|ElementsMatch|Panics\w*|Error)\(|!=.*\{\s*$|\bcmp\.Diff\(|\breflect\.DeepEqual\(|\berrors\.Is\(/,
    weak: /\b(?:assert|require)\.(?:NotNil|NotEmpty|True|Contains|NoError|NotPanics|IsType|NotZero|Greater\w*)\(|==\s*nil\s*\{|[<>]=?.*\{$/,
    skip: /\b[tb]\.Skip\w*\(|\btesting\.Short\(\)/,
    constant:
      /\b(?:assert|require)\.(?:True\(\w+,\s*true|False\(\w+,\s*false|Equal\(\w+,\s*([\w.]+),\s*\1\s*\)|NotNil\(\w+,\s*t\s*\))|\bif\s+false\b|\|\|\s*true\b/,
    mock: /\bgomonkey\.|\bmonkey\.Patch\(/,
    network:
      /\bhttp\.(?:Get|Post\w*|Head|NewRequest\w*|DefaultClient|Client\{)|\bnet\.(?:Dial|Lookup)\w*\(|\bsmtp\.SendMail\(|\brpc\.Dial/,
    shell: /\bexec\.Command\w*\(|\bsyscall\.(?:Exec|ForkExec)\(|\bos\.StartProcess\(/,
    evaluation: /\bplugin\.Open\(|\bunsafe\.Pointer\b|\breflect\.\w+\.?.*\.Call\(|\byaegi\b/,
    swallow: /\berr\s*!=\s*nil\s*\{\s*\}|\b_\s*=\s*err\b|,\s*_\s*:?=\s*\w+(?:\.\w+)*\(|\brecover\(\)\s*$/,
  },
  rust: {
    ...{
      files: /\.rs$/,
      ...C_LIKE,
      strings: [
        ['r#"', '"#', 'lines'],
        ['"', '"', 'lines'],
      ],
    },
    test: /#\[(?:\w+::)*test\b|#\[rstest\b|\bproptest!/,
    assertion: /\b(?:debug_)?assert(?:_\w+)?!|#\[should_panic|\bpanic!|\.unwrap_err\(/,
    strict: /\bassert_(?:eq|ne|matches)!|\bassert!\(.*(?:==|matches!)|#\[should_panic\(|\.unwrap_err\(/,
    weak: /\bassert!\(\s*[!\w.()&*"]+\.is_(?:ok|some|err|none)\(\)|\bassert!\(\s*!?[\w.()]+\s*\)|#\[should_panic\]|\bassert_ne!/,
    skip: /#\[ignore\b|#\[cfg\((?:not\(test|any\(\)|feature\b)|#\[cfg_attr\([^)]*ignore/,
    constant: /\bassert!\(\s*true\b|\bassert_eq!\(\s*([\w.]+(?:\(\))?),\s*\1\s*[,)]|\|\|\s*true\b/,
    mock: /#\[automock\b|\bmock!\s*\{/,
    network: /\b(?:reqwest|ureq|hyper|surf|isahc|TcpStream|UdpSocket)\b/,
    shell: /\bCommand::new\(/,
    evaluation: /\bunsafe\b|\btransmute\b|\blibloading\b|\binclude!\(/,
    swallow:
      /\blet\s+_\s*=|\.ok\(\)\s*;|\.parse(?:::<\w+>)?\(\)\.unwrap_or\w*\(|Err\(_\)\s*=>\s*(?:\{\s*\}|\(\))|\b(?:filter|flat)_map\(.*(?:\.ok\(\)\s*\)|Result::ok)/,
  },
  java: {
    ...{ files: /\.(?:java|kts?|scala|groovy)$/, ...C_LIKE, strings: [['"""', '"""', 'lines'], ...QUOTES] },
    test: /@(?:Test|ParameterizedTest|RepeatedTest|TestFactory)\b/,
    assertion: /\b(?:assert\w*|verify\w*|fail)\s*\(|\bassert\b\s/,
    strict:
      /\bassert(?:Equals|ArrayEquals|Throws\w*|Same|Null|False|IterableEquals)\s*\(|\.is(?:EqualTo|Null|Empty)\b|\.hasSize\(|\.containsExactly\w*\(|\bassertEquals\b|==/,
    weak: /\bassert(?:NotNull|True|DoesNotThrow|NotSame|NotEquals)\s*\(|\.is(?:NotNull|NotEmpty|InstanceOf|Positive|GreaterThan\w*)\(|\.contains\(/,
    skip: /@(?:Disabled|Ignore|EnabledIf|DisabledIf|DisabledOn)\w*|\bassume(?:True|False|That)\s*\(|enabled\s*=\s*false/,
    constant:
      /\bassertTrue\s*\(\s*(?:true|""\s*,\s*true)\b|\bassertFalse\s*\(\s*false\b|\bassert(?:Equals|Same)\s*\(\s*([\w.]+(?:\(\))?)\s*,\s*\1\s*\)|\bassertThat\s*\(\s*true\s*\)|\|\|\s*true\b|\bassertNotNull\s*\(\s*new\b/,
    mock: /@(?:Mock|MockBean|Spy|InjectMocks)\b|\bmock(?:Static)?\s*\(/,
    network:
      /\b(?:HttpClient|HttpURLConnection|URLConnection|RestTemplate|OkHttpClient|WebClient|DatagramSocket)\b|\bnew\s+(?:URL|Socket)\s*\(|\.openConnection\(|\bURI\.create\(/,
    shell: /\bRuntime\.getRuntime\(\)|\bProcessBuilder\b/,
    evaluation:
      /\bScriptEngine\b|\bClass\.forName\(|\bObjectInputStream\b|\bnew Yaml\(\)\.load\b|\bXMLDecoder\b|\bdefineClass\(|\bGroovyShell\b|\bMethodHandles\b|\.invoke\(/,
    swallow: EMPTY_CATCH,
  },
  csharp: {
    ...{ files: /\.(?:cs|fs|vb)$/, ...C_LIKE, strings: [['"""', '"""', 'lines'], ['@"', '"', 'lines'], ...QUOTES] },
    test: /\[(?:Fact|Theory|Test|TestMethod|TestCase|DataTestMethod)\b/,
    assertion: /\b(?:Assert|CollectionAssert|StringAssert)\.\w+|\.Should\(|\.Verify\(/,
    strict:
      /\bAssert\.(?:Equal|AreEqual|Same|AreSame|Throws\w*|Null|IsNull|False|IsFalse|Empty|Collection|Single|Equivalent)\b|\bCollectionAssert\.|\.(?:Be|BeEquivalentTo|Equal|Throw|HaveCount)\(\s*\S/,
    weak: /\bAssert\.(?:NotNull|IsNotNull|True|IsTrue|NotEmpty|IsInstanceOfType|IsType|Contains|NotEqual)\b|\.(?:NotBeNull|NotBeEmpty|BeOfType|NotThrow)\b/,
    skip: /\bSkip\s*=|^#if\s|\[(?:Ignore|Explicit)\b|\bAssert\.(?:Inconclusive|Ignore|Skip)|\bSkip\.If/,
    constant:
      /\bAssert\.(?:True|IsTrue)\s*\(\s*true\b|\bAssert\.(?:Equal|AreEqual|Same)\s*\(\s*([\w.]+(?:\(\))?)\s*,\s*\1\s*\)|\bAssert\.Pass\(|\|\|\s*true\b/,
    mock: /\bnew\s+Mock<|\bSubstitute\.For</,
    network: /\b(?:HttpClient|WebClient|HttpWebRequest|WebRequest|TcpClient|UdpClient|SmtpClient|ClientWebSocket)\b/,
    shell: /\bProcess\.Start\(|\bProcessStartInfo\b/,
    evaluation:
      /\bAssembly\.Load\w*\(|\bCSharpScript\b|\bBinaryFormatter\b|\bActivator\.CreateInstance\(\s*Type\.GetType|\bunsafe\b|\bDllImport\b/,
    swallow: EMPTY_CATCH,
  },
  ruby: {
    files: /(?:\.(?:rb|rake|gemspec)|(?:^|\/)(?:Rakefile|Gemfile))$/,
    ...{ comments: ['#'], blocks: [['=begin', '=end']], strings: QUOTES },
    test: /^(?:it|specify|test|scenario|describe|context)\b|^def test_|^RSpec\.describe\b/,
    assertion: /\bexpect\b|\b(?:assert|refute)\w*\b|\.should\b|\bmust_\w+|\bis_expected\b/,
    strict:
      /\beq\b|\beql\b|\bassert_(?:equal|raises|nil|match|in_delta)\b|\braise_error\(|\bmatch_array\b|\bcontain_exactly\b|\bmust_equal\b|(?<!not_to )\bbe_nil\b|\bto be\(/,
    weak: /\bbe_truthy\b|\b(?:not_to|to_not) (?:be_nil|raise_error|be_empty|eq\b)|\bassert\s|\bbe\s*[<>]|\bbe_(?:between|within|positive)\b|\brefute_nil\b|\bbe_a\b|\bbe_present\b|\bassert_not_nil\b|\bassert_respond_to\b|\binclude\b|\braise_error\s*$/,
    skip: /^(?:skip|pending|xit|xdescribe|xcontext|xspecify|fit|fdescribe|fcontext)\b|,\s*:(?:skip|pending|focus)\b|\b(?:skip|pending|focus):\s*(?:true|["'])/,
    constant:
      /\bexpect\(\s*(?:true|1|""|'')\s*\)|\bassert\s*\(?\s*true\b|\bassert_equal\s*\(?\s*([\w.@]+)\s*,\s*\1\s*\)?\s*$|\|\|\s*true\b|\bexpect\(\s*([\w.@]+)\s*\)\.to eq\(?\s*\2\s*\)?\s*$/,
    mock: /\ballow(?:_any_instance_of)?\(|\.stub\b|\binstance_double\(/,
    network: /\bNet::(?:HTTP|SMTP|FTP)\b|\bURI\.open\b|\bFaraday\b|\bHTTParty\b|\bRestClient\b|\b(?:TCP|UDP)Socket\b/,
    shell: /(?<![.\w:])(?:system|exec|spawn)[\s(]|\bIO\.popen\b|\bOpen3\.|`|%x[{(]|\bKernel\.(?:system|exec|spawn)/,
    evaluation:
      /(?<![.\w])eval\b|\b(?:instance|class|module)_eval\b(?!\s*(?:\(\s*&|\{|do\b))|\bMarshal\.load\b|\bYAML\.(?:unsafe_)?load\b|\.constantize\b|\bpublic_send\(\s*params/,
    swallow: /\brescue\b(?:\s+(?:StandardError|Exception|=>\s*\w+))*\s*(?:nil|end|next)?\s*(?:nil|end|next)\s*$/,
  },
  shell: {
    files: /(?:\.(?:ba|z|fi)?sh|\.ya?ml|\.toml|\.cfg|\.ini|(?:^|\/)(?:Makefile|Dockerfile[^/]*|Jenkinsfile))$/,
    ...{ comments: ['#'], blocks: [], strings: [] },
    network: /\b(?:curl|wget|nc|scp|rsync)\b/,
    swallow: /\|\|\s*(?:true|:|exit 0)(?:\s|$|["'])|\bset \+e\b|\bcontinue-on-error:\s*true|\ballow_failure:\s*true/,
  },
} as const satisfies Readonly<Record<string, Language>>;

/** A file of no known language: no comments, no strings, and no patterns. */
export const PLAIN: Language = { files: /./, comments: [], blocks: [], strings: [] };

export function languageOf(path: string): Language {
  return Object.values<Language>(CODE_LANGUAGES).find(({ files }) => files.test(path)) ?? PLAIN;
}
