import type { ComponentChildren } from 'preact';

interface Props {
  checked: boolean;
  onCheck(checked: boolean): void;
  children: ComponentChildren;
}

export function CheckBox({ checked, onCheck, children }: Props) {
  return (
    <label class="line soft gap-6">
      <input type="checkbox" checked={checked} onChange={({ currentTarget }) => onCheck(currentTarget.checked)} />
      {children}
    </label>
  );
}
