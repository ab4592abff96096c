import type { Asked } from '../data/asked.ts';

interface Props {
  asked: Pick<Asked<unknown>, 'ask' | 'asking' | 'value'>;
  input?: Readonly<Record<string, unknown>>;
  children: string;
}

/** Asks for what is not asked for by itself; once more brings it up to date. */
export function AskButton({ asked, input, children }: Props) {
  return (
    <button
      type="button"
      class="button small"
      disabled={asked.asking.value}
      aria-busy={asked.asking.value}
      onClick={() => void asked.ask(input)}
    >
      {asked.asking.value ? 'Looking …' : children}
    </button>
  );
}
