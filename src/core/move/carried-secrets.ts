// Which keyed hashes go on being found after a move: their keys go along. A test holds the list against the code.

const index = (...purposes: readonly string[]): string[] => purposes.map(purpose => `index/main/${purpose}`);

/** Names of the keyring's secrets under which something is hashed that moves. */
export const carriedSecrets: readonly string[] = [
  ...index(
    'accounts.email',
    'advisories.participant-email',
    'file-content',
    'mail-delivery',
    'mail-message',
    'mail-origin',
    'mail-sender',
    'newsletter.address',
    'newsletter.reader',
    'reports.api-receipt-code',
    'reports.embedded-receipt-code',
    'reports.issue-word',
    'reports.known-content',
    'reports.known-source',
    'reports.known-text',
    'reports.receipt-code',
    'reports.redaction',
    'trackers.comment',
    'trackers.ticket',
  ),
  'public-log',
  'reply-token',
];

/** What is hashed for minutes or days only, belongs to tables that stay, or to one server. */
export const leftSecrets: readonly (string | RegExp)[] = [
  ...index(
    'accounts.credential',
    'accounts.recovery-code',
    'connect.dpop-nonce',
    'connect.maker-account',
    'connect.no-secret',
    'delivery-cause',
    'mail-recipient',
    'developers.invitation',
    'documents.address',
    'documents.code',
    'documents.network',
    'reports.altcha',
    'reports.api-body',
    'reports.api-form',
    'reports.api-key',
    'vehicles.account',
    'vehicles.battery-link',
    'vehicles.connection',
    'vehicles.fleet-code',
    'vehicles.simulated-account',
    'vehicles.telemetry',
    'vehicles.test-account',
    'vehicles.user-id',
    'vehicles.vin',
    'webhooks.delivery-id',
    'webhooks.event-id',
    'webhooks.seen',
  ),
  /^index\/main\/reports\.intake-/,
  /^search\//,
  'evidence-link',
  'mail-probe',
  'rate-limit',
];
