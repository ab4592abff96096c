import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { sha256 } from '../store/index.ts';
import type { ClientProgram } from './client.ts';
import { readText, removeEmpty, removeText, replaceText } from './file.ts';
import { withReads } from './skill-reads.ts';

type Style = ClientProgram['skills']['style'];

/** Replacements in the plugin's skills for clients with other names for tools and skills. */
const WORDS: Readonly<Record<Style, readonly [RegExp, string][]>> = {
  claude: [
    [/mcp__plugin_backlog_tasks/g, 'mcp__backlog'],
    [/\/backlog:(\w+)/g, '/backlog-$1'],
  ],
  shared: [
    [/`\/backlog:(\w+)([^`]*)`/g, '`backlog-$1$2`'],
    [/\$\{CLAUDE_SKILL_DIR\}\//g, ''],
    [/\$ARGUMENTS/g, '(what the person asked for)'],
    // Other clients choose a skill only by its description, so the description must contain everything.
    [/^(description: .*)\nwhen_to_use: (.*)$/m, '$1 $2'],
    [/^(argument-hint: .*|disable-model-invocation: .*|allowed-tools:| {2}- .*)\n(?=(?:.*\n)*?---$)/gm, ''],
  ],
};

/**
 * Matches pages for the plugin only. Other clients don't get the page about subagents, because only the plugin can
 * assign a task at launch.
 */
const PLUGIN_ONLY = /parallel\.md/;

/** Returns the texts of all skills with Backlog's mark, by path in the skills folder. */
export function skillFiles(
  { folder, version }: { folder: string; version: string },
  style: Style,
): Map<string, string> {
  const files = new Map<string, string>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const [skill = '', ...path] = file.split(sep);
    if (!file.endsWith('.md') || PLUGIN_ONLY.test(file)) continue;
    const text = inWordsOf(style, readFileSync(join(folder, file), 'utf8'), `backlog-${skill}`);
    files.set(join(`backlog-${skill}`, ...path), marked(text, version));
  }
  return files;
}

function inWordsOf(style: Style, text: string, name: string): string {
  const kept = text
    .split('\n')
    .filter((line) => !PLUGIN_ONLY.test(line))
    .join('\n')
    .replace(', or several with subagents', '')
    .replace(/^---\n/, `---\nname: ${name}\n`);
  return WORDS[style].reduce((all, [pattern, by]) => all.replace(pattern, by), withReads(kept));
}

const MARK = /\n<!-- Written by backlog connect \S+, ([0-9a-f]{16})\. [^\n]*-->\n$/;

function marked(text: string, version: string): string {
  const note = 'Changed by hand, it is yours: nothing overwrites or removes it.';
  return `${text.trimEnd()}\n\n<!-- Written by backlog connect ${version}, ${sumOf(text.trimEnd())}. ${note} -->\n`;
}

function sumOf(text: string): string {
  return sha256(text).slice(0, 16);
}

/** Checks whether a text is unchanged since Backlog wrote it. */
function isIntact(text: string): boolean {
  const mark = MARK.exec(text);
  return mark !== null && mark[1] === sumOf(text.slice(0, mark.index).trimEnd());
}

/** The planned changes of a skills folder. */
export interface SkillPlan {
  folder: string;
  /** New texts, by file. */
  write: Map<string, string>;
  remove: string[];
  /** Files with Backlog's names that somebody else wrote or changed. The plan leaves them unchanged. */
  foreign: string[];
}

/** Plans the changes after which the folder has exactly these files of Backlog. An empty map removes all of them. */
export function planSkills(folder: string, wanted: ReadonlyMap<string, string>): SkillPlan {
  const plan: SkillPlan = { folder, write: new Map(), remove: [], foreign: [] };
  for (const path of new Set([...wanted.keys(), ...presentIn(folder)])) {
    const file = join(folder, path);
    const [present, text] = [readText(file), wanted.get(path)];
    if (present === text) continue;
    if (present !== undefined && !isIntact(present)) plan.foreign.push(file);
    else if (text === undefined) plan.remove.push(file);
    else plan.write.set(file, text);
  }
  return plan;
}

/** Executes a plan. @returns the created folders */
export function applySkills({ folder, write, remove }: SkillPlan): string[] {
  const made = [...write].flatMap(([file, text]) => replaceText(file, text));
  for (const file of remove) removeText(file);
  const left = remove.map((file) => file.slice(folder.length + 1).split(sep));
  for (const path of left)
    for (let depth = path.length - 1; depth > 0; depth--) removeEmpty(join(folder, ...path.slice(0, depth)));
  return made;
}

function presentIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const ours = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name.startsWith('backlog-'),
  );
  return ours.flatMap(({ name }) =>
    readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.md'))
      .map((path) => join(name, path)),
  );
}
