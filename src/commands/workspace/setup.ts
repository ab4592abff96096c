import * as z from 'zod';
import { readJsonText } from '../../base/json/json-text.ts';
import { shellWord } from '../../base/shell-word.ts';
import { quotedCall } from '../../domain/calls/door.ts';
import { flagInput } from '../../domain/calls/inputs.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import type { ProposedSetting } from '../../runs/setup/may-propose.ts';
import type { ProposedSettings } from '../../runs/setup/proposed-settings.ts';
import { FOUND_BY } from '../../store/index.ts';
import { oneLine } from '../../text/safe.ts';
import { checkPerson } from '../../work/people/person-acts.ts';
import { putSetting } from '../../work/settings/put-setting.ts';
import { readSetting } from '../../work/settings/settings.ts';
import type { Context } from '../../work/workspace/context.ts';
import { recordHere } from '../../work/workspace/repositories.ts';
import { defineCommand } from '../command.ts';
import type { CallQuestion } from '../command-line.ts';
import { configChange, wroteText } from './config-change.ts';

const setting = () => z.strictObject({ name: z.string(), value: z.string(), from: z.string() });

export const backlogSetup = defineCommand({
  name: 'backlog_setup',
  title: 'Set up runs',
  summary:
    'Find the checks, the setup command and the ignored files that runs in this repository need, and set them after a person agreed. Starts no program of the repository.',
  group: 'admin',
  access: { effect: 'write', idempotent: true, terminalOnly: true },
  input: () =>
    z.strictObject({
      dry_run: flagInput().describe('Only show the settings').optional(),
      agentic: z
        .string()
        .min(1)
        .describe('Name of an agent that reads the repository and proposes settings, too')
        .optional(),
      proposed: z.string().describe('Settings that an agent proposed, as JSON').optional(),
      to_file: flagInput()
        .describe('Add the settings to .backlog/config.yaml of this checkout, for the team, instead of this queue')
        .optional(),
      agreed: z.string().describe('Sum of the settings that a person agreed to; others are refused').optional(),
    }),
  output: () =>
    z.strictObject({
      folder: z.string(),
      settings: z.array(setting()),
      sum: z.string(),
      set: z.boolean(),
      /** The changed config file, and its difference. Only with `to_file`. */
      file: z.string().exactOptional(),
      diff: z.string().exactOptional(),
    }),
  async run(context, { dry_run, agreed, agentic, proposed: text, to_file }, write) {
    const given = text === undefined ? undefined : settingsOf(text);
    if (!dry_run) checkPerson(context, to_file ? 'config' : 'settings', 'setup');
    const found = await proposedHere(context, { agentic, given });
    const change = to_file ? await configChange(context, found) : undefined;
    const { folder, settings, sum } = change ?? found;
    if (given && agreed === undefined)
      refuse('usage', 'proposed needs agreed: the sum of these settings', { hint: 'Without both: `backlog setup`' });
    if (agreed !== undefined && agreed !== sum)
      refuse('conflict', 'the files of the repository have changed since the question', {
        hint: 'Look at the new settings: `backlog setup`',
      });
    const set = !dry_run && settings.length > 0;
    if (set && change) await change.write();
    else if (set)
      await write((tx) => {
        for (const { name, value } of settings) putSetting(tx, name, readSetting(name, value), context);
      });
    const about = change ? { file: change.file, diff: change.diff } : {};
    return { folder, settings: [...settings], sum, set, ...about };
  },
  show: {
    text({ folder, settings, set, file, diff }) {
      if (settings.length === 0) return `Found nothing more to set for runs in ${oneLine(folder)}.`;
      if (file !== undefined && diff !== undefined)
        return set ? wroteText(file) : `${proposalText({ folder, settings })}\n\n${diff}`;
      if (!set) return proposalText({ folder, settings });
      return [
        ...settings.map(({ name, value }) => `${name} = ${oneLine(value)}`),
        'To change one: `backlog setting set NAME VALUE`',
      ].join('\n');
    },
  },
  cli: {
    async asks(context, input) {
      if (input.dry_run === true) return undefined;
      const isFile = input.to_file === true;
      checkPerson(context, isFile ? 'config' : 'settings', 'setup');
      const agentic = typeof input.agentic === 'string' ? input.agentic : undefined;
      const found = await proposedHere(context, { agentic });
      const change = isFile ? await configChange(context, found) : undefined;
      const { settings, sum, folder } = change ?? found;
      if (settings.length === 0) return undefined;
      // An agent would say something else the second time, so the answer itself goes on.
      const said = agentic === undefined ? {} : { proposed: JSON.stringify(found.settings) };
      const told = { agreed: sum, ...said, ...input };
      if (!change) return { text: proposalText({ folder, settings }), action: USE, input: told };
      const text = `${proposalText({ folder, settings })}\n\n${change.diff}`;
      return { text, action: `Change ${change.file}`, input: told };
    },
    foundNothing: ({ settings }: { settings: readonly unknown[] }) => settings.length === 0,
    examples: ['setup', 'setup --dry-run', 'setup --yes', 'setup --agentic claude', 'setup --to-file'],
  },
});

