// The End User Privacy Policy: what the operator of this platform promises to car owners. A change is a new version.
import { canonicalJson } from '../core/canonical-json.ts';
import { hashToken } from '../core/crypto/tokens.ts';

export type PolicySection = { readonly title: string; readonly text: string };

export type OwnerPolicy = { readonly version: string; readonly sections: readonly PolicySection[] };

export const ownerPolicy: OwnerPolicy = {
  version: '2026-11-23',
  sections: [
    {
      title: 'You decide',
      text: 'An app gets data of your car only after you have allowed it here, and only the kinds of data that you ticked. You can say no, and you can take a yes back at any time, in one step, without giving a reason. From that moment the app gets nothing more.',
    },
    {
      title: 'What we keep',
      text: 'Your name and e-mail address, which cars are yours, how we reach them at their maker, what you allowed to whom, and a list of every read. We do not keep what an app read: no places, no distances, no battery levels.',
    },
    {
      title: 'How we keep it',
      text: 'Your name, your address, the way to your car and what you were shown when you allowed something are encrypted with a key that is yours alone. When your account is erased, that key is destroyed, and what it encrypted can never be read again.',
    },
    {
      title: 'Who else gets it',
      text: 'The apps that you allowed, and nobody else. We do not sell data, we show no advertising, and we build no profiles. What an app does with the data it received is told in the app’s own policy, which is linked wherever you are asked.',
    },
    {
      title: 'What you can see',
      text: 'Every read by every app: when it was, which kind of data, which car, and whether it was refused. You can look at it at any time and take it with you.',
    },
    {
      title: 'How long',
      text: 'A permission ends by itself after a year, and sooner when the app does not use it for 60 days. Then the app has to ask you again.',
    },
  ],
};

/** How the policy is named in what an owner agreed to: its version and the SHA-256 of its text. */
export const policyReference = ({ version, sections }: OwnerPolicy): string =>
  `owner-policy/${version}/sha256:${hashToken(canonicalJson({ version, sections })).toString('hex')}`;
