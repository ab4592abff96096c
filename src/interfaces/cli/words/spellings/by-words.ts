/** Returns Backlog's line for each spelling. @param lines the spellings of each of Backlog's lines */
export function byWords(lines: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(lines).flatMap(([line, spellings]) => spellings.split(', ').map((said) => [said, line])),
  );
}
