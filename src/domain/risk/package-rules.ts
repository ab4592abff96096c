import { isLockfile } from '../generated-files.ts';
import {
  addedLines,
  anyOf,
  type Examined,
  fewerLines,
  found,
  type RiskFinding,
  type RiskGround,
  type RiskRuleRow,
} from './examine.ts';
import { CODE_LANGUAGES } from './languages.ts';
import type { CodeLine } from './lines.ts';
import { newHosts, otherDigests } from './lockfiles.ts';
import { lookalikeIn } from './lookalikes.ts';

const MANIFEST =
  /(^|\/)(package\.json|deno\.jsonc?|requirements[^/]*\.(?:txt|in)|constraints[^/]*\.txt|pyproject\.toml|setup\.(?:py|cfg)|Pipfile|Cargo\.toml|go\.mod|Gemfile|[^/]+\.gemspec|composer\.json|pom\.xml|build\.gradle(\.kts)?|settings\.gradle(\.kts)?|libs\.versions\.toml|mix\.exs|flake\.nix|[^/]+\.csproj|Directory\.Packages\.props|packages\.config|\.gitmodules)$/;
/** Files that say where packages come from. */
const SOURCES =
  /(^|\/)(\.npmrc|\.yarnrc(\.yml)?|pip\.conf|nuget\.config|\.cargo\/config(\.toml)?|\.bundle\/config|\.pypirc|bunfig\.toml)$/i;

/** A line of such a file that is about a place or a key. Others are about programs, versions and output. */
const isSource = (line: CodeLine): boolean =>
  !isRunner(line) &&
  /registry|registries|index|source|url|:\/\/|proxy|\bca(?:file)?\b|auth|token|passw|key|strict-?ssl|config|prefix|trusted|feed|repositor|replace|path/i.test(
    line.text,
  );

