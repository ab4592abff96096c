import { shellWord } from '../../../base/shell-word.ts';
import { announce } from '../shell/notices/announce.ts';
import { toast } from '../shell/notices/toasts.ts';
import { LinkButton } from './button.tsx';

/** Returns a `backlog` command line. Quotes words with special characters of the shell. */
export function terminalLine(...words: readonly string[]): string {
  return ['backlog', ...words.map(shellWord)].join(' ');
}

/** A command line with a copy button, for actions that aren't possible on the board. */
export function TerminalLine({ line, label = 'In a terminal' }: { line: string; label?: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(line);
      toast({ text: 'Copied' });
    } catch {
      announce("The browser can't copy it. Select the text instead.", 'assertive');
    }
  };
  return (
    <div class="terminal-line line-text slim gap-6">
      <span class="unseen">{label}:</span>
      <code class="plain">{line}</code>
      <LinkButton aria-label={`Copy: ${line}`} onClick={copy}>
        Copy
      </LinkButton>
    </div>
  );
}
