import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { type Answer, hooksOf } from './hooks.ts';
import type { Stage } from './stage.ts';

const [named] = process.argv.slice(2).filter((word) => !word.startsWith('--') && word.includes('/'));

/** The folder of the plugin to demonstrate: the first path after `npm run demo --`, or this repository's plugin. */
export const plugin = named ?? join(process.env.BACKLOG_REPOSITORY ?? process.cwd(), 'plugin');

/** A simulated session of a client. It uses the plugin's real MCP server and real hooks; only the model is missing. */
export interface Session {
  id: string;
  hook(event: string, payload: Record<string, unknown>): Promise<Answer>;
  /** Calls a tool as the client does: first runs the hook, which identifies the calling agent. */
  tool(name: string, args: Record<string, unknown>, agent?: Agent): Promise<Result>;
  /** Starts a subagent. @returns its first prompt */
  launch(agent: Agent, prompt: string): Promise<string>;
  /** Writes a file with the client's own tool. @returns the hook's reason if the hook denies the write */
  write(agent: Agent, file: string, text: string): Promise<string | undefined>;
  end(): Promise<void>;
}

export interface Agent {
  id: string;
  type: string;
}

interface Result {
  text: string;
  isError: boolean;
}

export async function startSession(stage: Stage, id: string): Promise<Session> {
  const env = { ...stage.env, CLAUDE_CODE_SESSION_ID: id };
  const transcript = join(stage.home, `.claude/projects/shop/${id}.jsonl`);
  const common = { session_id: id, transcript_path: transcript, cwd: stage.project };
  const server = await startServer(stage.project, env);
  const askServer = async (tool: string, input: Record<string, unknown>) => (await server.call(tool, input)).text;
  const fire = hooksOf({ plugin, cwd: stage.project, env, askServer });
  const hook: Session['hook'] = (event, payload) => fire(event, { ...common, hook_event_name: event, ...payload });

  let calls = 0;
  const as = (agent: Agent | undefined) => (agent ? { agent_id: agent.id, agent_type: agent.type } : {});
  /** Runs the hook that the client runs before a tool. The call that follows has the same id. */
  const before = async (tool: string, input: Record<string, unknown>, agent?: Agent) => {
    const use = `call_${id}_${++calls}`;
    const answer = await hook('PreToolUse', { ...as(agent), tool_name: tool, tool_input: input, tool_use_id: use });
    return { use, said: answer?.hookSpecificOutput };
  };

  return {
    id,
    hook,
    async tool(name, args, agent) {
      const { use } = await before(`mcp__plugin_backlog_tasks__${name}`, args, agent);
      return server.call(name, args, use);
    },
    async launch(agent, prompt) {
      const { use, said } = await before('Agent', { description: 'work', prompt, subagent_type: agent.type });
      const meta = join(transcript.replace(/\.jsonl$/, ''), `subagents/agent-${agent.id}.meta.json`);
      mkdirSync(dirname(meta), { recursive: true });
      writeFileSync(meta, JSON.stringify({ agentType: agent.type, toolUseId: use }));
      await hook('SubagentStart', as(agent));
      return String(said?.updatedInput?.prompt ?? prompt);
    },
    async write(agent, file, text) {
      const path = join(stage.project, file);
      const { said } = await before('Write', { file_path: path, content: text }, agent);
      if (said?.permissionDecision === 'deny') return said.permissionDecisionReason;
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return undefined;
    },
    async end() {
      await server.close();
      await hook('SessionEnd', { reason: 'other' });
    },
  };
}

async function startServer(cwd: string, env: Record<string, string>) {
  const client = new Client({ name: 'claude-code', version: 'demo' });
  const args = [join(plugin, 'dist/server.cjs')];
  await client.connect(new StdioClientTransport({ command: 'node', args, cwd, env }));
  return {
    /** Calls a tool of the server. @param use the id of this call, which the hook also got */
    async call(name: string, input: Record<string, unknown>, use?: string): Promise<Result> {
      const meta = use === undefined ? {} : { _meta: { 'claudecode/toolUseId': use } };
      const result = await client.callTool({ name, arguments: input, ...meta });
      const [content] = result.content as { text: string }[];
      return { text: content?.text ?? '', isError: result.isError === true };
    },
    close: () => client.close(),
  };
}
