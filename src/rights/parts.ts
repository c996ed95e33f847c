// The parts of what is held of a person, in words, and which of them can be held back by law. Pure.
import { readHeldName } from '../core/erasure/held-items.ts';

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

/** One thing of a part, where nothing may tell it apart from the others. */
const oneOf: Readonly<Record<string, string>> = {
  vehicles: 'one car, and the log of who read it',
  connect: 'the access of one app, with what was shown then',
  reports: 'who sent one report, and the mails of it',
  advisories: 'name and address in one case',
};

/** A module's part, as its person and staff read it. */
export const partWords = (part: string): string => words[part] ?? part;

/** What a hold keeps. @param held.words what tells one thing apart; absent where only its kind is to be told */
export const heldWords = ({
  part,
  item,
  words,
}: {
  readonly part: string;
  readonly item?: string | undefined;
  readonly words?: string | undefined;
}): string => (item === undefined ? partWords(part) : (words ?? oneOf[part] ?? `one thing in ${partWords(part)}`));

/** What can be held whole: never the account itself, which would be all. In `advisories` only seats can, one by one. */
export const holdableParts = ['vehicles', 'connect', 'developers', 'webhooks', 'reports'] as const;

const itemParts: ReadonlySet<string> = new Set(['vehicles', 'connect', 'reports', 'advisories']);

/** Takes `PART` or `PART/ITEM` apart; undefined when nothing of the kind can be held. */
export function readHoldable(name: string): { readonly part: string; readonly item: string | undefined } | undefined {
  const { part, item } = readHeldName(name);
  return (item === undefined ? holdableParts.some(one => one === part) : itemParts.has(part))
    ? { part, item }
    : undefined;
}
