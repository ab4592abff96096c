import { isObject } from '../../base/is-object.ts';
import { present } from '../../base/present.ts';
import { refuse } from '../../domain/errors.ts';
import type { Instant } from '../../domain/instant.ts';
import { PROVIDER_PROGRAMS } from '../../domain/runs/providers.ts';
import { BROKER_TOKEN_VARIABLE, BROKER_VARIABLE } from '../../domain/runs/sandbox.ts';
import { CODEX_EVENTS, codexOutcome, codexUsage, newCodexState } from './codex-events.ts';
import { jsonLines } from './json-lines.ts';
import { instantOfField, list, modelServerOf, parseFields, part, quotaOf } from './printed-fields.ts';
import type { Assignment, OutputReader, Permission, Provider, Transcript } from './provider.ts';
import type { QuotaEvent, TokenUsage } from './run-event.ts';
import { NO_USAGE } from './usage.ts';

/**
 * Reads Codex's file of a conversation, `sessions/<year>/<month>/<day>/rollout-<time>-<thread>.jsonl`. Its
 * `token_count` lines have the conversation's totals and the account's limits.
 */
const codexTranscript: Transcript = {
  root: ({ CODEX_HOME, HOME = '' }) => `${CODEX_HOME ?? `${HOME}/.codex`}/sessions`,
  isOf: (path, session) => path.endsWith(`-${session}.jsonl`),
  tally() {
    let usage: TokenUsage = NO_USAGE;
    let resetsAt: Instant | undefined;
    let quota: QuotaEvent[] = [];
    return {
      line(text) {
        const payload = part(parseFields(text)?.payload);
        if (payload.type !== 'token_count') return;
        const total = part(part(payload.info).total_token_usage);
        if (Object.keys(total).length > 0) usage = codexUsage(total, usage.turns + 1);
        resetsAt = fullUntil(part(payload.rate_limits)) ?? resetsAt;
        const said = quotasIn(part(payload.rate_limits));
        if (said.length > 0) quota = said;
      },
      usage: () => usage,
      resetsAt: () => resetsAt,
      quota: () => quota,
    };
  },
};

/**
 * Codex 0.171, `codex exec`: one process for each message. Later messages use `resume`, which keeps only the
 * conversation, so all options are repeated, in particular the sandbox. The person's settings and MCP servers don't
 * apply; the login and AGENTS.md do. Codex can't commit, because its sandbox makes git's folder read-only. The files in
 * the worktree are the result.
 */
export const codex: Provider = {
  name: 'codex',
  title: 'Codex',
  capabilities: {
    resume: true,
    cost: 'never',
    tokens: true,
    turns: false,
    sandbox: 'own',
    messages: 'round',
    usage: 'conversation',
    memory: { file: 'AGENTS.md', loaded: true },
  },
  environment: {
    settings: ['CODEX_HOME', 'OPENAI_BASE_URL', 'OPENAI_ORGANIZATION', 'OPENAI_PROJECT'],
    credentials: ['OPENAI_API_KEY', 'CODEX_API_KEY', 'CODEX_ACCESS_TOKEN'],
  },
  launch: (assignment) => ({
    file: assignment.binary ?? PROVIDER_PROGRAMS.codex,
    args: argsOf(assignment),
    env: {
      ...assignment.env,
      ...present({ TMPDIR: assignment.files.temp }),
      BACKLOG_RUN: assignment.run,
      BACKLOG_DIR: assignment.store,
    },
    stdin: checkedPrompt(assignment.prompt),
    stdinStaysOpen: false,
  }),
  contained: {
    servers: ({ OPENAI_BASE_URL }) =>
      modelServerOf(OPENAI_BASE_URL) ?? ['api.openai.com', 'chatgpt.com', 'auth.openai.com'],
    settings: { variable: 'CODEX_HOME', folder: '.codex', login: ['auth.json'] },
  },
  ask: ({ binary, argv = [], model, effort, env, question, isReadOnly }) => ({
    file: binary ?? PROVIDER_PROGRAMS.codex,
    args: [
      'exec',
      ...argv,
      ...['--json', '--ephemeral', '--ignore-user-config', '--ignore-rules', '--skip-git-repo-check'],
      // Codex's own sandbox can't start in that of Backlog, which lets it only read.
      ...['-s', isReadOnly ? 'danger-full-access' : 'read-only', ...settingsArgs(effort)],
      // The agent whose result is judged can have written AGENTS.md.
      ...['-c', 'project_doc_max_bytes=0'],
      ...(model === undefined ? [] : ['-m', model]),
      '-',
    ],
    env: { ...env },
    stdin: checkedPrompt(question),
    stdinStaysOpen: false,
  }),
  reader: codexReader,
  version: { args: ['--version'] },
  transcript: codexTranscript,
};

/** Maximum length of a prompt for `codex exec`, in characters. */
const LONGEST_PROMPT = 1_048_576;

