import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ADDING, createCodeCache } from '../../../src/interfaces/start/code-cache.ts';
import { createLoader } from '../../../src/interfaces/start/loader.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { writeFiles } from '../../support/files.ts';
import { tempFolder } from '../../support/folder.ts';
import { soak } from '../../support/soak-test.ts';

const ADDS = 'exports.add = (a, b) => a + b;';
/** As long, and does something else. */
const TAKES = 'exports.add = (a, b) => a - b;';

/** A program of one file, and processes of it that begin and end. */
function programOf(text: string) {
  const folder = tempFolder('code');
  writeFiles(folder, { 'program.cjs': text, 'home/workspaces/keep': '' });
  const code = join(folder, 'home/code');
  const processOf = (build = 'build1', env: Record<string, string> = {}) => {
    const ends: (() => unknown)[] = [];
    const options = { program: 'cli', build, env: { BACKLOG_HOME: join(folder, 'home'), ...env } };
    const cache = createCodeCache({ ...options, atEnd: (work) => ends.push(work) });
    const compiled: string[] = [];
    const load = createLoader({
      read: cache.read,
      keep: (file, script, processes) => {
        if (processes === 1) compiled.push(basename(file));
        cache.keep(file, script, processes);
      },
    });
    const { add } = load(join(folder, 'program.cjs')) as { add: (a: number, b: number) => number };
    const sum = add(5, 3);
    for (const end of ends) end();
    return { sum, compiled };
  };
  const files = () => readdirSync(code).map((name) => join(code, name));
  return { folder, code, processOf, files, rewrite: (next: string) => writeFiles(folder, { 'program.cjs': next }) };
}

const COMPILED = { sum: 8, compiled: ['program.cjs'] };
const TAKEN = { sum: 8, compiled: [] };

describe('compiled code is kept from one process to the next', () => {
  test('the second one compiles nothing, and nobody else can read or write what is kept', () => {
    const { processOf, files, code } = programOf(ADDS);
    expect(processOf()).toEqual(COMPILED);
    expect(processOf()).toEqual(TAKEN);
    expect(statSync(code).mode & 0o777).toBe(0o700);
    expect(files().map((file) => statSync(file).mode & 0o777)).toEqual([0o600]);
  });

  test('the first processes add the functions that they use, and later ones leave the file as it is', () => {
    const { processOf, files } = programOf(ADDS);
    const kept = Array.from({ length: ADDING + 2 }, () => {
      processOf();
      // Some file systems give a new file the number of the one that it replaced.
      const { ino, mtimeNs } = statSync(files()[0]!, { bigint: true });
      return `${ino} ${mtimeNs}`;
    });
    expect(new Set(kept).size).toBe(ADDING);
    expect(kept.slice(-3)).toEqual(Array(3).fill(kept.at(-1)));
  });

  test('a command that another one came before compiles nothing from its second time on', () => {
    const { processOf, files, rewrite } = programOf(ADDS);
    const long = `function more(a, b) { return ${Array(200).fill('a * b').join(' + ')}; }`;
    rewrite(`${long}\nexports.add = (a, b) => (globalThis.rare ? more(a, b) : a + b);`);
    const sizeAfter = (rare: boolean) => {
      Object.assign(globalThis, { rare });
      processOf();
      return statSync(files()[0]!).size;
    };
    const [without, withMore, again] = [sizeAfter(false), sizeAfter(true), sizeAfter(false)];
    expect(withMore).toBeGreaterThan(without);
    expect(again).toBe(withMore);
  });

  test('of another build nothing is taken, though the files are as long', () => {
    const { processOf, rewrite } = programOf(ADDS);
    processOf();
    rewrite(TAKES);
    expect(processOf('build2')).toEqual({ sum: 2, compiled: ['program.cjs'] });
  });

  test('where Node is told to keep its own, in a folder of ours there, queues or not', () => {
    const { folder, processOf } = programOf(ADDS);
    rmSync(join(folder, 'home'), { recursive: true });
    const env = { NODE_COMPILE_CACHE: join(folder, 'made/for/it') };
    expect(processOf('build1', env)).toEqual(COMPILED);
    expect(processOf('build1', env)).toEqual(TAKEN);
    expect(readdirSync(join(folder, 'made/for/it'))).toEqual(['backlog']);
    expect(readdirSync(folder)).not.toContain('home');
  });

  test.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 10)],
    ['empty', () => Buffer.alloc(0)],
    ['changed in one bit', (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 60 ? byte ^ 1 : byte)))],
    ['zeros', (bytes: Buffer) => Buffer.alloc(bytes.length)],
  ])('what is %s is not run, and made again', (_, damage) => {
    const { processOf, files } = programOf(ADDS);
    processOf();
    const [file] = files();
    writeFileSync(file!, damage(readFileSync(file!)));
    expect(processOf()).toEqual(COMPILED);
    expect(processOf()).toEqual(TAKEN);
  });

  test('nobody waits for the writer of a pipe in its place', () => {
    const { processOf, files } = programOf(ADDS);
    processOf();
    const [file] = files();
    rmSync(file!);
    execFileSync('mkfifo', ['-m', '600', file!]);
    expect(processOf()).toEqual(COMPILED);
    expect(processOf()).toEqual(TAKEN);
  });

  test('what others may write is not run', () => {
    const { processOf, files } = programOf(ADDS);
    processOf();
    chmodSync(files()[0]!, 0o666);
    expect(processOf()).toEqual(COMPILED);
    expect(processOf()).toEqual(TAKEN);
  });

  test.each([
    ['there are no queues', (folder: string) => rmSync(join(folder, 'home/workspaces'), { recursive: true }), {}],
    ['there is no folder for queues', (folder: string) => rmSync(join(folder, 'home'), { recursive: true }), {}],
    ['Node is told to keep none', () => undefined, { NODE_DISABLE_COMPILE_CACHE: '1' }],
    ['the home is relative', () => undefined, { BACKLOG_HOME: 'home' }],
    ['there is no home', () => undefined, { BACKLOG_HOME: '' }],
    ['a file is in its place', (folder: string) => writeFiles(folder, { 'home/code': '' }), {}],
  ])('nothing is kept when %s', (_, prepare, env) => {
    const { folder, processOf } = programOf(ADDS);
    prepare(folder);
    const before = readdirSync(folder, { recursive: true });
    expect(processOf('build1', env)).toEqual(COMPILED);
    expect(processOf('build1', env)).toEqual(COMPILED);
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });

  test('what nobody has made for weeks goes when something new is kept', () => {
    const { processOf, code, files } = programOf(ADDS);
    mkdirSync(code);
    const [old, young] = [join(code, 'old'), join(code, 'young')];
    for (const file of [old, young]) writeFileSync(file, '');
    utimesSync(old, 0, 0);
    processOf();
    expect(files()).not.toContain(old);
    expect(files()).toContain(young);
  });
});

