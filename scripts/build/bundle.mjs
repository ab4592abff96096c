import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { build, transform } from 'esbuild';
import pako from 'pako';
import { licenceNotices } from './licences.mjs';
import { joinPieces } from './pieces.mjs';

/** Source of each program, by the name of its file. */
const programs = {
  server: 'src/interfaces/mcp/main.ts',
  cli: 'src/interfaces/cli/main.ts',
  supervisor: 'src/interfaces/supervisor/main.ts',
};

/** The SDK for other programs and for pages. It uses no Node modules. */
const library = { sdk: 'src/web/sdk/main.ts' };
/** The SDK for local programs. It shares files with Backlog's own programs. */
const local = { 'sdk-local': 'src/web/sdk/local.ts' };

/**
 * Modules that each program loads at its start. The server answers its first request without its engine, but needs the
 * engine for all others.
 */
const starts = [...Object.values(programs), 'src/interfaces/mcp/serve.ts', 'src/interfaces/mcp/engine.ts'];

/** The modules that a line needs if it isn't plain. In several files, such a line would load a dozen more. */
const oneFile = 'src/interfaces/cli/words-on-call.ts';

/**
 * Scripts that other programs start: the hook script, git's hook and the status line. The hook script and the status
 * line load the files below only when they need them. Each file contains all of its code, because loading a second file takes a hook longer. They are CommonJS,
 * which starts faster than ES modules, by a quarter of the start time of Node.
 */
const startedByOthers = {
  hook: 'src/interfaces/hooks/main.ts',
  guard: 'src/interfaces/hooks/guard/main.ts',
  gate: 'src/interfaces/git-hook/main.ts',
  statusline: 'src/interfaces/statusline/main.ts',
};
const whenAsked = {
  'guard-rules': 'src/interfaces/hooks/guard/guard-edit.ts',
  'hook-light': 'src/interfaces/hooks/light-handlers.ts',
  'hook-whole': 'src/interfaces/hooks/whole-handlers.ts',
  'hook-english': 'src/time/english/english.ts',
  'hook-postgres': 'src/store/backends/postgres/index.ts',
  'hook-s3': 'src/store/backends/s3/index.ts',
};

/** Converts an import() between the hook's files to loading the file. */
const betweenHookFiles = (root) => ({
  name: 'between-hook-files',
  setup({ onResolve }) {
    const fileOf = new Map(Object.entries(whenAsked).map(([name, source]) => [join(root, source), `./${name}.cjs`]));
    onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      const file = kind === 'dynamic-import' && fileOf.get(join(resolveDir, path));
      return file ? { path: file, external: true } : undefined;
    });
  },
});

/**
 * Replaces AJV, with which the MCP SDK could check the answers to forms. Backlog checks them, and loading AJV would slow
 * down every start.
 */
const withoutAjv = {
  name: 'without-ajv',
  setup({ onResolve, onLoad }) {
    const namespace = 'without-ajv';
    onResolve({ filter: /^@modelcontextprotocol\/server\/_shims$/ }, ({ path }) => ({ path, namespace }));
    onLoad({ filter: /.*/, namespace }, () => ({
      contents: `export { default as process } from 'node:process';
        export class DefaultJsonSchemaValidator {
          getValidator() { throw new Error('the SDK checks no schemas in this server'); }
        }`,
    }));
  },
};

/**
 * Keeps only zod's English messages. The other fifty languages would be a tenth of the code that a program reads at its
 * start.
 */
const inEnglish = {
  name: 'in-english',
  setup({ onLoad }) {
    onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, ({ path }) => ({
      contents: `export { default as en } from './en.js';`,
      resolveDir: dirname(path),
    }));
  },
};

/**
 * Objects that string-width creates when it is loaded, with code that creates them at the first use. Few texts need
 * them.
 */
const MADE_WHEN_ASKED = [
  // Saves ten milliseconds per start.
  [
    'const segmenter = new Intl.Segmenter();',
    'let segments; const segmenter = { segment: (text) => (segments ??= new Intl.Segmenter()).segment(text) };',
  ],
  // Saves thirty milliseconds per start: the set of all emoji.
  [
    'const rgiEmojiRegex = /^\\p{RGI_Emoji}$/v;',
    'let emoji; const rgiEmojiRegex = { test: (text) => (emoji ??= /^\\p{RGI_Emoji}$/v).test(text) };',
  ],
];

const widthsWhenAsked = {
  name: 'widths-when-asked',
  setup({ onLoad }) {
    onLoad({ filter: /string-width\/index\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const other = MADE_WHEN_ASKED.find(([made]) => !text.includes(made));
      if (other) throw new Error(`${path} has no line ${other[0]}`);
      return { contents: MADE_WHEN_ASKED.reduce((done, [made, when]) => done.replace(made, () => when), text) };
    });
  },
};

/**
 * Compresses SQLite's program, which is inside its script, to less than half. A file of its own could belong to another
 * build. The compressor is a library, because that of Node gives other bytes in each version.
 */
const packedSqlite = {
  name: 'packed-sqlite',
  setup({ onLoad }) {
    onLoad({ filter: /sql\.js\/dist\/sql-wasm-inline\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const [literal, program] = /"(AGFzbQ[\w+/=]{100000,})"/.exec(text) ?? [];
      if (!literal) throw new Error(`${path} has no program`);
      const packed = Buffer.from(pako.deflateRaw(Buffer.from(program, 'base64'), { level: 9 })).toString('base64');
      const unpacked = `require('node:zlib').inflateRawSync(Buffer.from('${packed}', 'base64')).toString('base64')`;
      return { contents: text.replace(literal, () => unpacked) };
    });
  },
};

