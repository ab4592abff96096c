import * as z from 'zod';
import { switchField, textField } from '../../../domain/calls/inputs.ts';
import { newTokenInput, tokenInput } from '../../../web/server/command-inputs.ts';
import { machine } from './row.ts';

const TOKENS = [
  'A token is valid on every machine that shares the queue, until you remove it. A script with a token in BACKLOG_TOKEN may do on the command line what its rights allow. The HTTP API takes it as Authorization: Bearer TOKEN.',
  'With --machine, and in a folder without a queue, a token is one of this machine.',
];

const PROFILES = [
  'A profile is a set of a queue, a filter and an author. `--profile NAME` uses it for one command, BACKLOG_PROFILE for all. Agents ignore BACKLOG_PROFILE. The author of a profile has the rules of --as.',
];

const ALIASES = [
  'Your aliases work in every workspace. An alias replaces the first word of a command line, once: its words are not replaced again.',
  "A command's name can't be an alias. Setting and removing is for people.",
];

/** Commands about a person's tokens, profiles and aliases. */
export const PERSON_ROWS = [
  machine({
    name: 'token_list',
    title: 'List tokens',
    summary: 'List the tokens of this queue and of this machine.',
    group: 'team',
    access: { effect: 'read' },
    place: 'profile',
    input: () => z.strictObject({ machine: switchField('List only tokens of this machine') }),
    cli: { aliases: ['token'], aliasIfNext: /^(-|$)/, more: () => TOKENS },
  }),
  machine({
    name: 'token_add',
    title: 'Add a token for scripts',
    summary:
      'Add a token of this queue, and print it once. For people, and for tokens with the right admin, which give no more than they have.',
    group: 'team',
    access: { effect: 'write', checksAct: 'tokens.queue' },
    place: 'profile',
    ownFlags: true,
    input: newTokenInput,
    cli: {
      positional: ['name'],
      async more() {
        const { RIGHT_MEANINGS } = await import('../../../work/people/rights.ts');
        const rights = Object.entries(RIGHT_MEANINGS).map(([right, meaning]) => `  ${right.padEnd(16)}${meaning}`);
        return ['Rights:', ...rights, '', ...TOKENS];
      },
      examples: [
        'token add nightly --rights write',
        'token add ci --rights read,write,review,admin --expires 90d',
        'token add semgrep --rights write --as ai:semgrep',
      ],
    },
  }),
  machine({
    name: 'token_remove',
    title: 'Remove a token',
    summary: 'Remove a token: it is no longer valid. For people, and for tokens with the right admin.',
    group: 'team',
    access: { effect: 'write', checksAct: 'tokens.queue' },
    place: 'profile',
    input: tokenInput,
    cli: { positional: ['name'], examples: ['token remove nightly'] },
  }),
  machine({
    name: 'profile_list',
    title: 'List your profiles',
    summary: 'List your profiles, with the default by BACKLOG_PROFILE.',
    group: 'admin',
    access: { effect: 'read' },
    input: () => z.strictObject({}),
    cli: { aliases: ['profile'], aliasIfNext: /^(-|$)/, more: () => PROFILES },
  }),
  machine({
    name: 'profile_add',
    title: 'Add a profile',
    summary: 'Add or replace a profile: a queue, a filter and an author. For people.',
    group: 'admin',
    access: { effect: 'write', personAct: 'profiles' },
    input: () =>
      z.strictObject({
        name: z.string().describe('Name of the profile'),
        queue: textField('The queue, as `backlog queue list` lists it'),
        filter: textField('A filter that the tasks of every filter must match, too. Ids ignore it'),
        as: textField('The author of changes: KIND:NAME'),
      }),
    cli: {
      positional: ['name'],
      more: () => PROFILES,
      examples: ['profile add work -w api --filter project:web --as human:ada', '--profile work list'],
    },
  }),
  machine({
    name: 'profile_remove',
    title: 'Remove a profile',
    summary: 'Remove a profile. For people.',
    group: 'admin',
    access: { effect: 'write', personAct: 'profiles' },
    input: () => z.strictObject({ name: z.string().describe('Name of the profile') }),
    cli: { positional: ['name'], examples: ['profile remove work'] },
  }),
  machine({
    name: 'alias_list',
    title: 'List your aliases',
    summary: 'List your names for command lines.',
    group: 'admin',
    access: { effect: 'read' },
    input: () => z.strictObject({}),
    cli: { aliases: ['alias'], aliasIfNext: /^(-|$)/, more: () => ALIASES },
  }),
  machine({
    name: 'alias_set',
    title: 'Set an alias',
    summary: 'Give a line a name: `backlog NAME` then means `backlog WORDS`, and further words follow. For people.',
    group: 'admin',
    access: { effect: 'write', personAct: 'aliases' },
    several: true,
    ownFlags: true,
    input: () =>
      z.strictObject({
        name: z.string().describe('Name of the alias'),
        words: z
          .string()
          .describe('Words of the line, or the whole line in quotes')
          .transform((text) => JSON.parse(text) as string[]),
      }),
    cli: {
      positional: ['name', 'words'],
      literal: 'words',
      more: () => ALIASES,
      examples: ['alias set mine list +READY agent:human:ada', "alias set late 'list +OVERDUE sort:due+'"],
    },
  }),
  machine({
    name: 'alias_unset',
    title: 'Remove an alias',
    summary: 'Remove an alias. For people.',
    group: 'admin',
    access: { effect: 'write', personAct: 'aliases' },
    input: () => z.strictObject({ name: z.string().describe('Name of the alias') }),
    cli: { positional: ['name'], examples: ['alias unset mine'] },
  }),
] as const;
