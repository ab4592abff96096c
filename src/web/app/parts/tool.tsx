import { Button } from './button.tsx';
/** A small button for an action that also has a key binding. The button's text may be a symbol. */
export function Tool({ title, keys, text, run }: { title: string; keys: string; text: string; run(): void }) {
  return (
    <Button look="small" title={`${title} (${keys})`} aria-label={title} onClick={run}>
      {text}
    </Button>
  );
}