describe('files are loaded as Node does', () => {
  test("each once, also in a circle, relative to the one that asks, and Node's own by name", () => {
    const folder = tempFolder('code');
    writeFiles(folder, {
      'a.cjs': `exports.early = 1; exports.b = require('./parts/b.cjs'); exports.file = __filename; exports.folder = __dirname;`,
      'parts/b.cjs': `exports.seen = require('../a.cjs').early; exports.again = require('./c.cjs') === require('./c.cjs');`,
      'parts/c.cjs': `module.exports = require('node:path').basename(__filename);`,
    });
    const load = createLoader({ read: () => undefined, keep: () => undefined });
    const file = join(folder, 'a.cjs');
    expect(load(file)).toEqual({ early: 1, b: { seen: 1, again: true }, file, folder });
    expect(load(file)).toBe(load(file));
  });

  test('a module of Node that is required late is loaded when something of it is used', () => {
    const folder = tempFolder('code');
    writeFiles(folder, {
      'a.cjs': `const [path, none] = ['node:path', 'node:none'].map(require.late); exports.name = path.basename(__filename); exports.none = () => none.any;`,
    });
    const loaded = createLoader({ read: () => undefined, keep: () => undefined })(join(folder, 'a.cjs'));
    expect(loaded).toMatchObject({ name: 'a.cjs' });
    expect((loaded as { none(): unknown }).none).toThrow('node:none');
  });

  test('what fails is tried again by the next one who asks', () => {
    const folder = tempFolder('code');
    writeFiles(folder, { 'a.cjs': `if (!globalThis.ready) throw new Error('not yet'); exports.done = true;` });
    const load = createLoader({ read: () => undefined, keep: () => undefined });
    expect(() => load(join(folder, 'a.cjs'))).toThrow('not yet');
    Object.assign(globalThis, { ready: true });
    expect(load(join(folder, 'a.cjs'))).toEqual({ done: true });
  });
});

describe('the programs of the plugin', () => {
  const plugin = builtPlugin();

  soak('keep code once there is a queue, and answer the same with it', () => {
    const folder = tempFolder('code');
    const [home, cwd] = [join(folder, 'home'), join(folder, 'project')];
    mkdirSync(cwd);
    const env = { PATH: process.env.PATH, HOME: folder, BACKLOG_HOME: home };
    const say = (...words: string[]) =>
      execFileSync(process.execPath, [plugin.cli, ...words], { cwd, env, encoding: 'utf8' });
    const empty = say('list');
    expect(readdirSync(folder)).toEqual(['project']);
    say('add', 'First');
    const kept = readdirSync(join(home, 'code'));
    expect(kept.some((name) => name.endsWith('-program-cli'))).toBe(true);
    expect(say('list')).toContain('First');
    expect(say('help')).toContain('Usage: backlog');
    rmSync(join(home, 'workspaces'), { recursive: true });
    expect(say('list')).toBe(empty);
  });

  test('load nothing for other processes and makes no pattern of all emoji until that is needed', () => {
    const folder = tempFolder('code');
    writeFiles(folder, {
      'look.cjs': `const made = []; const Pattern = RegExp;
        globalThis.RegExp = new Proxy(Pattern, { construct: (_, args) => (made.push(String(args[0])), new Pattern(...args)) });
        process.on('exit', () => console.error(JSON.stringify({ made, loaded: process.moduleLoadList })));`,
    });
    const cwd = join(folder, 'project');
    mkdirSync(cwd);
    const env = { PATH: process.env.PATH, HOME: folder, BACKLOG_HOME: join(folder, 'home') };
    const say = (...words: string[]) =>
      spawnSync(process.execPath, ['-r', join(folder, 'look.cjs'), plugin.cli, ...words], {
        cwd,
        env,
        encoding: 'utf8',
      });
    const of = (...words: string[]) => JSON.parse(say(...words).stderr) as { made: string[]; loaded: string[] };
    say('add', 'First \u{1F389}');
    const emoji = (made: string[]) => made.some((pattern) => pattern.includes('RGI_Emoji'));
    const [plain, table] = [of('list'), of('list', '--color', 'always')];
    expect(plain.loaded).not.toContain('NativeModule child_process');
    expect([emoji(plain.made), emoji(table.made)]).toEqual([false, true]);
  });
});
