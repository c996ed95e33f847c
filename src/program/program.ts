// What a program consists of at one moment, as plain values.

import type { BusinessCalendar } from './business-time.ts';
import type { SecurityRequirements } from './cvss.ts';
import type { ResponseTargets } from './response-targets.ts';
import type { ScopeRule } from './scope.ts';
import type { Taxonomy } from './taxonomy.ts';

/** How far the operator protects who keeps to the policy (disclose.io's three levels). */
export const safeHarbors = ['full', 'partial', 'none'] as const;
export type SafeHarbor = (typeof safeHarbors)[number];

/** One published policy. `sha256` is lower-case hex over the body's UTF-8. */
export type PolicyVersion = {
  readonly id: string;
  readonly number: number;
  readonly language: string;
  readonly safeHarbor: SafeHarbor;
  readonly body: string;
  readonly sha256: string;
  readonly issuedAt: Date;
  readonly issuedBy: string;
};

/** One published scope. */
export type ScopeVersion = {
  readonly id: string;
  readonly number: number;
  readonly rules: readonly ScopeRule[];
  readonly effectiveFrom: Date;
  readonly issuedBy: string;
};

export const targetCategories = [
  'website',
  'api',
  'ios',
  'android',
  'network',
  'hardware',
  'source_code',
  'sdk',
  'vehicle_model',
  'ecu',
  'firmware',
  'backend',
  'other',
] as const;
export type TargetCategory = (typeof targetCategories)[number];

/** A category for people. */
export const targetCategoryWords: Readonly<Record<TargetCategory, string>> = {
  website: 'Website',
  api: 'API',
  ios: 'iOS app',
  android: 'Android app',
  network: 'Network',
  hardware: 'Hardware',
  source_code: 'Source code',
  sdk: 'SDK',
  vehicle_model: 'Vehicle',
  ecu: 'Control unit',
  firmware: 'Firmware',
  backend: 'Backend',
  other: 'Other',
};

/** What a report can be about. Its requirements fill a CVSS vector's CR, IR and AR. */
export type Target = {
  readonly id: string;
  readonly name: string;
  readonly category: TargetCategory;
  readonly requirements?: SecurityRequirements;
};

/** Targets, promises and calendar. A retired target can't be chosen any more, but old reports still name it. */
export type SettingsVersion = {
  readonly id: string;
  readonly number: number;
  readonly targets: readonly Target[];
  readonly retiredTargets: readonly Target[];
  readonly responseTargets: ResponseTargets;
  readonly calendar: BusinessCalendar;
  readonly issuedAt: Date;
};

/** The program as it stands: what a report is received under. */
export type CurrentProgram = {
  /** Names the program in receipts: the host under which this server is reached. */
  readonly handle: string;
  readonly policyVersion: PolicyVersion;
  readonly scopeVersion: ScopeVersion;
  readonly settingsVersion: Pick<SettingsVersion, 'id' | 'number' | 'issuedAt'>;
  readonly rules: readonly ScopeRule[];
  readonly targets: readonly Target[];
  readonly retiredTargets: readonly Target[];
  readonly taxonomy: Taxonomy;
  /** Every taxonomy that was ever in force, this one included: older reports name kinds of theirs. */
  readonly usedTaxonomies: readonly Taxonomy[];
  readonly calendar: BusinessCalendar;
  readonly responseTargets: ResponseTargets;
};

/** The target with this id, retired or not; undefined for null, which a report about no target has. */
export const findTarget = (
  { targets, retiredTargets }: Pick<CurrentProgram, 'targets' | 'retiredTargets'>,
  id: string | null,
): Target | undefined => [...targets, ...retiredTargets].find(target => target.id === id);
