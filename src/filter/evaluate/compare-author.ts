import { onceEachObject } from '../../base/lazy.ts';
import { type Actor, formatActor, isNamed } from '../../domain/actor.ts';
import { isSearch } from '../tables/types.ts';
import { type CompiledNode, type Compiler, calm, valueMisfit } from './compiled.ts';
import { textSearch } from './search.ts';

/** Compiles a comparison with an author. A task whose author is unknown fails it. */
export const compileAuthor: Compiler<'author'> = ({ read }, node, { caller }) => {
  const { operation, operand } = node;
  if (operand.kind === 'nothing') return calm((task, facts) => read(task, facts) === undefined);
  if (operand.kind === 'caller')
    return calm((task, facts) => {
      const actor = read(task, facts);
      return actor !== undefined && actor.kind === caller?.actor.kind && actor.name === caller.actor.name;
    });
  if (operand.kind !== 'text') return valueMisfit(node);
  const { text } = operand;
  const { test, risky } = isSearch(operation)
    ? onText(textSearch(operation, operand))
    : { test: operation === 'is' ? isExactly(text) : (actor: Actor) => isNamed(actor, text), risky: false };
  const fits = onceEachObject(test);
  return {
    test: (task, facts) => {
      const actor = read(task, facts);
      return actor !== undefined && fits(actor);
    },
    risky,
  };
};

function isExactly(text: string): (actor: Actor) => boolean {
  return (actor) => text === formatActor(actor) || text === `${actor.kind}:${actor.name}`;
}

function onText({
  test,
  risky,
}: ReturnType<typeof textSearch>): { test: (actor: Actor) => boolean } & Pick<CompiledNode, 'risky'> {
  return { test: (actor) => test(formatActor(actor)), risky };
}
