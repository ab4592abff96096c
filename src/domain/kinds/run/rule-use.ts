import type { SchemaVocabulary } from '../../fields/row.ts';

/** A rule that lands a result, as it was then, and the facts at that time. */
export const ruleUseSchema = (v: SchemaVocabulary) =>
  v.z.object({
    name: v.z.string(),
    /** Identity of the rule's content. */
    digest: v.z.string(),
    /** Identity of the stored facts and rules of the decision. With others, the result doesn't land by it. */
    key: v.z.string().optional(),
    /** Its conditions, for people. */
    says: v.z.string(),
    facts: v.z.object({
      files: v.z.int().min(0),
      lines: v.z.int().min(0),
      risk: v.z.string(),
      /** The rules about risk that apply. */
      findings: v.z.array(v.z.string()).optional(),
      passed: v.z.array(v.z.string()).optional(),
      verdicts: v.z.array(v.z.object({ by: v.z.string(), kind: v.z.string() })).optional(),
      grade: v.z.string().optional(),
    }),
  });
