// The front door: the program in force, and the pure rules by which reports are judged under it.

export { type BusinessCalendar, workingTimeBetween as workedBetween } from './business-time.ts';
export { CvssCalculator } from './calculator/calculator.tsx';
export {
  CALCULATOR,
  calculatorFields,
  calculatorIntents,
  isCalculatorIntent,
  openCalculatorOf,
  scoreFields,
  turnCalculator,
} from './calculator/calculator-fields.ts';
export { currentProgram } from './current-program.ts';
export { type CvssFault, type CvssScore, scoreForAsset, scoreVector } from './cvss.ts';
export { openAsProgram, signBytesAsProgram, usableKey } from './keys/use-key.ts';
export { type PolicyClause, policyClauses } from './policy-clauses.ts';
export { type CurrentProgram, findTarget, type PolicyVersion, type ScopeVersion, type Target } from './program.ts';
export { findPolicy, findScope, listFigures, type ResponseFigure, saveFigures } from './program-store.ts';
export { durationInWords } from './program-words.ts';
export type { FixOutcome, Pause, ResponseTarget, ResponseTargets } from './response-targets.ts';
export { dueAt, dueAtWithPauses, remediateTarget, targetInWords, whenUsed } from './response-targets.ts';
export { checkScope, defaultDenyRuleId, type ScopeRule, type ScopeVerdict } from './scope.ts';
export { lintSecurityTxt } from './security-txt-lint.ts';
export { type PriorityVoice, priorityVoices, priorityWords, proposePriority } from './severity.ts';
export { findKind } from './taxonomies/compare-taxonomies.ts';
export {
  type FoundNode,
  findNode,
  listLeaves,
  nameInWords,
  type Priority,
  type Taxonomy,
  weaknessesOf,
} from './taxonomy.ts';
export { builtinDomains } from './taxonomy-builtin/taxonomy.ts';
