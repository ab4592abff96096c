import type { Coefficients } from '../../domain/urgency/coefficients.ts';
import type { Comparison } from '../ast.ts';
import type { Attribute, FilterCaller } from '../tables/attribute.ts';
import type { Test } from './compare-values.ts';

export interface CompileEnv {
  coefficients: Coefficients;
  /** Who `@me` stands for. Without it, `@me` is nobody. */
  caller?: FilterCaller | undefined;
}

export interface CompiledNode {
  test: Test;
  /** True if the test contains a pattern that may take very long. Then the test must run under a time limit. */
  risky: boolean;
}

export type AttributeOf<T extends Attribute['type']> = Extract<Attribute, { type: T }>;

/** Compiles a comparison for one attribute type. The caller handles negated operations (`not`, `isnt`, …). */
export type Compiler<T extends Attribute['type']> = (
  attribute: AttributeOf<T>,
  node: Comparison,
  env: CompileEnv,
) => CompiledNode;

export function calm(test: Test): CompiledNode {
  return { test, risky: false };
}

/** Returns the values that stand for the caller. */
export function callerValues({ ofCaller }: Attribute, { caller }: CompileEnv): readonly string[] {
  return caller && ofCaller ? ofCaller(caller) : [];
}

/** Throws an error about a defect of Backlog: the parser made an operand that doesn't fit the operation. */
export function valueMisfit(node: Comparison): never {
  throw new TypeError(`${node.attribute}: ${node.operation} cannot take ${node.operand.kind}`);
}
