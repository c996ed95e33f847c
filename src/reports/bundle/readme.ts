// The note at the top of a bundle: what is in it, and how to check it without us.

export const readmeOf = (number: string): string =>
  [
    `Evidence bundle of report ${number}`,
    '',
    'report.pdf            all of it, to read',
    'report.json           the report exactly as it was received (RFC 8785); the receipt holds its SHA-256',
    'story.json            state, times, what happened, messages, evidence',
    'evidence/             files as they were sent: from strangers, so open them with care',
    'proofs/receipt.json   signed: this report was received then',
    'proofs/log.json       the report’s place in the audit log, up to a signed checkpoint of it',
    'proofs/duplicate.json only for duplicates: the original was in the log before',
    'proofs/keys.json      public keys; compare them with /.well-known/telltale-keys.json of the server',
    'manifest.json         SHA-256 of each file, signed',
    '',
    'To check everything, offline:',
    '',
    '    telltale verify-bundle FILE --keys telltale-keys.json',
    '',
    'Without Telltale: each SHA-256 by sha256sum; signatures are Ed25519 (RFC 8032) over the canonical JSON',
    '(RFC 8785) of everything but the member “signature”.',
    '',
  ].join('\n');
