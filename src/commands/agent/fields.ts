import * as z from 'zod';
import {
  argvInput,
  clearableInput,
  linesInput,
  listInput,
  numberInput,
  scopeInput,
} from '../../domain/calls/inputs.ts';
import { PERMISSION_MODES, RISKS } from '../../domain/kinds/agent.ts';

/** The fields that both `agent add` and `agent update` take, besides name and provider. */
export const agentFields = () => ({
  binary: clearableInput().describe('Its program, unless that of the provider in PATH').optional(),
  argv: argvInput().describe('["node","fix.mjs"]: the whole command; further arguments of a client').optional(),
  model: clearableInput().describe('Name of a model, as its program takes it').optional(),
  effort: clearableInput().describe('How much it thinks, in the words of its program: low, high').optional(),
  capabilities: listInput().describe('Words; a task with the tag needs.WORD wants one that has it').optional(),
  paths: scopeInput().describe('Globs it may work on').optional(),
  repositories: listInput().describe('Names of those it may work in').optional(),
  risk: z
    .union([z.enum(RISKS), z.null()])
    .describe(`The most it may take, by tag risk.WORD: ${RISKS.join(', ')}`)
    .optional(),
  mode: z
    .enum(PERMISSION_MODES)
    .describe('default: what is allowed; acceptEdits: edits too; bypass: everything, unasked')
    .optional(),
  allow: linesInput().describe('Rules of what it may do, one per line: Bash(npm test:*)').optional(),
  deny: linesInput().describe('Rules of what it may not do').optional(),
  slots: numberInput().describe('Most runs of it at once').optional(),
  env: listInput().describe('Names of further environment variables it gets').optional(),
});

export const agentName = () => z.string().min(1).describe('Its name, as agent list has it');
