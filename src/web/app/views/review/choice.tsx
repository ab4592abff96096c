import { type Signal, useSignal } from '@preact/signals';

interface ChoiceState {
  value: boolean;
  on: Signal<boolean>;
  toggle(): void;
}

/** A choice of this browser, which stays after a reload. */
export function useChoice(name: string): ChoiceState {
  const on = useSignal(localStorage.getItem(name) === 'yes');
  const toggle = () => {
    on.value = !on.value;
    localStorage.setItem(name, on.value ? 'yes' : 'no');
  };
  return { value: on.value, on, toggle };
}

export function Choice({ of, title }: { of: ChoiceState; title: string }) {
  return (
    <label>
      <input type="checkbox" checked={of.value} onChange={of.toggle} /> {title}
    </label>
  );
}
