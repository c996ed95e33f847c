// The front door: what other modules may ask of advisories.

export { reportsOfAdvisory } from './publication/reports-of-advisory.ts';
