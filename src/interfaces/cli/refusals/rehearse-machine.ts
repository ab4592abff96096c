import { existsSync } from 'node:fs';
import { commandLineOf, parseInput } from '../../../commands/parse.ts';
import { refuseOutsideRun } from '../../../commands/run/ask.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { agentNamed } from '../../../work/agents/known-agents.ts';
import { fileNamed } from '../../../work/paths/allow-path.ts';
import type { TokenQueue } from '../../../work/people/tokens.ts';
import { queueNamed } from '../../../work/queues/find-queue.ts';
import { checkNew } from '../../../work/sync/file.ts';
import type { Context } from '../../../work/workspace/context.ts';
import { backlogHome } from '../../../work/workspace/home.ts';
import { terminalCaller } from '../caller.ts';
import type { Streams } from '../io.ts';
import type { MachineCall, MachineCommand } from '../machine/row.ts';
import type { CallOf, MachineRow } from '../machine/table.ts';
import { chooseQueue } from '../queues/chosen-queue.ts';
import { placeFlags } from '../words/flags/place-flags.ts';
import type { ParsedArgs } from '../words/plain/parsed-args.ts';

type Around = Pick<Streams, 'cwd' | 'env' | 'isTerminal'>;
type Checked<Call> = Pick<Call & MachineCall, 'line' | 'caller'> & {
  input: Call extends { input: infer In } ? In : never;
} & Around;
type Checks = { [Name in MachineRow['name']]?: (call: Checked<CallOf<Name>>) => unknown };

const queues = () => import('../queues/queue-command.ts');
const roles = () => import('../queues/store-role.ts');

/** What a command of the machine refuses before its first change. The others only refuse words, or ask a server. */
const CHECKS: Checks = {
  schema: async ({ input }) => (await import('../schemas.ts')).schemaCommand(input.name),
  help: async ({ input: { words } }) =>
    (await import('../help/help-on.ts')).helpOn(words.split(' ').filter(Boolean), { groups: true }),
  async serve({ input: { stop, status }, env }) {
    if (!stop && !status) return;
    const [{ runningIn }, { boardHome }] = await Promise.all([
      import('../../../web/server/start/serve-command.ts'),
      import('../../../web/server/start/board-home.ts'),
    ]);
    await runningIn(boardHome(env));
  },
  token_add: async ({ input, line, caller, ...place }) =>
    (await import('../../../web/server/login/token.ts')).checkNewToken(input, { ...place, line, callerOf: caller }),
  profile_add: async ({ input }) => (await import('../queues/profiles.ts')).checkedProfile(input),
  profile_remove: async ({ input, env }) =>
    (await import('../queues/profiles.ts')).profileNamed(input.name, env, 'profile'),
  alias_unset: async ({ input, env }) => (await import('../words/aliases.ts')).otherAliases(input.name, env),
  queue_rename: async ({ input, ...place }) => (await queues()).renamable(input, place),
  queue_remove: ({ input, ...place }) => queueNamed(input.name, place),
  queue_restore: async ({ input: { name }, env }) =>
    name === undefined || (await queues()).removedNamed(backlogHome(env), name),
  queue_link: async ({ input, ...place }) => (await queues()).linkable(input.name, place),
  store_role_list: async (call) => (await roles()).addressHere(call),
  store_role_add: async (call) => (await roles()).addressHere(call),
  store_role_remove: async (call) => (await roles()).addressHere(call),
  store_role_off: async (call) => (await roles()).addressHere(call),
};

/** Returns the refusal of a command of the machine before its first change, which isn't made. */
export async function refusalOfMachine(
  {
    command,
    input: said,
    flags,
  }: { command: MachineCommand } & Pick<ParsedArgs, 'flags'> & { input: Record<string, unknown> },
  { around, place }: { around: Around; place: readonly string[] },
): Promise<BacklogError | undefined> {
  const check = CHECKS[command.name as keyof Checks] as ((call: Checked<MachineCall>) => unknown) | undefined;
  if (!check) return undefined;
  try {
    const chosen = command.place ? await chooseQueue({ ...placeFlags({ place }), ...flags }, around) : around;
    const here = { cwd: chosen.cwd, env: chosen.env, isTerminal: around.isTerminal };
    const caller = (queue?: TokenQueue) => terminalCaller({ ...here, as: flags.as, queue });
    await check({ ...here, caller, input: parseInput(command, said), line: commandLineOf(command, said) });
    return undefined;
  } catch (error) {
    if (error instanceof BacklogError) return error;
    throw error;
  }
}

type Unbegun = (context: Context, input: Record<string, unknown>) => unknown;

/** What commands refuse that aren't begun, because they start programs or change files before their first change. */
const UNBEGUN: Readonly<Record<string, Unbegun>> = {
  run_ask: ({ caller: { actor } }) => actor.run ?? refuseOutsideRun(),
  agent_check: ({ store }, { name }) => name === undefined || agentNamed(store.state, String(name)),
  async task_sync(context, { file }) {
    const named = fileNamed(context, String(file));
    if (!existsSync(named.file)) await checkNew(named);
  },
  review_apply: async (context, { ids }) =>
    (await import('../../../runs/comments/apply-suggestions.ts')).runOfSuggestions(
      context,
      Array.isArray(ids) ? ids.map(String) : [],
    ),
};

/** Checks what a command that isn't begun refuses first. @throws BacklogError */
export async function checkUnbegun(command: string, context: Context, input: Record<string, unknown>): Promise<void> {
  await UNBEGUN[command]?.(context, input);
}
