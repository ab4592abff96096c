import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { smallFont } from './font.mjs';
import { icon } from './icon.mjs';
import { licenceNotices } from './licences.mjs';
import { joinScripts, withImports } from './scripts.mjs';

/** Sources of the board's app. */
const APP = 'src/web/app';
/** Supported browsers: those of the last two years. */
const TARGET = ['chrome123', 'firefox121', 'safari17.5'];
/** Side lengths of the icons, in pixels. */
const ICONS = [192, 512];

/**
 * Bundles the board's app into a folder, which is emptied first. The same sources always give the same bytes. Names of
 * files below `assets/` contain a hash of their content, so browsers can cache them forever. No script or style is
 * inline, because the server's content security policy forbids it.
 */
export async function bundleWeb(root, outdir) {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const built = await build({
    absWorkingDir: root,
    outdir,
    entryPoints: { app: `${APP}/main.tsx`, style: `${APP}/style/index.css` },
    entryNames: 'assets/[name]-[hash]',
    chunkNames: 'assets/[name]-[hash]',
    assetNames: 'assets/[name]-[hash]',
    plugins: [smallFont],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: TARGET,
    conditions: ['production'],
    // Some packages also have a build for newer browsers, which is smaller.
    mainFields: ['module:es2019', 'browser', 'module', 'main'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    define: { BACKLOG_VERSION: JSON.stringify(version), 'process.env.NODE_ENV': '"production"' },
    metafile: true,
    logLevel: 'warning',
    write: false,
  });
  const outputs = new Map(Object.entries(built.metafile.outputs).map(([path, made]) => [shortened(path), made]));
  const made = built.outputFiles.map(({ path, contents, text }) => ({ name: relative(outdir, path), contents, text }));
  const isScript = ({ name }) => name.endsWith('.js');
  const nameIn = (files, start, end) =>
    files.map(({ name }) => name).find((name) => basename(name).startsWith(start) && name.endsWith(end));
  const imports = (name) =>
    outputs.get(name).imports.flatMap(({ kind, path }) => (kind === 'import-statement' ? [shortened(path)] : []));
  const texts = new Map(made.filter(isScript).map(({ name, text }) => [name, text]));
  const scripts = await joinScripts(texts, nameIn(made, 'app-', '.js'), imports);
  const assets = [
    ...made.filter((file) => !isScript(file)).map(({ name, contents }) => [name, contents]),
    ...scripts.map(({ name, text }) => [name, text]),
  ];
  const script = nameIn(scripts, 'app-', '.js');
  const [style, font] = [nameIn(made, 'style-', '.css'), nameIn(made, 'Inter', '.woff2')];
  const early = [...withImports(script, (name) => scripts.find((file) => file.name === name).imports)].slice(1);
  const page = await readFile(join(root, APP, 'index.html'), 'utf8');
  const worker = await readFile(join(root, APP, 'offline/worker.js'), 'utf8');
  const files = [
    ...assets,
    ['index.html', pageWith(page, { script, style, font, early })],
    ['offline.html', await readFile(join(root, APP, 'offline/offline.html'), 'utf8')],
    ['offline.css', await readFile(join(root, APP, 'offline/offline.css'), 'utf8')],
    ['worker.js', worker.replace('{version}', basename(script, '.js').slice('app-'.length))],
    ['manifest.webmanifest', manifest()],
    ...ICONS.map((size) => [`icon-${size}.png`, icon(size)]),
    ['LICENSES.txt', await licenceNotices(root, new Set(Object.keys(built.metafile.inputs)))],
  ];
  await rm(outdir, { recursive: true, force: true });
  for (const [name, content] of files) {
    await mkdir(dirname(join(outdir, name)), { recursive: true });
    await writeFile(join(outdir, name), content);
  }
}

/** Shortens `…/assets/app-X.js` to `assets/app-X.js`, because the folder may be anywhere. */
const shortened = (path) => path.slice(path.lastIndexOf('assets/'));

/** Inserts scripts and styles into the page. Preload links make the browser request all scripts at once. */
function pageWith(page, { script, style, font, early }) {
  const links = early.map((name) => `<link rel="modulepreload" href="/${name}" />`);
  return page
    .replace('{script}', `/${script}`)
    .replace('{style}', `/${style}`)
    .replace('{font}', `/${font}`)
    .replace('    <!-- early -->\n', links.map((link) => `    ${link}\n`).join(''));
}

/** Returns the web app manifest. Browsers need it to install the page as an app. */
function manifest() {
  const icons = ICONS.map((size) => ({ src: `/icon-${size}.png`, sizes: `${size}x${size}`, type: 'image/png' }));
  const fields = {
    name: 'Backlog',
    short_name: 'Backlog',
    description: 'The work queue that coding agents share',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: '#1c3447',
    theme_color: '#1c3447',
    icons,
  };
  return `${JSON.stringify(fields, null, 1)}\n`;
}
