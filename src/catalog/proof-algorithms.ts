/**
 * Signatures that DPoP proofs and client assertions may have (RFC 9449 §4.2, RFC 7523): no RSA with PKCS #1 v1.5, no
 * shared secrets.
 */
export const PROOF_ALGORITHMS = ['ES256', 'Ed25519', 'EdDSA', 'PS256'] as const;
