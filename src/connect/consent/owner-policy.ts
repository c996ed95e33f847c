// The End User Privacy Policy as what an owner agreed to: a text in a language, with a version and a hash.
import { canonicalJson } from '../../core/canonical-json.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import type { Language } from '../words/languages.ts';
import { ownerPolicies, POLICY_VERSION } from '../words/owner-policies.ts';

export type PolicySection = { readonly title: string; readonly text: string };

export type OwnerPolicy = {
  readonly version: string;
  readonly language: Language;
  readonly sections: readonly PolicySection[];
};

/** The policy of today, in this language. */
export const ownerPolicyIn = (language: Language): OwnerPolicy => ({
  version: POLICY_VERSION,
  language,
  sections: ownerPolicies[language],
});

/** Lower-case hex SHA-256 of the text's canonical JSON. */
export const policySha256 = ({ version, language, sections }: OwnerPolicy): string =>
  hashToken(canonicalJson({ version, language, sections: sections.map(section => ({ ...section })) })).toString('hex');

/** How the policy is named in what an owner agreed to: its version, its language and the SHA-256 of its text. */
export const policyReference = (policy: OwnerPolicy): string =>
  `owner-policy/${policy.version}/${policy.language}/sha256:${policySha256(policy)}`;
