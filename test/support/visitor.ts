// The browser without a screen that the canary scan uses too.
export { type FormFields, type Page, type Upload, type Visitor, visitor } from '../../src/core/canary/visitor.ts';
