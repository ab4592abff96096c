import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StreamEvent } from './claude.ts';

/** First word of a subagent's prompt -> its id, by the client's own notes. */
export async function agentsByPrompt({ home }: { home: string }, events: StreamEvent[]): Promise<Map<string, string>> {
  const calls = new Map<string, string>();
  for (const { message } of events as { message?: { content?: AgentCall[] } }[])
    for (const { id, name, input } of Array.isArray(message?.content) ? message.content : [])
      if (name === 'Agent' && id) calls.set(id, String(input?.prompt).split(':')[0] ?? '');
  const projects = join(home, '.claude/projects');
  const found = new Map<string, string>();
  for (const file of await readdir(projects, { recursive: true })) {
    const [, agent] = /agent-(\w+)\.meta\.json$/.exec(file) ?? [];
    if (!agent) continue;
    const { toolUseId } = JSON.parse(await readFile(join(projects, file), 'utf8')) as { toolUseId: string };
    found.set(calls.get(toolUseId) ?? '', agent);
  }
  return found;
}

interface AgentCall {
  id?: string;
  name?: string;
  input?: { prompt?: string };
}
