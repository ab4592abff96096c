import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOR_SOAK, WITHOUT_TMUX } from '../../support/needs.ts';
import { whyLeftOut } from './clients.ts';
import { say } from './reply.ts';
import { type Script, type ScriptedModel, startModel, type Turn } from './scripted-model.ts';
import { type ClaudeConversation, sitAtClaude } from './tmux.ts';
import { ALL_TOOLS, type Workshop } from './workshop.ts';

/** Why nobody can sit at the newest client here; undefined if somebody can. Each takes long, so it is for a soak. */
export const whyNoSeat = FOR_SOAK ?? whyLeftOut('new') ?? WITHOUT_TMUX;

export interface Claimed {
  holder: string;
  label?: string;
}

/** A person at the terminal of the real client, in a workshop. */
export interface Seat {
  shop: Workshop;
  conversation: ClaudeConversation;
  model: ScriptedModel;
  /** What the session's own model was asked for a prompt, oldest first. */
  asked(prompt: string): Turn[];
  held(): Promise<Claimed[]>;
}

/** What the model does for each prompt; for other prompts it says that it answered. */
export type Parts = Readonly<Record<string, Script>>;

/** Sits down at a terminal, and waits until the client is there. */
export async function sitDown(
  shop: Workshop,
  pluginDir: string,
  { main, agents = {}, mode = 'acceptEdits', args = [], env = {}, ...more }: Sitting,
): Promise<Seat> {
  const model = await startModel();
  model.main((turn) => partOf(main, turn)?.(turn) ?? say(`Answered ${turn.prompt.trim().slice(0, 20)}`));
  for (const [match, script] of Object.entries(agents)) model.agent(match, script);
  // Panes of teammates don't get the arguments of their lead.
  mkdirSync(join(shop.home, '.claude'), { recursive: true });
  writeFileSync(join(shop.home, '.claude/settings.json'), JSON.stringify({ permissions: { allow: [ALL_TOOLS] } }));
  const conversation = await sitAtClaude({
    ...{ ...shop, ...more, model, pluginDir },
    env: { ...shop.env, ...env },
    args: ['--permission-mode', mode, '--allowedTools', ALL_TOOLS, ...args],
  });
  await conversation.shows(/for shortcuts|to cycle|for agents/);
  const asked = (prompt: string) => model.asked('main').filter((turn) => isLineOf(turn, prompt));
  const held = async () => (await shop.cli<{ claims: Claimed[] }>('claim', 'list')).claims;
  return { shop, conversation, model, asked, held };
}

interface Sitting {
  /** By the whole prompt, or by words that a message of another agent contains. */
  main: Parts;
  agents?: Parts;
  mode?: string;
  args?: string[];
  env?: Record<string, string>;
  opensPanes?: boolean;
}

function partOf(parts: Parts, turn: Turn): Script | undefined {
  const words = turn.prompt.trim();
  const isMessage = words.startsWith('<') || words.startsWith('Another Claude session');
  const found = Object.entries(parts).find(([name]) => isLineOf(turn, name) || (isMessage && words.includes(name)));
  return found?.[1];
}

/** The client may add a note of its own before a prompt. */
function isLineOf({ prompt }: Turn, words: string): boolean {
  return prompt.split('\n').some((line) => line.trim() === words);
}