function checkedPrompt(prompt: string): string {
  if (prompt.length <= LONGEST_PROMPT) return prompt;
  return refuse(
    'invalid',
    `the prompt is too long: ${prompt.length} characters, and Codex takes at most ${LONGEST_PROMPT}`,
    {
      hint: 'Shorten the documents of the task.',
    },
  );
}

const SANDBOXES: Readonly<Record<Permission['mode'], string>> = {
  default: 'read-only',
  acceptEdits: 'workspace-write',
  bypass: 'danger-full-access',
};

/** The rule that allows network access. Every other rule names a folder with write access. */
const NETWORK = 'network';

function argsOf(assignment: Assignment): string[] {
  const { resume, argv = [], model, effort, permission, plugin, files, contained } = assignment;
  const { folders, network } = rulesOf(permission);
  // Only the mode that forbids edits still says something inside a sandbox of Backlog.
  const mode = contained && permission.mode !== 'default' ? 'bypass' : permission.mode;
  const settings: Record<string, unknown> = {
    'sandbox_workspace_write.exclude_slash_tmp': true,
    // Codex may write in the run's temporary folder. The person's temporary folder may contain other repositories.
    'sandbox_workspace_write.exclude_tmpdir_env_var': files.temp === undefined,
    ...(network && { 'sandbox_workspace_write.network_access': true }),
  };
  const server = plugin && {
    command: 'node',
    args: [plugin.server],
    env_vars: ['BACKLOG_RUN', 'BACKLOG_DIR', 'BACKLOG_TOOLS', BROKER_VARIABLE, BROKER_TOKEN_VARIABLE],
    required: true,
    default_tools_approval_mode: 'approve',
  };
  return [
    ...['exec', '--json', '--ignore-user-config', '--skip-git-repo-check', '-s', SANDBOXES[mode]],
    ...settingsArgs(effort, settings),
    ...(server ? ['-c', `mcp_servers.backlog=${toml(server)}`] : []),
    ...(model === undefined ? [] : ['-m', model]),
    ...folders.flatMap((folder) => ['--add-dir', folder]),
    ...argv,
    ...(resume === undefined ? [] : ['resume', resume]),
    '-',
  ];
}

/** Returns the arguments for settings, with those of every start. */
function settingsArgs(effort: string | undefined, more: Readonly<Record<string, unknown>> = {}): string[] {
  const settings = {
    approval_policy: 'never',
    // This setting removes variables with KEY, SECRET or TOKEN in their names from Codex's shell. Only Codex itself
    // gets credentials.
    'shell_environment_policy.ignore_default_excludes': false,
    ...more,
    ...(effort !== undefined && { model_reasoning_effort: effort }),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${toml(value)}`]);
}

/**
 * Converts permission rules to settings of the sandbox. Codex has no rules for commands. Refuses a rule that Codex
 * can't apply.
 */
function rulesOf({ allow, deny }: Permission): { folders: string[]; network: boolean } {
  const folders = allow.filter((rule) => rule !== NETWORK);
  const unknown = [...folders.filter((rule) => !rule.startsWith('/')), ...deny];
  if (unknown.length === 0) return { folders, network: allow.includes(NETWORK) };
  return refuse('invalid', `Codex doesn't support the rule ${JSON.stringify(unknown[0])}`, {
    hint: 'Allow "network", or the absolute path of a folder that it may write to. Codex has no rules to deny.',
    data: { rules: unknown },
  });
}

/** Formats a value as TOML. Strings, numbers and lists have the same form as in JSON; tables don't. */
function toml(value: unknown): string {
  if (!isObject(value)) return JSON.stringify(value);
  return `{${Object.entries(value).map(([name, one]) => `${name}=${toml(one)}`)}}`;
}

/** Creates a reader for the output of `codex exec --json`, in the format of 0.169.0 to 0.171.0. */
function codexReader(chars?: number): OutputReader {
  const state = newCodexState(chars);
  return {
    ...jsonLines(CODEX_EVENTS, state),
    outcome: (exit) => codexOutcome(state, exit),
    usage: () => state.usage,
  };
}

/** Reads the shares of the account's limits that are used. A limit is named by its length, if that is known. */
function quotasIn(limits: Readonly<Record<string, unknown>>): QuotaEvent[] {
  return ['primary', 'secondary'].flatMap((name) => {
    const { used_percent, window_minutes, resets_at } = part(limits[name]);
    const window = typeof window_minutes === 'number' ? `${window_minutes} minutes` : name;
    return quotaOf(window, used_percent, instantOfField(resets_at)) ?? [];
  });
}

/** Returns the instant at which the exhausted usage limit resets; if both are exhausted, the later instant. */
function fullUntil({ primary, secondary }: Readonly<Record<string, unknown>>): Instant | undefined {
  return list([primary, secondary])
    .filter(({ used_percent }) => Number(used_percent) >= 100)
    .map(({ resets_at }) => instantOfField(resets_at))
    .filter((until) => until !== undefined)
    .sort()
    .at(-1);
}
