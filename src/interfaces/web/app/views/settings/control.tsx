import { type Setting, type Value, valueText } from './model.ts';
import { TextControl } from './text-control.tsx';

export interface ControlProps {
  setting: Setting;
  labelledBy: string;
  set(to: Value): Promise<boolean>;
}

/** The field of a setting. */
export function Control({ setting, labelledBy, set }: ControlProps) {
  const { type, choices = [], value } = setting;
  if (type !== 'choice') return <TextControl labelledBy={labelledBy} type={type} value={String(value)} set={set} />;
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
