import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GetPromptResult, ListPromptsResult } from '@modelcontextprotocol/server';
import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { withReads } from '../../connect/skill-reads.ts';

/** The name of the prompt's argument: the text that the person types after the prompt's name. */
const ARGUMENTS = 'arguments';

interface Skill {
  name: string;
  description: string;
  hint: string | undefined;
  body: string;
}

/** Lists the skills as prompts, for clients without skills. Claude Code has them under shorter names. */
export function listPrompts(client: string): ListPromptsResult {
  if (KNOWS_SKILLS.includes(client)) return { prompts: [] };
  return {
    prompts: skills().map(({ name, description, hint }) => ({
      name,
      description,
      ...(hint ? { arguments: [{ name: ARGUMENTS, description: hint, required: false }] } : {}),
    })),
  };
}

const KNOWS_SKILLS: readonly string[] = ['claude-code'];

/**
 * Returns a prompt that contains the person's words.
 * @throws ProtocolError for an unknown name
 */
export function getPrompt(name: string, given: Readonly<Record<string, string>> = {}): GetPromptResult {
  const all = skills();
  const skill = all.find((each) => each.name === name);
  if (!skill) {
    const names = all.map((each) => each.name).join(', ');
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, `there is no prompt ${name}. Prompts: ${names}.`);
  }
  const text = withReads(skill.body)
    .replaceAll('$ARGUMENTS', () => given[ARGUMENTS] ?? '')
    .replaceAll(/\$\{CLAUDE_SKILL_DIR\}/g, () => join(folder(), name));
  return { description: skill.description, messages: [{ role: 'user', content: { type: 'text', text } }] };
}

/** Returns the folder of the skills. It is beside the program, even if the plugin is behind a link. */
function folder(): string {
  return join(dirname(realpathSync(process.argv[1] ?? '')), '..', 'skills');
}

function skills(): Skill[] {
  const found = readdirSync(folder(), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return found.map(({ name }) => skillOf(name, readFileSync(join(folder(), name, 'SKILL.md'), 'utf8')));
}

function skillOf(name: string, file: string): Skill {
  const [, head = '', body = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(file) ?? [];
  const field = (key: string) => new RegExp(`^${key}: *(.+)$`, 'm').exec(head)?.[1]?.replace(/^(["'])(.*)\1$/, '$2');
  return { name, description: field('description') ?? name, hint: field('argument-hint'), body: body.trim() };
}
