// The front door: what other modules may ask of cases and advisories.

export { readCase } from './cases/case-store.ts';
export { findEntryFacts as findCaseEntry } from './cases/talk-store.ts';
export { readDraft } from './publication/draft-store.ts';
export { reportsOfAdvisory } from './publication/reports-of-advisory.ts';
