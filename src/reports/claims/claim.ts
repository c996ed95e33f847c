// A claim: what an attacker can do, from where, with what effect on what, and the evidence that it is so.

/** What proves a claim. `file` is a file of the report; in the canonical report it is named by its hash. */
export type ClaimEvidence =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'exchange'; readonly request: string; readonly response: string }
  | { readonly kind: 'file'; readonly sha256: string; readonly name: string };

export type Claim = {
  /** Where the attacker stands before: with which account, place, knowledge. */
  readonly precondition: string;
  readonly action: string;
  /** What was seen to follow. */
  readonly effect: string;
  readonly asset: string;
  readonly evidence: readonly ClaimEvidence[];
};

/** Longest texts of a claim in characters, and how many claims a report can have. */
export const claimLimits = {
  claims: 5,
  precondition: 500,
  action: 4000,
  effect: 4000,
  asset: 300,
  text: 20_000,
  request: 20_000,
  response: 20_000,
} as const;

/** All that was written in a claim, for whoever looks for something in it. */
export const claimText = ({ precondition, action, effect, asset, evidence }: Claim): string =>
  [
    precondition,
    action,
    effect,
    asset,
    ...evidence.flatMap(item =>
      item.kind === 'text' ? [item.text] : item.kind === 'exchange' ? [item.request, item.response] : [],
    ),
  ].join('\n');