/** A line of such a file that decides which programs run, build or check the code. */
const isRunner = ({ text }: CodeLine): boolean =>
  /(?:^|[\s.{"'])(?:runner|linker|rustc(?:-\w+)*|rustdoc|rust(?:doc)?flags|(?:script-?)?shell|node-?options|yarn-?path|preload|ignore-?scripts|plugins|injectEnvironmentFiles)["']?\s*[=:]|^\[alias\]/i.test(
    text,
  );

/** A package that comes from elsewhere than its registry. */
const FOREIGN = anyOf(
  '',
  /(?:git\+|git:\/\/|git@|github:|gitlab:|bitbucket:|file:|link:)/,
  /["']https?:\/\/[^"']+\.(?:tgz|tar\.gz|zip|whl)|--(?:extra-)?index-url|--trusted-host|--find-links/,
  /@\s*https?:\/\/|^\s*replace\b.*=>|=>\s*\.{0,2}\/|\bgit\s*[=:]\s*["']|^\[patch/,
  /^\[(?:source|registries)|\bsource\s+["']http|<repository>|\bmaven\s*\{?\s*url|\bregistry\s*=/,
);
/** Programs that a package manager starts by itself. */
const HOOKS = /^(?:(?:pre|post)?install|(?:pre|post)?prepare|(?:pre|post)pack|prepublish\w*|dependencies)$/;

/** The rules about packages. */
export const PACKAGE_RULES = {
  hooks: {
    level: 'high',
    says: 'changes programs that run when packages are installed or built',
    seeks: 'programs of package managers',
    find: (examined) => [
      ...scriptChanges(examined, (name) => HOOKS.test(name)),
      ...examined
        .filter(({ path }) => /(^|\/)(build\.rs|setup\.py|extconf\.rb|binding\.gyp)$/.test(path))
        .map(({ path }) => ({ path })),
      ...addedLines(
        examined,
        () => true,
        ({ text }) => /^\/\/go:generate|<Exec\b|<PostBuildEvent>/.test(text),
      ),
    ],
  },
  foreignPackages: {
    level: 'high',
    says: 'takes packages from elsewhere',
    seeks: 'packages from elsewhere',
    find: (examined) => [
      ...examined
        .filter(({ path }) => SOURCES.test(path))
        .filter(({ file, added, removed }) => file.after === undefined || [...added, ...removed].some(isSource))
        .map(({ path }) => ({ path })),
      ...addedLines(
        examined,
        ({ path }) => MANIFEST.test(path) && !path.endsWith('.gitmodules'),
        ({ text }) => FOREIGN.test(text),
      ),
      ...examined.filter(({ path }) => isLockfile(path)).flatMap(newHosts),
    ],
  },
  runners: {
    level: 'high',
    says: 'changes how tests and builds run',
    seeks: 'replaced runners of tests and builds',
    find: (examined) =>
      examined
        .filter(({ path }) => SOURCES.test(path))
        .flatMap((file) => [
          ...file.added.filter(isRunner).map((line) => found(file, line)),
          ...fewerLines(file, isRunner),
        ]),
  },
  digests: {
    level: 'high',
    says: 'changes the digest of a package whose version stays',
    seeks: 'changed digests of packages',
    find: (examined) => examined.filter(({ path }) => isLockfile(path)).flatMap(otherDigests),
  },
  lookalikes: {
    level: 'high',
    says: 'adds packages whose names look like known ones',
    seeks: 'packages with look-alike names',
    find: (examined) =>
      addedLines(
        examined,
        ({ path }) => MANIFEST.test(path),
        ({ text }) => lookalikeIn(text),
      ),
  },
  undeclared: {
    level: 'medium',
    says: 'imports packages that nothing declares',
    seeks: 'undeclared packages',
    untested: true,
    find: undeclared,
  },
  scripts: {
    level: 'medium',
    says: 'changes scripts of the package',
    seeks: 'changed scripts',
    find: (examined) => scriptChanges(examined, (name) => !HOOKS.test(name)),
  },
  dependencies: {
    level: 'medium',
    says: 'changes dependencies',
    seeks: 'dependencies',
    find: (examined) =>
      examined
        .filter(({ path, file: { submodule } }) => submodule === true || MANIFEST.test(path) || isLockfile(path))
        .filter((file) => !onlyScripts(file))
        .map(({ path }) => ({ path })),
  },
} as const satisfies Readonly<Record<string, RiskRuleRow>>;

/** Files that say which packages the files beside and below them may import. */
export const isPackageManifest = (path: string): boolean => MANIFEST.test(path);

type Scripts = Readonly<Record<string, unknown>>;

function scriptsOf(text: string | undefined): Scripts {
  try {
    const { scripts } = JSON.parse(text ?? '{}');
    return scripts && typeof scripts === 'object' ? scripts : {};
  } catch {
    return {};
  }
}

export function scriptChanges(examined: readonly Examined[], fits: (name: string) => boolean): RiskFinding[] {
  return examined
    .filter(({ path, file }) => /(^|\/)package\.json$/.test(path) && file.after !== undefined)
    .flatMap(({ path, file, after }) => {
      const [was, is] = [scriptsOf(file.before), scriptsOf(file.after)];
      return [...new Set([...Object.keys(was), ...Object.keys(is)])]
        .filter((name) => fits(name) && was[name] !== is[name] && !(file.before === undefined && !HOOKS.test(name)))
        .map((name) => {
          const line = after.find(({ text }) => text.startsWith(`"${name}":`));
          return { path, ...(line ? { line: line.n } : {}), text: `${name}: ${is[name] ?? '(removed)'}` };
        });
    });
}

/** Checks whether a package.json changed in its scripts only. */
function onlyScripts({ path, file: { before, after } }: Examined): boolean {
  if (!/(^|\/)package\.json$/.test(path) || !before || !after) return false;
  try {
    const [was, is] = [before, after].map((text) => JSON.stringify({ ...JSON.parse(text), scripts: undefined }));
    return was === is;
  } catch {
    return false;
  }
}

const NODE =
  'assert,async_hooks,buffer,child_process,cluster,console,constants,crypto,dgram,diagnostics_channel,dns,domain,events,fs,http,http2,https,inspector,module,net,os,path,perf_hooks,process,punycode,querystring,readline,repl,stream,string_decoder,sys,timers,tls,trace_events,tty,url,util,v8,vm,wasi,worker_threads,zlib,test,sqlite';
const PYTHON =
  'abc,argparse,array,ast,asyncio,atexit,base64,bdb,binascii,bisect,builtins,bz2,calendar,cgi,cmath,cmd,code,codecs,collections,colorsys,compileall,concurrent,configparser,contextlib,contextvars,copy,copyreg,csv,ctypes,curses,dataclasses,datetime,dbm,decimal,difflib,dis,distutils,doctest,email,encodings,ensurepip,enum,errno,faulthandler,fcntl,filecmp,fileinput,fnmatch,fractions,ftplib,functools,gc,getopt,getpass,gettext,glob,graphlib,grp,gzip,hashlib,heapq,hmac,html,http,imaplib,importlib,inspect,io,ipaddress,itertools,json,keyword,linecache,locale,logging,lzma,mailbox,marshal,math,mimetypes,mmap,modulefinder,msvcrt,multiprocessing,netrc,numbers,operator,optparse,os,pathlib,pdb,pickle,pickletools,pkgutil,platform,plistlib,poplib,posix,pprint,profile,pstats,pty,pwd,py_compile,pyclbr,pydoc,queue,quopri,random,re,readline,reprlib,resource,runpy,sched,secrets,select,selectors,shelve,shlex,shutil,signal,site,smtplib,socket,socketserver,sqlite3,ssl,stat,statistics,string,stringprep,struct,subprocess,symtable,sys,sysconfig,syslog,tarfile,telnetlib,tempfile,termios,textwrap,threading,time,timeit,tkinter,token,tokenize,tomllib,trace,traceback,tracemalloc,tty,turtle,types,typing,unicodedata,unittest,urllib,uuid,venv,warnings,wave,weakref,webbrowser,winreg,wsgiref,xml,xmlrpc,zipapp,zipfile,zipimport,zlib,zoneinfo,__future__,typing_extensions';
const BUILT_IN = { node: new Set(NODE.split(',')), python: new Set(PYTHON.split(',')) };

/** How a language names a package that a line imports, and which names need no manifest. */
const IMPORTS: readonly {
  files: RegExp;
  names: (line: string) => readonly string[];
  manifest: RegExp;
  isOwn: (name: string, ground: RiskGround) => boolean;
}[] = [
  {
    files: CODE_LANGUAGES.javascript.files,
    names: (line) =>
      [...line.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*|\brequire\(\s*)["']([^"'.][^"']*)["']/g)].map(([, name]) =>
        name!
          .split('/')
          .slice(0, name!.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
    manifest: /(^|\/)(?:package|deno)\.jsonc?$/,
    isOwn: (name) =>
      /^(?:node:|bun:|virtual:|https?:|[@~#$]$|[~#/$])/.test(name) || BUILT_IN.node.has(name) || /^@\/|^~/.test(name),
  },
  {
    files: CODE_LANGUAGES.python.files,
    names: (line) =>
      [...line.matchAll(/^(?:from\s+([A-Za-z_]\w*)[\w.]*\s+import\b|import\s+([A-Za-z_]\w*))/g)].map(
        ([, from, name]) => from ?? name!,
      ),
    manifest: /(^|\/)(?:requirements[^/]*\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)|Pipfile)$/,
    isOwn: (name, { tree = [] }) =>
      BUILT_IN.python.has(name) ||
      tree.some((path) => path.split('/').some((part) => part === name || part === `${name}.py`)),
  },
  {
    files: CODE_LANGUAGES.go.files,
    names: (line) =>
      [...line.matchAll(/^(?:import\s+)?(?:\w+\s+)?"([a-z0-9-]+\.[a-z.]+\/[^"]+)"$/g)].map(([, name]) =>
        name!.split('/').slice(0, 3).join('/'),
      ),
    manifest: /(^|\/)go\.mod$/,
    isOwn: () => false,
  },
  {
    files: CODE_LANGUAGES.rust.files,
    names: (line) => [...line.matchAll(/^(?:pub\s+)?use\s+(?:::)?([a-z_]\w*)::/g)].map(([, name]) => name!),
    manifest: /(^|\/)Cargo\.toml$/,
    isOwn: (name, { tree = [] }) =>
      /^(?:std|core|alloc|crate|self|super|proc_macro|test)$/.test(name) ||
      tree.some((path) => path.endsWith(`/${name}.rs`) || path.endsWith(`/${name}/mod.rs`)),
  },
];

/** Finds added imports of packages that no manifest of the result names. Without a manifest, nothing can be said. */
function undeclared(examined: readonly Examined[], ground: RiskGround): RiskFinding[] {
  const texts = [...examined.map(({ path, file }) => ({ path, text: file.after ?? '' })), ...(ground.others ?? [])];
  return IMPORTS.flatMap(({ files, names, manifest, isOwn }) => {
    const declared = texts
      .filter(({ path }) => manifest.test(path))
      .map(({ text }) => text.toLowerCase().replaceAll('_', '-'))
      .join('\n');
    if (declared === '') return [];
    const isDeclared = (name: string) => declared.includes(name.toLowerCase().replaceAll('_', '-'));
    return examined
      .filter(({ path }) => files.test(path))
      .flatMap((file) =>
        file.added
          .filter(({ spoken }) => names(spoken).some((name) => !isOwn(name, ground) && !isDeclared(name)))
          .map((line) => found(file, line)),
      );
  });
}
