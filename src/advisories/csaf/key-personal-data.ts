// The signing keys are sealed but nobody's personal data: an export has nothing of them, an erasure keeps them.
export const signingKeyTables = ['advisories.signing_key'] as const;
