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
