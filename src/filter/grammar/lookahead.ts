import {
  Alternation,
  type ILookaheadStrategy,
  type IProduction,
  type IToken,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  type Rule,
  Terminal,
} from 'chevrotain';

/** The parser. chevrotain calls a lookahead function with it as `this`. */
interface Reader {
  LA(ahead: number): IToken;
}

/**
 * A lookahead strategy that decides by one token. chevrotain's own strategy takes three times as long to build. The
 * grammar must therefore be LL(1), which a test checks.
 */
export const ONE_TOKEN = {
  validate: () => [],
  buildLookaheadForAlternation({ prodOccurrence, rule }) {
    const { definition } = find(rule, (part) => part instanceof Alternation && part.idx === prodOccurrence);
    const branches = new Map<number, number>();
    for (const [branch, alternative] of definition.entries())
      for (const type of starts([alternative])) if (!branches.has(type)) branches.set(type, branch);
    return function (this: Reader) {
      return branches.get(this.LA(1).tokenTypeIdx!);
    };
  },
  buildLookaheadForOptional({ prodOccurrence, prodType, rule }) {
    const { definition } = find(rule, (part) => part instanceof KINDS[prodType] && part.idx === prodOccurrence);
    const inside = starts(definition);
    return function (this: Reader) {
      return inside.has(this.LA(1).tokenTypeIdx!);
    };
  },
} as ILookaheadStrategy;

const KINDS = {
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
};

type Part = IProduction & { definition: IProduction[]; idx: number };

function find(rule: Rule, wanted: (part: Part) => boolean): Part {
  const parts = [...rule.definition] as Part[];
  for (const part of parts) {
    if (wanted(part)) return part;
    if (!(part instanceof NonTerminal)) parts.push(...((part.definition ?? []) as Part[]));
  }
  throw new Error('no such part');
}

function starts(sequence: readonly IProduction[], found = new Set<number>()): Set<number> {
  for (const part of sequence) {
    if (part instanceof Terminal)
      for (const t of [part.terminalType.tokenTypeIdx!, ...(part.terminalType.categoryMatches ?? [])]) found.add(t);
    else if (part instanceof Alternation) for (const one of part.definition) starts([one], found);
    else starts(part instanceof NonTerminal ? part.referencedRule.definition : (part as Part).definition, found);
    if (!(part instanceof Option || part instanceof Repetition)) break;
  }
  return found;
}