const generated =
  '// Generated by npm run build from src/, reproducibly and with the names of the sources. Do not edit. See LICENSES.txt';
/**
 * Loads Node's own modules at the first use, because some need longer than the rest of a hook. A library names two of
 * them without `node:`, and a connection without TLS uses neither.
 */
const lazyNode = `require = ((load) => (name) => {
  let found;
  return /^(node:.*|tls|perf_hooks)$/.test(name)
    ? new Proxy({}, { get: (_, key) => (found || (found = load(name)))[key] })
    : load(name);
})(require);`;

/**
 * Language version of scripts that clients and people start. Every Node can parse it, so that an old version prints an
 * error message instead of a syntax error.
 */
const ANY_NODE = 'es2018';

/** Bundles the programs of src into a folder, which is emptied first. The same sources always give the same bytes. */
export async function bundle(root, outdir) {
  const { version, engines } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const starter = await starterFor(root, engines.node);
  const common = {
    absWorkingDir: root,
    outdir,
    bundle: true,
    // Bundlers can't follow the require calls in the package's main file.
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
    platform: 'node',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    charset: 'utf8',
    define: { BACKLOG_VERSION: JSON.stringify(version) },
    metafile: true,
    logLevel: 'warning',
    write: false,
  };
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  const modules = await build({
    ...common,
    plugins: [withoutAjv, inEnglish, widthsWhenAsked, packedSqlite],
    entryPoints: { ...programs, ...local },
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    format: 'esm',
  });
  const asScripts = {
    ...common,
    plugins: [betweenHookFiles(root), inEnglish, widthsWhenAsked],
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    supported: { 'dynamic-import': false },
  };
  const scripts = await build({ ...asScripts, entryPoints: whenAsked, banner: { js: `${generated}\n${lazyNode}` } });
  const started = await build({
    ...asScripts,
    entryPoints: startedByOthers,
    target: ANY_NODE,
    banner: { js: `${generated}\n${starter}\n${lazyNode}` },
  });
  const libraries = await build({
    ...common,
    entryPoints: library,
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    platform: 'neutral',
    banner: { js: generated },
  });
  const pieces = signed(
    await joinPieces(textsOf(root, modules), modules.metafile.outputs, { starts, oneFile }, generated),
  );
  await write(join(outdir, 'chunks'), pieces);
  await writeStart(root, outdir, pieces, { program: starter, library: await starterFor(root, engines.node, true) });
  await write(outdir, wholeFiles(root, scripts));
  await write(outdir, wholeFiles(root, started));
  await write(outdir, wholeFiles(root, libraries));
  const inputs = new Set(
    [modules, scripts, started, libraries].flatMap(({ metafile }) => Object.keys(metafile.inputs)),
  );
  await writeFile(join(outdir, 'LICENSES.txt'), await licenceNotices(root, inputs));
}

/**
 * Returns the code at the start of a program. It stops with an error on an unsupported version of Node or an
 * unsupported system.
 */
async function starterFor(root, engines, isLibrary = false) {
  const text = await readFile(join(root, 'src/interfaces/start/starter.cjs'), 'utf8');
  const [, least] = /^>=(\d+\.\d+)$/.exec(engines);
  const define = { BACKLOG_NODE: JSON.stringify(least), BACKLOG_LIBRARY: String(isLibrary) };
  const { code } = await transform(text, { define, minify: true, target: 'es5' });
  return code.trim();
}

/**
 * Writes a checksum to the first line of each file, by which a program recognises the files of its own build. A file
 * with the same code keeps its bytes.
 */
function signed(pieces) {
  return pieces.map(({ name, text }) => {
    const sum = createHash('sha256').update(text).digest('hex').slice(0, 16);
    return { name, sum, text: `//${sum}\n${text}` };
  });
}

/**
 * Writes the programs. Each is one line, which calls the few lines that load the files of the program with that name. The
 * local SDK has these lines of its own.
 */
async function writeStart(root, outdir, pieces, starters) {
  const whole = createHash('sha256');
  for (const { name, text } of pieces) whole.update(`${name}\n${text}`);
  const sum = whole.digest('hex').slice(0, 16);
  const chunks = Object.fromEntries(pieces.map(({ name, sum, text }) => [name, [sum, Buffer.byteLength(text)]]));
  const built = async (entry, starter, options) => {
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: [entry],
      bundle: true,
      platform: 'node',
      minifySyntax: true,
      minifyWhitespace: true,
      define: { BACKLOG_BUILD: JSON.stringify(sum), BACKLOG_CHUNKS: JSON.stringify(chunks) },
      banner: { js: `${generated}\n${starter}` },
      logLevel: 'warning',
      write: false,
      ...options,
    });
    return outputFiles[0].text;
  };
  const text = await built('src/interfaces/start/main.ts', starters.program, { target: ANY_NODE, format: 'cjs' });
  const start = (program) => `${generated}\nrequire('./start.cjs').startProgram('${program}');\n`;
  await write(outdir, [
    { name: 'start.cjs', text },
    ...Object.keys(programs).map((program) => ({ name: `${program}.cjs`, text: start(program) })),
  ]);
  const library = await built('src/interfaces/start/library.ts', starters.library, { target: 'es2020', format: 'esm' });
  await write(outdir, [{ name: 'sdk-local.mjs', text: library }]);
}

/** Returns the texts of the output files, by path from the repository's top folder. */
function textsOf(root, { outputFiles }) {
  return new Map(outputFiles.map(({ path, text }) => [relative(root, path), text]));
}

function wholeFiles(root, built) {
  return [...textsOf(root, built)].map(([path, text]) => ({ name: basename(path), text }));
}

async function write(outdir, files) {
  for (const { name, text } of files) {
    const target = join(outdir, name);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  }
}
