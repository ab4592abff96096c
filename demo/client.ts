import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const repository = process.env.BACKLOG_REPOSITORY ?? process.cwd();
const dist = join(repository, 'plugin/dist');

/** A temporary folder with a small git repository and a home of its own. */
export interface Stage {
  project: string;
  env: Record<string, string>;
  home: string;
  clear(): void;
}

export function makeStage(files: Record<string, string>): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'backlog-demo-'));
  const [project, home] = [join(folder, 'shop'), join(folder, 'home')];
  mkdirSync(home);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, name)), { recursive: true });
    writeFileSync(join(project, name), text);
  }
  const env = { PATH: process.env.PATH ?? '', HOME: home, CLAUDECODE: '1' };
  const git = (...args: string[]) => execFileSync('git', args, { cwd: project, env, stdio: 'ignore' });
  git('init', '--initial-branch=main');
  git('add', '.');
  git('-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', 'commit', '--message=Start');
  return { project, home, env, clear: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What a hook answers; null when it has nothing to say. */
export type Answer = {
  hookSpecificOutput?: {
    additionalContext?: string;
    permissionDecision?: string;
    permissionDecisionReason?: string;
    updatedInput?: Record<string, unknown>;
  };
} | null;

/** One session of a client: the plugin's real MCP server, and its real hook program at every event. Only the model is missing. */
export interface Session {
  id: string;
  hook(event: string, payload: Record<string, unknown>): Promise<Answer>;
  /** Calls a tool as the client does: the hook first, which says who is really calling. */
  tool(name: string, args: Record<string, unknown>, agent?: Agent): Promise<{ text: string; isError: boolean }>;
  /** Starts a subagent; resolves to what it reads first. */
  launch(agent: Agent, prompt: string): Promise<string>;
  /** Writes a file with the client's own tool; resolves to the hook's reason when it is refused. */
  write(agent: Agent, file: string, text: string): Promise<string | undefined>;
  end(): Promise<void>;
}

export interface Agent {
  id: string;
  type: string;
}

export async function startSession(stage: Stage, id: string): Promise<Session> {
  const env = { ...stage.env, CLAUDE_CODE_SESSION_ID: id };
  const transcript = join(stage.home, `.claude/projects/shop/${id}.jsonl`);
  const common = { session_id: id, transcript_path: transcript, cwd: stage.project };
  const client = new Client({ name: 'claude-code', version: 'demo' });
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [join(dist, 'server.mjs')], cwd: stage.project, env }),
  );
  let calls = 0;

  const hook: Session['hook'] = (event, payload) =>
    runHook(
      event,
      { ...common, hook_event_name: event === 'SubagentBind' ? 'SubagentStart' : event, ...payload },
      { cwd: stage.project, env },
    );
  const as = (agent: Agent | undefined) => (agent ? { agent_id: agent.id, agent_type: agent.type } : {});
  const before = (tool: string, input: Record<string, unknown>, agent?: Agent) =>
    hook('PreToolUse', { ...as(agent), tool_name: tool, tool_input: input, tool_use_id: `call_${++calls}` });

  return {
    id,
    hook,
    async tool(name, args, agent) {
      const answer = await before(`mcp__plugin_backlog_tasks__${name}`, args, agent);
      const result = await client.callTool({ name, arguments: answer?.hookSpecificOutput?.updatedInput ?? args });
      const [content] = result.content as { text: string }[];
      return { text: content?.text ?? '', isError: result.isError === true };
    },
    async launch(agent, prompt) {
      const input = { description: 'work', prompt, subagent_type: agent.type };
      const answer = await before('Agent', input);
      const meta = join(transcript.replace(/\.jsonl$/, ''), `subagents/agent-${agent.id}.meta.json`);
      mkdirSync(dirname(meta), { recursive: true });
      writeFileSync(meta, JSON.stringify({ agentType: agent.type, toolUseId: `call_${calls}` }));
      await hook('SubagentStart', as(agent));
      await hook('SubagentBind', as(agent));
      return String(answer?.hookSpecificOutput?.updatedInput?.prompt ?? prompt);
    },
    async write(agent, file, text) {
      const path = join(stage.project, file);
      const answer = await before('Write', { file_path: path, content: text }, agent);
      if (answer?.hookSpecificOutput?.permissionDecision === 'deny')
        return answer.hookSpecificOutput.permissionDecisionReason;
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return undefined;
    },
    async end() {
      await client.close();
      await hook('SessionEnd', { reason: 'other' });
    },
  };
}

function runHook(event: string, payload: object, place: { cwd: string; env: Record<string, string> }): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(dist, 'hook.cjs'), event], {
      ...place,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', () => {
      const text = Buffer.concat(chunks).toString();
      resolve(text.trim() === '' ? null : (JSON.parse(text) as Answer));
    });
    child.stdin.end(JSON.stringify(payload));
  });
}
