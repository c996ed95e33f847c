// The parts of what is held of a person, in words, and which of them can be held back by law. Pure.

const words: Readonly<Record<string, string>> = {
  accounts: 'the account',
  developers: 'calls of apps about cars',
  vehicles: 'cars and the log of who read them',
  connect: 'what was allowed and what was shown then',
  webhooks: 'what apps were told about cars',
  research: 'the sandbox',
  reports: 'reports of weaknesses',
  advisories: 'what was said in cases',
  rights: 'requests',
};

/** A module's part, as its person and staff read it. */
export const partWords = (part: string): string => words[part] ?? part;

/** What can be held: never the account itself, which would be all. */
export const holdableParts = ['vehicles', 'connect', 'developers', 'webhooks', 'reports', 'advisories'] as const;
export type HoldablePart = (typeof holdableParts)[number];

export const isHoldable = (part: string): part is HoldablePart => holdableParts.some(one => one === part);
