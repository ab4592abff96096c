import { constants, lstatSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { shellWord } from '../../base/shell-word.ts';
import { argvInput, listInput, numberInput, textField } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { CONFIG_FOLDER, PASSES_FOLDER } from '../../work/config/files.ts';
import { PASS_TIMES, readPass } from '../../work/passes/read-pass.ts';
import { defineCommand } from '../command.ts';
import { configRepository } from '../config/fields.ts';
import { ownFolder, putOwnFile } from '../config/init.ts';

export const passAdd = defineCommand({
  name: 'pass_add',
  title: 'Write the file of a pass',
  summary:
    'Write a new pass into .backlog/passes of this checkout. It counts after its commit and `backlog config trust`. For people.',
  group: 'plan',
  access: { effect: 'write', personAct: 'config', terminalOnly: true },
  input: () =>
    z.strictObject({
      name: z.string().min(1).describe('Name of the pass'),
      program: argvInput().describe('Program that prints candidates: ["node","gaps.mjs"]').optional(),
      agent: textField('Agent that searches; give it a text'),
      uses: textField('Built-in pass: todos'),
      when: z.enum(PASS_TIMES).describe('When it runs; default: by hand').optional(),
      paths: listInput().describe('Paths below which it may find something').optional(),
      proposes: listInput().describe('Types that it may propose').optional(),
      most: numberInput().describe('Maximum number of new proposals of a run').optional(),
      text: textField('Instructions for the agent or the program'),
    }),
  output: () => z.strictObject({ file: z.string() }),
  async run(context, { name, text, ...fields }) {
    configRepository(context, undefined);
    if (fields.program === undefined && fields.agent === undefined && fields.uses === undefined)
      refuse('usage', 'a pass needs a program, an agent with a text, or a built-in pass', {
        hint: `For example: \`pass_add ${shellWord(name)} --agent claude --text "List screens without a test"\``,
      });
    const file = `${PASSES_FOLDER}/${name}.md`;
    const lines = Object.entries(fields).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
    const content = `---\n${lines.join('')}---\n${text?.trim() ? `${text.trim()}\n` : ''}`;
    // It checks the name, too, which becomes that of a file.
    await readPass(name, content, file);
    ownFolder(context.root, CONFIG_FOLDER);
    ownFolder(context.root, PASSES_FOLDER);
    if (lstatSync(join(context.root, file), { throwIfNoEntry: false }))
      refuse('conflict', `${file} exists`, { hint: 'Edit it, or choose another name.' });
    await putOwnFile(join(context.root, file), content, constants.O_EXCL);
    return { file };
  },
  show: {
    text: ({ file }) =>
      `Wrote ${file}.\nNext: commit it on the target branch, \`backlog config trust\`, then \`backlog pass list\`.`,
  },
  cli: {
    positional: ['name'],
    examples: [
      'pass add gaps --program \'["node","gaps.mjs"]\'',
      'pass add todos-idle --uses todos --when "when idle"',
    ],
  },
});
