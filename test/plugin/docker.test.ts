import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { tempFolder } from '../support/folder.ts';
import { testServer } from '../support/test-server.ts';

const plugin = builtPlugin();
const text = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8');

interface Image {
  from: string;
  user: string;
  folder: string;
  volumes: string[];
  env: Record<string, string>;
  entry: string[];
}

/**
 * Carries the Dockerfile out under a folder that stands for the root of the image. It proves what the instructions do with these files; not what
 * the base image has, nor users, nor that a container keeps anything in or out.
 */
function build(root: string): Image {
  const inRoot = (path: string) => path.replace(/(?<![\w./])\/(?=(opt|home|work)\b)/g, `${root}/`);
  const image: Image = { from: '', user: 'root', folder: '/', volumes: [], env: { PATH: programs(root) }, entry: [] };
  const context = dirname(plugin.folder);
  const known: Record<string, (rest: string) => void> = {
    FROM: (rest) => {
      image.from = rest;
    },
    COPY(rest) {
      const [from = '', to = ''] = rest.split(' ');
      cpSync(join(context, from), inRoot(to), { recursive: true });
    },
    ENV(rest) {
      const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(rest) ?? [];
      image.env[name] = inRoot(value).replace(/\$(\w+)/g, (_, other: string) => image.env[other] ?? '');
    },
    USER: (rest) => {
      image.user = rest;
    },
    RUN: (rest) => void execFileSync('/bin/sh', ['-euc', inRoot(rest)], { env: { PATH: '/usr/bin:/bin' } }),
    VOLUME: (rest) => void image.volumes.push(inRoot(rest)),
    WORKDIR(rest) {
      image.folder = inRoot(rest);
      mkdirSync(image.folder, { recursive: true });
    },
    ENTRYPOINT: (rest) => {
      image.entry = JSON.parse(rest) as string[];
    },
  };
  for (const line of text.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
    const [, name = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    expect(known, line).toHaveProperty(name);
    known[name]!(rest);
  }
  return image;
}

/** A folder with Node and nothing else: the image has no git. */
function programs(root: string): string {
  const folder = join(root, 'usr/local/bin');
  mkdirSync(folder, { recursive: true });
  symlinkSync(process.execPath, join(folder, 'node'));
  return folder;
}

test('the steps of the Dockerfile, carried out here without Docker, give a server that needs no git and keeps its tasks in the volume', async () => {
  const image = build(tempFolder('image'));
  expect(image).toMatchObject({ from: 'node:20-slim', user: 'node', volumes: [image.env.BACKLOG_HOME] });
  expect(existsSync(image.volumes[0]!)).toBe(true);
  expect(statSync(image.volumes[0]!).mode & 0o777).toBe(0o700);

  mkdirSync(join(image.folder, '.git'));
  const { PATH, ...env } = image.env;
  const start = () => testServer({ server: ['/usr/bin/env', `PATH=${PATH}`, ...image.entry], cwd: image.folder, env });
  const first = start();
  expect(await first.initialize()).toMatchObject({ serverInfo: { name: 'backlog' } });
  expect(await first.text('task_add', { description: 'Kept in the volume' })).toContain('Added 1');
  first.end('closed stdin');
  expect(await first.ended).toEqual({ code: 0, stderr: '' });

  const second = start();
  await second.initialize();
  expect(await second.text('task_next')).toContain('Kept in the volume');
  expect(((await second.request('prompts/list')).prompts as object[]).length).toBeGreaterThanOrEqual(9);
  second.end('SIGTERM');
  expect((await second.ended).code).toBe(0);
});

test('only plugin/ is sent to whoever builds the image', () => {
  expect(readFileSync(new URL('../../.dockerignore', import.meta.url), 'utf8')).toBe('*\n!plugin\n');
  const copied = [...text.matchAll(/^COPY (\S+)/gm)].map(([, from]) => from);
  for (const from of copied) expect(from).toMatch(/^plugin\//);
});
