import { anyOf } from '../patterns.ts';

/** Folders that a test makes for itself, in each language. */
export const TEMPORARY_PLACE =
  /\b(?:mkdtemp\w*|tmpdir|tmp_path\w*|tmpdir_factory|TemporaryDirectory|NamedTemporaryFile|mkstemp|gettempdir|TempDir|MkdirTemp|CreateTemp|mktmpdir|Tempfile|GetTempPath|GetTempFileName|CreateTempSubdirectory|createTempDir\w*|createTempFile|temp_dir|tempdir|tempfile|isolated_filesystem|memfs|fakefs|pyfakefs|MapFS|NewMemMapFs|MemoryFileSystem|MockFileSystem|Jimfs|temp_?[dD]ir|tmp_?[dD]ir|tempFolder|temp_folder|tempFile|tmpFile|tmp_file)\b/;

/** What makes a temporary folder the one in which a test works: then a name without a folder is within it. */
export const MOVES_THERE = /\bisolated_filesystem\(|\bchdir\b[^;]*(?:te?mp|Temp)/;
/** A path that leads elsewhere than to the folder in which a test works. */
export const LEADS_AWAY = /["'`](?:[/~\\]|\.\.\/|[A-Z]:)|\.\.["'`/]|\$\{?HOME/;

/** Data that a language reads as objects. A test reads what it wrote itself. */
export const READS_DATA = /\b(?:pickle|YAML|yaml|Marshal|dill|joblib|torch|shelve|ObjectInputStream)\b/;

/** Places of this machine alone: a server that a test started, and doubles of calls. */
export const LOCAL =
  /\blocalhost\b|127\.0\.0\.1|\[::1\]|\.address\(\)|\bhttptest\.|\b(?:TestServer|WebApplicationFactory|MockServer|MockWebServer|wiremock|WireMock\w*|live_server|test_client|TestClient|supertest|MockAgent|MockTransport|ASGITransport|MockHttp\w*|setupServer|nock|stub_request|requests_mock|respx|responses|aioresponses|socketpair|bufconn)\b|\.(?:inject|server_port|local_addr)\b/;

/** What puts a double in the place of a call, or only asks whether it was called. */
export const DOUBLES =
  /\b(?:vi|jest|sinon|mocker|monkeypatch|mock)\.\w+\(|\bpatch(?:\.\w+)?\(|\b(?:allow|expect)\(\w[\w.:]*\)\.(?:to|not)|\bMock\w*[<(]|\bstub\w*\(|\bfetch\s*=(?!=)|\boverride\b|\b(?:Fake|Stub|Mock|Spy)\w*/;

/** The program under test, or the one that runs the tests. */
export const OWN_PROGRAM =
  /\bprocess\.execPath\b|\bsys\.executable\b|\bcargo_bin\b|\bCARGO_BIN_EXE_|\bos\.Args\[0\]|\bRbConfig\.ruby\b|\bCliRunner\b/;
/** Arguments by which such a program runs any text, and programs that do. */
export const RUNS_TEXT =
  /["'`]-{1,2}(?:e|c|eval|print|require|import)["'`]|\b(?:curl|wget|sh|bash|zsh|powershell|git|nc|ssh|npm|npx|pip)\b/;

/** Calls that change files or folders, in each language. Those that only read are not among them. */
export const WRITES_FILES = anyOf(
  /(?<![.\w])(?:writeFile|appendFile|copyFile|cp|rename|unlink|rm|rmdir|mkdir|symlink|link|chmod|chown|truncate|utimes|outputFile|ensureDir|remove|move)(?:Sync)?\(|\b(?:fs|fsp|promises|fsPromises)\.(?!read|exists|stat|lstat|access|realpath|mkdtemp|createRead|opendir|readdir|constants)\w+\(|\b(?:writeFile|appendFile|copyFile|createWriteStream|unlink|symlink)(?:Sync)?\(|\bBun\.write\(|\bDeno\.(?:write|remove|rename|mkdir|symlink|copy|chmod)\w*\(/,
  /(?<![.\w])(?:open|io\.open|codecs\.open)\([^)]*,\s*(?:mode\s*=\s*)?["'][^"']*[wax+]|\.open\(\s*["'][^"']*[wax+]|\.(?:write_text|write_bytes|symlink_to|hardlink_to|touch|unlink|chmod|rmdir|mkdir)\(|\bshutil\.(?!which|disk_usage)\w+\(|\bos\.(?:remove|unlink|rename|replace|mkdir|makedirs|chmod|chown|symlink|link|truncate|open|rmdir|removedirs|utime|mkfifo)\(/,
  /\b(?:os|ioutil)\.(?:WriteFile|Create|OpenFile|Mkdir\w*|Remove\w*|Rename|Symlink|Link|Chmod|Chown|Truncate|Chtimes)\(/,
  /\b(?:File|IO|Pathname|Dir)\.(?:write|binwrite|symlink|link|rename|delete|unlink|chmod|chown|truncate|mkdir|rmdir|mkfifo|utime)\b|\b(?:File|IO|Pathname)\.(?:open|new)\(.*["'][^"']{0,2}[wa+]|\bFileUtils\.\w+|\.(?:write|binwrite)\(.*(?:home|Dir\.)/,
  /\bFiles\.(?:write\w*|create\w+|move|copy|delete\w*|set\w+|newBufferedWriter|newOutputStream|newByteChannel)\(|\bnew\s+(?:FileWriter|FileOutputStream|PrintWriter|RandomAccessFile|PrintStream|BufferedWriter)\(|\.(?:writeText|appendText|writeBytes|deleteRecursively|mkdirs|createNewFile|renameTo|setExecutable|deleteOnExit)\(/,
  /\b(?:File|Directory)\.(?:Write\w*|Append\w*|Create\w*|Move|Copy|Delete|Replace|Open(?:Write)?|Set\w+|Encrypt)\(|\bnew\s+(?:StreamWriter|FileStream|FileInfo|DirectoryInfo)\(/,
  /\bfs::(?:write|create_dir\w*|remove\w+|rename|copy|hard_link|set_permissions|soft_link)\(|\bFile::(?:create\w*|options)\(|\bOpenOptions\b|\bsymlink\w*\(/,
);

/** Calls that read or list files. */
export const READS_FILES =
  /\bread\w*\(|\bopen\w*\(|\bglob\w*\b|\bReadFile\(|\bReadAll\w*\(|\bFile\.|\bFiles\.|\bPath\b|\bDir\b|\bfs::|\bwalk\w*\(|\bReadDir\(|\blistdir\(|\bscandir\(|\bload\w*\(/;

/** Folders of the machine and of its user. */
export const OF_MACHINE =
  /["'`](?:~(?:\/|\\|["'`])|\$\{?HOME\b|%(?:APPDATA|USERPROFILE)%|\/(?:home|Users|root|etc|usr|var|opt|proc|sys|dev(?!\/null)|Library|private)(?:\/|["'`])|[A-Z]:\\)/;

/** What names a folder of git, or changes its settings. */
export const OF_GIT =
  /["'`/\\]\.git(?:["'`/\\]|\b(?!ignore|attributes|hub|lab|modules|keep))|\bhooks?Path\b|\bgit\b["'`,\s]+config\b|\bgit config\b|\/hooks\/(?:pre|post|commit|update)/;

/** Reads of variables of the process. Group 1 or 2 has the name; without one, all are read. */
export const READS_VARIABLES = new RegExp(
  anyOf(
    /\bprocess\s*\.\s*env\b(?:\.(\w+)|\[\s*["'`](\w+)["'`]\s*\])?|\bimport\.meta\.env\b(?:\.(\w+))?|\benviron\b(?:\.get\(\s*|\[\s*)?(?:["'](\w+)["'])?|\b[gG]et_?[eE]nv(?:ironmentVariables?)?\(\s*(?:["'`](\w+)["'`])?/,
    /\bLookupEnv\(\s*"?(\w*)|\bos\.Environ\(|\benv::vars?(?:_os)?\(\s*(?:"(\w+)")?|\bENV\b(?:(?:\.fetch)?[[(]\s*["'](\w+)["'])?/,
  ).source,
  'g',
);

/** Variables that tests usually read, and those that change what every later program does. */
export const TEST_VARIABLE =
  /^(?:CI|NODE_ENV|TZ|LANG|LC_\w+|(?:\w+_)?(?:DEBUG|VERBOSE|COLOR|LOG_LEVEL)|PORT|TMPDIR|TEMP|TMP|RAILS_ENV|RACK_ENV|GOOS|GOARCH|COLUMNS|TERM|NO_COLOR|FORCE_COLOR|GITHUB_ACTIONS|OUT_DIR|MODE|DEV|PROD|CARGO_(?:MANIFEST_DIR|BIN_EXE_\w+|PKG_\w+)|(?:\w+_)?(?:TEST|TESTS|UPDATE|SNAPSHOTS?|RECORD|GOLDEN|SEED|SOAK)(?:_(?!TOKEN|KEY|SECRET|PASS)\w*)?|(?:VITEST|JEST|PYTEST|MOCHA|PLAYWRIGHT|CYPRESS|RSPEC|COVERAGE)\w*)$/;
export const STEERING_VARIABLE =
  /["'`.[](?:PATH|HOME|USERPROFILE|NODE_OPTIONS|LD_\w+|DYLD_\w+|PYTHON(?:PATH|STARTUP|HOME)|RUBY(?:OPT|LIB)|JAVA_TOOL_OPTIONS|BASH_ENV|ENV|GOFLAGS|GIT_\w+|RUSTC_WRAPPER|npm_config_\w+)\b["'`\]]?/;

/** What makes text or data to code, or reaches what a language hides. */
export const MAKES_CODE =
  /(?<![.\w])(?:eval|exec|compile)\s*\(|\bnew\s+Function\b|\bFunction\s*\(|\b(?:globalThis|window|global|self)\s*\[|\bprocess\s*\[|\bprocess\.(?:binding|dlopen|getBuiltinModule|kill|mainModule)\b|\bcreateRequire\(|\b__import__\(|\bgetattr\(\s*(?:os|sys|builtins|__builtins__)\b|\bctypes\b|\b(?:instance_|class_)?eval\b\s*[("']|\bconst_get\b|\bos\.kill(?:pg)?\(|\bProcess\.kill\b|\bextern\s+"C"|\bunsafe\s*\{|\bsetInterval\(/;

/** What loads a module whose name is computed. */
export const LOADS_ANY =
  /\b(?:require|import)\(\s*(?!["'`][^"'`$]*["'`]|\.{3}|[^()]*import\.meta\.url)\S|\bimport_module\(\s*(?!["'][\w.]+["'])\S/;

/** Modules that reach past what other modules allow. */
export const POWERFUL_MODULES =
  /^(?:node:)?(?:vm|repl|inspector(?:\/promises)?|wasi|module|trace_events|v8)$|^(?:bun:ffi|ffi|ffi-napi|koffi|keytar)$|^(?:ctypes|cffi|runpy|code|webbrowser|winreg|keyring|site|crypt|pwd|getpass|fcntl|mmap|netrc|psutil|atexit)$|^(?:unsafe|plugin|C|os\/user|os\/signal)$|^(?:fiddle|etc|win32ole|syslog|rubygems\/.*)$|^(?:sun\.|jdk\.internal|java\.rmi|javax\.(?:script|naming|tools)|java\.lang\.(?:foreign|instrument))|^(?:System\.Runtime\.InteropServices|Microsoft\.(?:Win32|CodeAnalysis.*)|System\.Reflection\.Emit)$|^(?:libc|nix|libloading|winapi|windows_sys|dirs|home|std::os|std::arch)\b/;
