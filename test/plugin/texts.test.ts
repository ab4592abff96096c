import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { SKILL_READS } from '../../src/connect/skill-reads.ts';
import { compileFilter } from '../../src/filter/language.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const TOOL = 'mcp__plugin_backlog_tasks__';
/** All tools of our server. It costs every session less than their names. */
const SERVER = 'mcp__plugin_backlog_tasks';
/** Of the client's own tools, those that agents may have, and the one rule that skills may add. */
const CLIENT_TOOLS = ['Read', 'Grep', 'Glob', 'Edit', 'Write', 'NotebookEdit', 'Bash', 'ToolSearch'];
const OWN_REFERENCES = `Read(/${'$'}{CLAUDE_SKILL_DIR}/**)`;
/** Skills about goals use the command line, because servers don't offer the toolset `goals` by default. */
const GOAL_LINES = 'Bash(backlog goal:*)';
/** The command that puts the queue's state into each skill's prompt. */
const STATE = 'Bash(backlog skill:*)';

/** Every Markdown file of skills and agents. */
const TEXTS = ['skills', 'agents'].flatMap((folder) =>
  readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file}`),
);
const COMMANDS_BY_NAME = new Map(COMMANDS.map((command) => [command.name, command]));
const clock = { now: Date.parse('2026-07-30T14:30:00Z'), zone: 'UTC' };

/** What the text of each skill costs the conversation that it comes into, in bytes at most. */
const SKILL_BYTES: Readonly<Record<string, number>> = {
  bet: 1_792,
  checkin: 1_536,
  handoff: 1_536,
  implement: 2_560,
  plan: 3_072,
  refine: 2_048,
  review: 2_048,
  run: 1_536,
  spec: 2_048,
  standup: 768,
  tasks: 1_536,
  vision: 2_816,
  why: 1_024,
};

/** The same for the prompt of each agent. */
const AGENT_BYTES: Readonly<Record<string, number>> = { implementer: 768, reviewer: 2_048, 'task-planner': 2_560 };

const skills = readdirSync(join(repository, 'skills')).map((name) => ({
  name,
  ...readText(`skills/${name}/SKILL.md`),
}));
const agents = readdirSync(join(repository, 'agents')).map((file) => ({
  name: file.replace(/\.md$/, ''),
  ...readText(`agents/${file}`),
}));

test('all skills and agents together cost the context window less than 1.5 KB of descriptions', () => {
  // A skill that only a person can start has no description there.
  const listing = [...skills.filter(({ head }) => head['disable-model-invocation'] !== 'true'), ...agents]
    .map(({ name, head }) => `backlog:${name}: ${String(head.description)}`)
    .join('\n');
  expect(Buffer.byteLength(listing)).toBeLessThan(1_536);
});

describe.each(skills)('skill $name', ({ name, head, body }) => {
  test('says when to use it and what its argument is, and takes the name of its folder', () => {
    expect(head.when_to_use).toMatch(/^Use (when|to|before) /);
    // Claude Code 2.1.328 in 120 columns: 32 for the name, then `(backlog) `.
    expect(head.description?.length, 'one line of the menu').toBeLessThanOrEqual(78);
    expect(head['argument-hint']).toBeTruthy();
    expect(head).not.toHaveProperty('name');
    expect(body).toContain('$ARGUMENTS');
  });

  test('allows tools of ours that exist, and beyond them only its own references', () => {
    for (const rule of toolRules(head)) expect(commandOf(rule), rule).toBeTruthy();
  });

  test('begins with the state of the queue, and with words for a machine on which Backlog does not run', () => {
    expect(list(head['allowed-tools'])).toContain(STATE);
    expect(body.match(/^!`.*`$/gm)).toEqual([
      `!\`backlog skill ${name} || echo "Backlog does not run here. Tell the person, and do nothing else."\``,
    ]);
    expect(Object.keys(SKILL_READS)).toContain(name);
  });

  test('is allowed the tools that it and its references tell to use, as commands, too, and no other', () => {
    const [allowed, commands] = [toolRules(head), list(head['allowed-tools']).filter((rule) => COMMAND.test(rule))];
    const named = allowed.map((rule) => rule.slice(TOOL.length));
    // Only a form of the session asks the person for these acts; at a terminal they have commands of their own.
    expect(commands.map((rule) => COMMAND.exec(rule)![1])).toEqual(named.filter((name) => name !== 'run_control'));
    const references = TEXTS.filter((file) => file.startsWith(`skills/${name}/references/`));
    const texts = [body, ...references.map((file) => readFileSync(join(repository, file), 'utf8'))];
    const told = toolsIn(texts.join('\n'));
    expect(allowed.map((rule) => rule.slice(TOOL.length)).sort()).toEqual(told);
  });

  test('may use the command line for goals exactly if it names a line', () => {
    expect(list(head['allowed-tools']).includes(GOAL_LINES)).toBe(body.includes('`backlog goal '));
  });

  test('names references that exist, and no other file beside them; may read them when it has some', () => {
    const named = [...body.matchAll(/references\/([\w-]+\.md)/g)].map(([, file]) => String(file)).sort();
    const folder = join(repository, 'skills', name, 'references');
    expect(existsSync(folder) ? readdirSync(folder).sort() : []).toEqual([...new Set(named)]);
    expect(list(head['allowed-tools']).includes(OWN_REFERENCES)).toBe(named.length > 0);
  });

  test('is short', () => {
    expect(body.split('\n').length).toBeLessThan(40);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(SKILL_BYTES[name] ?? 0);
  });
});

