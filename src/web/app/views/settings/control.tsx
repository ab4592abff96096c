import { type Setting, type Value, valueText } from './model.ts';
import { TextControl } from './text-control.tsx';

interface ControlProps {
  setting: Setting;
  labelledBy: string;
  set(to: Value): Promise<boolean>;
  /** Somebody set it to that while it was edited here. */
  newer(to: string): void;
}

/** The field of a setting. */
export function Control({ setting, labelledBy, set, newer }: ControlProps) {
  const { type, choices = [], value } = setting;
  if (type !== 'choice') return <TextControl {...{ labelledBy, type, set, newer }} value={String(value)} />;
  return (
    <select
      aria-labelledby={labelledBy}
      value={String(value)}
      onChange={({ currentTarget }) => void set(choices.find((one) => String(one) === currentTarget.value)!)}
    >
      {choices.map((choice) => (
        <option key={String(choice)} value={String(choice)}>
          {valueText(choice)}
        </option>
      ))}
    </select>
  );
}