const USE = 'Use these settings for runs';

/** Returns the question about these settings before the first run; undefined later, or if nothing was found. */
export async function firstRunQuestion(context: Context): Promise<CallQuestion | undefined> {
  const proposed = await firstRunProposal(context);
  if (!proposed) return undefined;
  const { sum } = proposed;
  return { text: proposalText(proposed), action: USE, first: { name: 'backlog_setup', input: { agreed: sum } } };
}

/** Returns the settings that the first run lacks, as a note for callers that can't be asked. */
export async function firstRunNotes(context: Context): Promise<string[]> {
  const proposed = await firstRunProposal(context);
  if (!proposed) return [];
  const found = proposed.settings.map(({ name, value }) => `${name} ${shellWord(value)}`);
  return [
    `Runs here have no checks and no setup. Found: ${found.join(', ')}. A person can set them: \`backlog setup\``,
  ];
}

async function firstRunProposal(context: Context): Promise<ProposedSettings | undefined> {
  const { isFirstRun, proposeSettings } = await import('../on-call.ts');
  if (!isFirstRun(context.store.state)) return undefined;
  // If git can't read the repository, the start of the run explains why.
  const proposed = await proposeSettings(context).catch((error) => {
    if (!(error instanceof BacklogError)) throw error;
  });
  return proposed && proposed.settings.length > 0 ? proposed : undefined;
}

/** @throws BacklogError `invalid` */
function settingsOf(text: string): readonly ProposedSetting[] {
  const read = readJsonText(text);
  const all = z.array(setting()).safeParse('value' in read ? read.value : undefined);
  if (all.success) return all.data;
  return refuse('invalid', 'proposed: expected a list of settings in JSON, as `setup` prints them', {
    hint: 'To ask an agent: `backlog setup --agentic claude`',
    data: { field: 'proposed' },
  });
}

interface Asking {
  agentic?: string | undefined;
  /** The settings of an earlier question. */
  given?: readonly ProposedSetting[] | undefined;
}

async function proposedHere(context: Context, { agentic, given }: Asking = {}): Promise<ProposedSettings> {
  const { mayPropose, proposed, proposeSettings } = await import('../on-call.ts');
  const found = await proposeSettings(context, given ? undefined : agentic);
  if (given?.some(({ name, value }) => !mayPropose(name, value)))
    refuse('invalid', 'proposed: expected settings of checks and worktrees, each on one line', {
      hint: 'For other settings: `backlog setting set NAME VALUE`',
      data: { field: 'proposed' },
    });
  if (found) return given ? proposed(found.folder, given) : found;
  return refuse('conflict', 'this folder is not in a git repository, which runs need', {
    hint: 'Type `git init`, then make a first commit.',
  });
}

function proposalText({ folder, settings }: { folder: string; settings: readonly ProposedSetting[] }): string {
  const [first, second] = [settings.map(({ name }) => name), settings.map(({ value }) => oneLine(value))];
  const [a, b] = [Math.max(...first.map(({ length }) => length)), Math.max(...second.map(({ length }) => length))];
  return [
    `Found for runs in ${oneLine(folder)}:`,
    ...settings.map(({ from }, at) => `  ${first[at]!.padEnd(a)}  ${second[at]!.padEnd(b)}  (${oneLine(from, FROM)})`),
  ].join('\n');
}

/** Maximum length of the reason for a setting, in characters. */
const FROM = 80;

export const backlogInit = defineCommand({
  name: 'backlog_init',
  title: 'Create the queue',
  summary:
    'Create the queue of this folder or repository, if there is none, and show its folder. The first write also creates it.',
  group: 'admin',
  access: { effect: 'write', idempotent: true },
  input: () => z.strictObject({}),
  output: () =>
    z.strictObject({
      made: z.boolean(),
      dir: z.string(),
      root: z.string(),
      foundBy: z.enum(FOUND_BY),
    }),
  async run(context, _, write) {
    const made = !context.store.exists;
    if (made) await context.make();
    const where = context.workspace();
    // Records the repository, so that the board and other programs can list the workspace by name and folder.
    await write((tx) => recordHere(tx, where));
    const { dir, root, foundBy } = where;
    return { made, dir, root, foundBy };
  },
  show: {
    text: ({ made, dir, root, foundBy }, { caller: { door } }) => {
      const whose = {
        git: 'every worktree of the repository',
        folder: 'this folder and those in it',
        BACKLOG_DIR: 'BACKLOG_DIR',
        BACKLOG_STORE: 'BACKLOG_STORE',
        run: 'a run',
      };
      return [
        `${made ? 'Created a queue' : 'A queue already exists'} for ${oneLine(root)} (${whose[foundBy]}).`,
        `Its folder is ${oneLine(dir)}, outside your checkout.`,
        `Next: ${quotedCall(door, 'task_add', '"Fix login" due:friday')}. ${quotedCall(door, 'task_list')} lists the tasks.`,
      ].join('\n');
    },
  },
  cli: { examples: ['init'], flagLines: { store: 'store init ADDRESS' } },
});
