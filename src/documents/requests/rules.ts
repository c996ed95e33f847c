// Rules that decide requests: the first that fits does. What needs two people is never approved by a rule. Pure.
import { type DomainClass, domainClasses } from '../visitors/domain-class.ts';
import type { Item, Request } from './request-store.ts';

export type Rule = {
  readonly id: string;
  readonly place: number;
  readonly name: string;
  /** On trial it decides nothing, and its page shows what it would have decided. */
  readonly mode: 'trial' | 'on';
  readonly effect: 'approve' | 'deny';
  /** Domains of addresses, with everything below them; any, when none is named. */
  readonly domains: readonly string[];
  readonly classes: readonly DomainClass[];
  /** Ids of documents; any, when none is named. */
  readonly documents: readonly string[];
  /** What a denied visitor reads. */
  readonly words: string;
};

export type Asked = {
  readonly domain: string;
  readonly domainClass: DomainClass;
  readonly document: string;
  readonly approvals: number;
  /** Whether access was ever taken from this visitor: then a person decides. */
  readonly wasRevoked: boolean;
};

/** Whether everything that the rule names fits. */
export const fits = (rule: Pick<Rule, 'domains' | 'classes' | 'documents'>, asked: Asked): boolean =>
  (rule.domains.length === 0 || rule.domains.some(one => asked.domain === one || asked.domain.endsWith(`.${one}`))) &&
  (rule.classes.length === 0 || rule.classes.includes(asked.domainClass)) &&
  (rule.documents.length === 0 || rule.documents.includes(asked.document));

/** The rule that decides, among these in their order; undefined where people do. */
export function decidingRule(rules: readonly Rule[], asked: Asked): Rule | undefined {
  const rule = rules.find(one => fits(one, asked));
  if (rule?.effect !== 'approve') return rule;
  return asked.approvals === 2 || asked.wasRevoked ? undefined : rule;
}

/** Domains as typed, one a line or separated by commas: lower case, without `@`. @returns undefined when one is none */
export function readDomains(text: string): string[] | undefined {
  const all = text
    .split(/[\s,;]+/)
    .map(one => one.toLowerCase().replace(/^@|\.$/g, ''))
    .filter(one => one !== '');
  const isDomain = (one: string): boolean =>
    /^(?=.{3,253}$)(?:[\p{L}\d](?:[\p{L}\d-]*[\p{L}\d])?\.)+[\p{L}]{2,}$/u.test(one);
  return all.every(isDomain) ? [...new Set(all)] : undefined;
}

export const classesIn = (texts: readonly string[]): DomainClass[] => domainClasses.filter(one => texts.includes(one));

/** One document that was asked for, and what a rule would have done about it; undefined when nothing. */
export type DryOutcome = { readonly request: Request; readonly item: Item; readonly would: Rule['effect'] | undefined };

/**
 * What a rule would have decided, were it on in its place among the others that are.
 * @param tried as it is edited: it stands in the place of the rule with its id
 */
export function dryRun(rules: readonly Rule[], tried: Rule, past: readonly Request[]): DryOutcome[] {
  const others = rules.filter(({ id, mode }) => id !== tried.id && mode === 'on');
  const inOrder = [...others, tried].toSorted((one, other) => one.place - other.place || (one.id < other.id ? -1 : 1));
  return past.flatMap(request =>
    request.items.map(item => {
      const { domain, domainClass } = request;
      const { document, approvals } = item;
      const rule = decidingRule(inOrder, { domain, domainClass, document, approvals, wasRevoked: false });
      return { request, item, would: rule?.id === tried.id ? rule.effect : undefined };
    }),
  );
}
