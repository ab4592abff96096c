import type { CommandName, Inputs } from '../../../sdk/calls.ts';
import type { RequestedAnswer } from '../../data/requested-answer.ts';
import { Button } from '../button.tsx';

interface Props<Name extends CommandName> {
  asked: Pick<RequestedAnswer<Name>, 'ask' | 'asking'>;
  input?: Inputs[Name];
  children: string;
}

/** A button that requests an answer for the first time or again. */
export function AskButton<Name extends CommandName>({ asked, input, children }: Props<Name>) {
  return (
    <Button
      look="small"
      disabled={asked.asking.value}
      aria-busy={asked.asking.value}
      onClick={() => void asked.ask(input)}
    >
      {asked.asking.value ? 'Loading …' : children}
    </Button>
  );
}
