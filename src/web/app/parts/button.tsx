import type { ButtonHTMLAttributes } from 'preact';

interface Props extends ButtonHTMLAttributes {
  /** Variants of the style: `primary`, `danger`, `small`. */
  look?: string;
}

/** A button with a border. Submits its form only with `type="submit"`. */
export function Button({ look, ...props }: Props) {
  return <button type="button" class={look ? `button ${look}` : 'button'} {...props} />;
}

export function LinkButton({ look, ...props }: Props) {
  return <button type="button" class={look ? `link-button ${look}` : 'link-button'} {...props} />;
}

/** A small button for an action that also has a key binding. The button's text may be a symbol. */
export function ToolButton({ title, keys, text, run }: { title: string; keys: string; text: string; run(): void }) {
  return (
    <Button look="small" title={`${title} (${keys})`} aria-label={title} onClick={run}>
      {text}
    </Button>
  );
}
