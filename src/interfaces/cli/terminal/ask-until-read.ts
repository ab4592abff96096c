import { isRead } from '../../../domain/calls/drawn.ts';

interface Asking {
  /** Returns the present in milliseconds. */
  now(): number;
  /** Tells the person why the question stands there again. */
  tell(text: string): void;
}

const YES = /^\s*y/i;

/**
 * Asks a question again while it is answered with yes before a person can have read it, such as by keys that were typed
 * before it was there. Any other answer counts at once.
 */
export async function askUntilRead(ask: () => Promise<string>, { now, tell }: Asking): Promise<string> {
  for (;;) {
    const drawn = now();
    const answer = await ask();
    if (!YES.test(answer) || isRead(drawn, now())) return answer;
    tell('Backlog ignored a yes that came before the question could be read.');
  }
}