describe.each(agents)('agent $name', ({ name, head, body }) => {
  test('has the name of its file, tools that exist, and no key that the client ignores', () => {
    expect(head.name).toBe(name);
    expect(Object.keys(head).sort()).toEqual(['description', 'name', 'tools']);
    for (const tool of String(head.tools).split(', ')) {
      if (!CLIENT_TOOLS.includes(tool) && tool !== SERVER) expect(commandOf(tool), tool).toBeTruthy();
    }
  });

  test('is short', () => {
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(AGENT_BYTES[name] ?? 0);
  });

  test('has the tools of ours that its text tells to use; one that only reads has no other', () => {
    const ours = String(head.tools)
      .split(', ')
      .filter((tool) => !CLIENT_TOOLS.includes(tool));
    if (ours.includes(SERVER)) expect(ours).toEqual([SERVER]);
    else expect(ours.map((tool) => tool.slice(TOOL.length)).sort()).toEqual(toolsIn(body));
  });
});

describe.each(TEXTS.map((file) => [file, readFileSync(join(repository, file), 'utf8')] as const))('%s', (_, text) => {
  test('names only tools that exist, with arguments that they take', () => {
    for (const tool of toolsIn(text)) expect(COMMANDS_BY_NAME.has(tool), tool).toBe(true);
    for (const [tool, argument] of argumentsIn(text))
      expect(Object.keys(COMMANDS_BY_NAME.get(tool)?.input().shape ?? {}), `${tool}: ${argument}`).toContain(argument);
  });

  test('shows only filters that can be read', () => {
    for (const filter of filtersIn(text)) expect(() => compileFilter(filter, { clock }), filter).not.toThrow();
  });
});

test('arguments and filters are found in the texts', () => {
  const all = TEXTS.map((file) => readFileSync(join(repository, file), 'utf8')).join('\n');
  expect(argumentsIn(all).length).toBeGreaterThan(10);
  expect(filtersIn(all).length).toBeGreaterThan(5);
});

type Head = Record<string, string | string[]>;

/** The rule of a tool's command, for a session without the server. */
const COMMAND = /^Bash\(backlog (\w+_\w+):\*\)$/;

/** The rules of a skill for tools of ours. */
function toolRules(head: Head): string[] {
  const others = [OWN_REFERENCES, GOAL_LINES, STATE];
  return list(head['allowed-tools']).filter((rule) => !others.includes(rule) && !COMMAND.test(rule));
}

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
  return rule.startsWith(TOOL) && COMMANDS_BY_NAME.has(rule.slice(TOOL.length));
}

/** The tools of ours that a text names, each once, in order of name. */
function toolsIn(text: string): string[] {
  const named = [...text.matchAll(/`((?:task|claim|backlog|report|setting|run|agent|orchestrator)_[a-z_]+)`/g)].map(
    ([, tool]) => String(tool),
  );
  return [...new Set(named)].sort();
}

/** `tool` and argument wherever a text says "`task_stop` with `handoff`", "… with that `filter`", "… with `task` and the glob". */
function argumentsIn(text: string): [tool: string, argument: string][] {
  const phrases = text.matchAll(/`([a-z]+_[a-z_]+)` with (?:that )?`([a-z_]+)`(?: \([^)]*\))?(?:,? and `([a-z_]+)`)?/g);
  return [...phrases].flatMap(([, tool, ...found]) =>
    found.filter(Boolean).map((argument): [string, string] => [String(tool), String(argument)]),
  );
}

/** The pieces of code in a text that are filters by their look: a pattern, a tag, an attribute that is often asked for. */
function filtersIn(text: string): string[] {
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => String(code));
  return spans.filter((code) => /^(\/(?!backlog:).+\/|\+\w+|(scope|project):\S+)/.test(code));
}
