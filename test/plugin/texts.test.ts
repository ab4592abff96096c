import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const TOOL = 'mcp__plugin_backlog_tasks__';
/** Of the client's own tools, those that agents may have, and the one rule that skills may add. */
const CLIENT_TOOLS = ['Read', 'Grep', 'Glob', 'Edit', 'Write', 'NotebookEdit', 'Bash'];
const OWN_REFERENCES = `Read(/${'$'}{CLAUDE_SKILL_DIR}/**)`;

const skills = readdirSync(join(repository, 'skills')).map((name) => ({
  name,
  ...readText(`skills/${name}/SKILL.md`),
}));
const agents = readdirSync(join(repository, 'agents')).map((file) => ({
  name: file.replace(/\.md$/, ''),
  ...readText(`agents/${file}`),
}));

test('all skills and agents together cost the context window less than 1.5 KB of descriptions', () => {
  const listing = [...skills, ...agents]
    .map(({ name, head }) => `backlog:${name}: ${String(head.description)}`)
    .join('\n');
  expect(Buffer.byteLength(listing)).toBeLessThan(1_536);
});

describe.each(skills)('skill $name', ({ name, head, body }) => {
  test('says when to use it and what its argument is, and takes the name of its folder', () => {
    expect(head.description).toMatch(/\. Use (when|to|before) /);
    expect(head['argument-hint']).toBeTruthy();
    expect(head).not.toHaveProperty('name');
    expect(body).toContain('$ARGUMENTS');
  });

  test('allows tools of ours that exist, and beyond them only its own references', () => {
    for (const rule of list(head['allowed-tools']))
      if (rule !== OWN_REFERENCES) expect(commandOf(rule), rule).toBeTruthy();
  });

  test('is allowed every tool that its text tells to use', () => {
    const allowed = list(head['allowed-tools']).map((rule) => rule.slice(TOOL.length));
    for (const tool of toolsIn(body)) expect(allowed, tool).toContain(tool);
  });

  test('names references that exist, and no other file beside them', () => {
    const named = [...body.matchAll(/references\/([\w-]+\.md)/g)].map(([, file]) => String(file)).sort();
    expect(named.length).toBeGreaterThan(0);
    expect(readdirSync(join(repository, 'skills', name, 'references')).sort()).toEqual([...new Set(named)]);
  });

  test('is short', () => {
    expect(body.split('\n').length).toBeLessThan(40);
    expect(Buffer.byteLength(body)).toBeLessThan(3_072);
  });
});

describe.each(agents)('agent $name', ({ name, head, body }) => {
  test('has the name of its file, tools that exist, and no key that the client ignores', () => {
    expect(head.name).toBe(name);
    expect(Object.keys(head).sort()).toEqual(['description', 'name', 'tools']);
    for (const tool of String(head.tools).split(', ')) {
      if (!CLIENT_TOOLS.includes(tool)) expect(commandOf(tool), tool).toBeTruthy();
    }
  });

  test('has every tool that its text tells to use', () => {
    for (const tool of toolsIn(body)) expect(String(head.tools), tool).toContain(`${TOOL}${tool}`);
  });
});

test('references and skills name only tools that exist', () => {
  const files = ['skills', 'agents'].flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => join(folder, file)),
  );
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) {
    for (const tool of toolsIn(readFileSync(join(repository, file), 'utf8')))
      expect(
        COMMANDS.some(({ name }) => name === tool),
        `${file}: ${tool}`,
      ).toBe(true);
  }
});

type Head = Record<string, string | string[]>;

/** The subset of YAML that the files use: `key: value` and lists of `  - item`. */
function readText(path: string): { head: Head; body: string } {
  const file = join(repository, path);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [, yaml = '', body = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(text) ?? [];
  const head: Head = {};
  let key = '';
  for (const line of yaml.split('\n')) {
    const [, item] = /^ {2}- (.+)$/.exec(line) ?? [];
    const [, name, value] = /^([\w-]+):(?: (.*))?$/.exec(line) ?? [];
    if (item !== undefined) head[key] = [...list(head[key]), item];
    else if (name !== undefined) {
      key = name;
      head[key] = value ?? [];
    }
  }
  return { head, body };
}

function list(value: string | string[] | undefined): string[] {
  return Array.isArray(value) ? value : [];
}

function commandOf(rule: string): boolean {
  return rule.startsWith(TOOL) && COMMANDS.some(({ name }) => name === rule.slice(TOOL.length));
}

function toolsIn(text: string): string[] {
  return [...text.matchAll(/`((?:task|claim|backlog|setting)_[a-z_]+)`/g)].map(([, tool]) => String(tool));
}
