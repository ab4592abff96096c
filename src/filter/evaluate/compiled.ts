import type { Coefficients } from '../../domain/urgency/coefficients.ts';
import type { Comparison } from '../ast.ts';
import type { Attribute } from '../tables/attribute.ts';
import type { Test } from './compare-values.ts';

export interface CompileEnv {
  coefficients: Coefficients;
}

export interface CompiledNode {
  test: Test;
  /** Holds a pattern that may take very long: to be run under a time limit. */
  risky: boolean;
}

export type AttributeOf<T extends Attribute['type']> = Extract<Attribute, { type: T }>;

/** Turns a comparison of attributes of one type into a test. Complements (`not`, `isnt`, …) are taken care of before. */
export type Compiler<T extends Attribute['type']> = (
  attribute: AttributeOf<T>,
  node: Comparison,
  env: CompileEnv,
) => CompiledNode;

export function calm(test: Test): CompiledNode {
  return { test, risky: false };
}

/** The parser only makes operands that fit; anything else is a defect of ours. */
export function valueMisfit(node: Comparison): never {
  throw new TypeError(`${node.attribute}: ${node.operation} cannot take ${node.operand.kind}`);
}
