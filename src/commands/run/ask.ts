import * as z from 'zod';
import { formatActor } from '../../domain/actor.ts';
import { noteInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { isLive } from '../../domain/runs/run-states.ts';
import { findRun } from '../../runs/find-run.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

/** @throws BacklogError `conflict` */
export const refuseOutsideRun = (): never =>
  refuse('conflict', 'this session is not part of a run', { hint: 'Ask the person in this conversation.' });

export const runAsk = defineCommand({
  name: 'run_ask',
  title: 'Ask the reviewer',
  summary:
    "Inside a run, ask its reviewer a question that only a person can decide. End your turn if you can't continue; the answer arrives in this conversation.",
  group: 'runs',
  access: { effect: 'write' },
  input: () => z.strictObject({ text: noteInput().describe('Question and possible answers') }),
  output: () => z.strictObject({ question: outputs.stored('question') }),
  async run(context, { text }, write) {
    const { actor } = context.caller;
    const id = actor.run ?? refuseOutsideRun();
    const question = await write((tx) => {
      const run = findRun(tx, id);
      if (!isLive(run.state)) refuse('conflict', `run ${id} is not active`);
      const asked = { id: tx.uuid(), run: id, task: run.task, text, at: tx.at, actor: formatActor(actor) };
      tx.put('question', asked.id, asked);
      return asked;
    });
    return { question };
  },
  show: { text: () => 'Asked. End your turn now unless you can go on without the answer.' },
  cli: { positional: ['text'] },
});
