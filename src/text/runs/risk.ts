import type { ResultRisk } from '../../domain/risk/result-risk.ts';
import { oneLine, quoted } from '../safe.ts';

/** Maximum number of characters of the sentence, and of places below it. */
const MOST = { sentence: 600, places: 12 } as const;

/** Formats the risk of a result: its sentence, and the lines that the rules found, the most severe first. */
export function riskLines(risk: ResultRisk): string[] {
  const places = risk.reasons.flatMap(({ says, places = [] }) =>
    places.map(({ path, line, old, text }) => {
      const at = `${oneLine(path)}:${line}${old ? ' (before)' : ''}`;
      return `  ${at} ${says}${text === undefined ? '' : `: ${quoted(text)}`}`;
    }),
  );
  const left = places.length - MOST.places;
  return [
    `risk: ${oneLine(risk.text, MOST.sentence)}`,
    ...places.slice(0, MOST.places),
    ...(left > 0 ? [`  … and ${left} more`] : []),
  ];
}
