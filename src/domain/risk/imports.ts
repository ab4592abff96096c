import type { Examined, RiskFinding, RiskGround } from './examine.ts';
import { foundIn, ofPaths } from './find.ts';
import { CODE_LANGUAGES } from './languages.ts';

const NODE =
  'assert,async_hooks,buffer,child_process,cluster,console,constants,crypto,dgram,diagnostics_channel,dns,domain,events,fs,http,http2,https,inspector,module,net,os,path,perf_hooks,process,punycode,querystring,readline,repl,stream,string_decoder,sys,timers,tls,trace_events,tty,url,util,v8,vm,wasi,worker_threads,zlib,test,sqlite';
const PYTHON =
  'abc,argparse,array,ast,asyncio,atexit,base64,bdb,binascii,bisect,builtins,bz2,calendar,cgi,cmath,cmd,code,codecs,collections,colorsys,compileall,concurrent,configparser,contextlib,contextvars,copy,copyreg,csv,ctypes,curses,dataclasses,datetime,dbm,decimal,difflib,dis,distutils,doctest,email,encodings,ensurepip,enum,errno,faulthandler,fcntl,filecmp,fileinput,fnmatch,fractions,ftplib,functools,gc,getopt,getpass,gettext,glob,graphlib,grp,gzip,hashlib,heapq,hmac,html,http,imaplib,importlib,inspect,io,ipaddress,itertools,json,keyword,linecache,locale,logging,lzma,mailbox,marshal,math,mimetypes,mmap,modulefinder,msvcrt,multiprocessing,netrc,numbers,operator,optparse,os,pathlib,pdb,pickle,pickletools,pkgutil,platform,plistlib,poplib,posix,pprint,profile,pstats,pty,pwd,py_compile,pyclbr,pydoc,queue,quopri,random,re,readline,reprlib,resource,runpy,sched,secrets,select,selectors,shelve,shlex,shutil,signal,site,smtplib,socket,socketserver,sqlite3,ssl,stat,statistics,string,stringprep,struct,subprocess,symtable,sys,sysconfig,syslog,tarfile,telnetlib,tempfile,termios,textwrap,threading,time,timeit,tkinter,token,tokenize,tomllib,trace,traceback,tracemalloc,tty,turtle,types,typing,unicodedata,unittest,urllib,uuid,venv,warnings,wave,weakref,webbrowser,winreg,wsgiref,xml,xmlrpc,zipapp,zipfile,zipimport,zlib,zoneinfo,__future__,typing_extensions';
const BUILT_IN = { node: new Set(NODE.split(',')), python: new Set(PYTHON.split(',')) };

/** How a language names a package that a line imports, and which names need no manifest. */
const IMPORTS: readonly {
  files: RegExp;
  imports: RegExp;
  /** Number of parts of a path that name the package. Default: 1. */
  parts?: (name: string) => number;
  manifest: RegExp;
  isOwn: (ground: RiskGround) => (name: string) => boolean;
}[] = [
  {
    files: CODE_LANGUAGES.javascript.files,
    imports: /(?:\bfrom\s+|\bimport\s*\(?\s*|\brequire\(\s*)["']([^"'.][^"']*)["']/g,
    parts: (name) => (name.startsWith('@') ? 2 : 1),
    manifest: /(^|\/)(?:package|deno)\.jsonc?$/,
    isOwn: () => (name) =>
      /^(?:node:|bun:|virtual:|https?:|[@~#$]$|[~#/$])/.test(name) || BUILT_IN.node.has(name) || /^@\/|^~/.test(name),
  },
  {
    files: CODE_LANGUAGES.python.files,
    imports: /^(?:from\s+([A-Za-z_]\w*)[\w.]*\s+import\b|import\s+([A-Za-z_]\w*))/g,
    manifest: /(^|\/)(?:requirements[^/]*\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)|Pipfile)$/,
    isOwn: ({ tree = [] }) => {
      const parts = new Set(tree.flatMap((path) => path.split('/')));
      return (name) => BUILT_IN.python.has(name) || name === '_pytest' || parts.has(name) || parts.has(`${name}.py`);
    },
  },
  {
    files: CODE_LANGUAGES.go.files,
    imports: /^(?:import\s+)?(?:\w+\s+)?"([a-z0-9-]+\.[a-z.]+\/[^"]+)"$/g,
    parts: () => 3,
    manifest: /(^|\/)go\.mod$/,
    isOwn: ({ others = [], files }) => {
      const modules = [...others, ...files.map(({ path, after = '' }) => ({ path, text: after }))].flatMap(
        ({ path, text }) => (path.endsWith('go.mod') ? (/^module\s+(\S+)/m.exec(text)?.[1] ?? []) : []),
      );
      return (name) => modules.some((module) => `${name}/`.startsWith(`${module}/`));
    },
  },
  {
    files: CODE_LANGUAGES.rust.files,
    imports: /^(?:pub\s+)?use\s+(?:::)?([a-z_]\w*)::/g,
    manifest: /(^|\/)Cargo\.toml$/,
    isOwn: ({ tree = [] }) => {
      const modules = new Set(tree.map((path) => /\/([^/]+)(?:\.rs|\/mod\.rs)$/.exec(path)?.[1]));
      return (name) => /^(?:std|core|alloc|crate|self|super|proc_macro|test)$/.test(name) || modules.has(name);
    },
  },
];

/** Finds added imports of packages that no manifest of the result names. Without a manifest, nothing can be said. */
export function undeclared(examined: readonly Examined[], ground: RiskGround): RiskFinding[] {
  const texts = [...examined.map(({ path, file }) => ({ path, text: file.after ?? '' })), ...(ground.others ?? [])];
  return IMPORTS.flatMap(({ files, imports, parts = () => 1, manifest, isOwn }) => {
    const declared = texts
      .filter(({ path }) => manifest.test(path))
      .map(({ text }) => text.toLowerCase().replaceAll('_', '-'))
      .join('\n');
    if (declared === '') return [];
    const isOfProject = isOwn(ground);
    const nameOf = (path: string) => path.split('/').slice(0, parts(path)).join('/');
    const codeNames = (line: string) =>
      Array.from(line.matchAll(imports), (match) => nameOf(match.slice(1).find(Boolean)!));
    const isDeclared = (name: string) => declared.includes(name.toLowerCase().replaceAll('_', '-'));
    return foundIn(ofPaths(examined, files), ({ added }) =>
      added.filter(({ spoken }) => codeNames(spoken).some((name) => !isOfProject(name) && !isDeclared(name))),
    );
  });
}
