// Every environment variable that the product reads; `config.ts` reads them.

type Variable = { readonly name: string; readonly default: string; readonly about: string; readonly secret?: true };

/** Each with what it is for; `.env.example` and the operator's guide are made from it. */
export const variables: readonly Variable[] = [
  {
    name: 'NODE_ENV',
    default: '',
    about: '`production` switches the demo off: no demo people, no mailbox page, no demo secrets.',
  },
  { name: 'PORT', default: '8080', about: 'TCP port to listen on.' },
  {
    name: 'HOST',
    default: '127.0.0.1',
    about: 'Address to listen on. Anything but loopback needs TLS or a declared proxy.',
  },
  {
    name: 'PUBLIC_URL',
    default: 'http://127.0.0.1:PORT',
    about: 'Origin under which people reach the server, e.g. https://telltale.example.',
  },
  { name: 'DATA_DIR', default: '.data', about: 'Folder for the keyring, sealed files and the embedded database.' },
  {
    name: 'DATABASE_URL',
    default: '',
    about: 'PostgreSQL 15 or later. Unset: embedded PostgreSQL in DATA_DIR.',
    secret: true,
  },
  {
    name: 'TLS_CERT_FILE',
    default: '',
    about: 'PEM certificate chain; with TLS_KEY_FILE the server speaks HTTPS itself.',
  },
  { name: 'TLS_KEY_FILE', default: '', about: 'PEM private key of that certificate.' },
  {
    name: 'TRUSTED_PROXIES',
    default: '0',
    about: 'How many proxies stand in front and set X-Forwarded-For and X-Forwarded-Proto.',
  },
  {
    name: 'SMTP_URL',
    default: '',
    about: 'smtps://user:password@host:465. Unset outside production: mails are shown on the mailbox page.',
    secret: true,
  },
  { name: 'MAIL_FROM', default: 'Telltale <no-reply@host of PUBLIC_URL>', about: 'Sender of all mails.' },
  {
    name: 'NEWSLETTER_PER_SECOND',
    default: '40',
    about:
      'Mails of the newsletter in a second at most, from 1 to 1000: no more than the mail server takes from you without calling it a flood.',
  },
  {
    name: 'MAIL_INTAKE_ADDRESS',
    default: 'the address in SECURITY_CONTACT',
    about: 'Address at which reports by mail arrive, for SMTP_LISTEN and IMAP_URL.',
  },
  {
    name: 'SMTP_LISTEN',
    default: '',
    about: 'host:port on which mails to MAIL_INTAKE_ADDRESS are taken in, e.g. 0.0.0.0:25. Unset: off.',
  },
  {
    name: 'IMAP_URL',
    default: '',
    about: 'imaps://user:password@host:993/INBOX, a mailbox from which reports are fetched every minute. Unset: off.',
    secret: true,
  },
  { name: 'OPERATOR_NAME', default: 'Telltale', about: 'Who runs this server; shown on every page.' },
  {
    name: 'SECURITY_CONTACT',
    default: 'mailto:security@host of PUBLIC_URL',
    about: 'mailto: or https: address for security.txt.',
  },
  {
    name: 'OPERATOR_TIME_ZONE',
    default: 'UTC',
    about: 'IANA time zone in which response targets are counted and pages show times.',
  },
  {
    name: 'CLAMD_SOCKET',
    default: '',
    about:
      'Virus scanner for evidence files: path of the Unix socket of clamd, or host:port. Unset: files are not scanned.',
  },
  {
    name: 'EXPLOIT_LIST_URLS',
    default: '',
    about:
      'https addresses of CISA’s KEV (JSON) and FIRST’s EPSS (CSV, gzip), separated by spaces; fetched each night. Unset: lists are imported by hand.',
  },
  {
    name: 'PRIVATE_ORIGINS',
    default: '',
    about:
      'https origins in your own network, separated by spaces, that trackers and receivers set up by admins may lie at, e.g. https://jira.corp.example. Unset: public addresses only.',
  },
  {
    name: 'CVE_API_URL',
    default: '',
    about:
      'CVE Services, for a CVE Numbering Authority: https://cveawg.mitre.org/api, or https://cveawg-test.mitre.org/api to try it. Unset: off.',
  },
  { name: 'CVE_API_ORG', default: '', about: 'Short name of your organization at CVE Services.' },
  { name: 'CVE_API_USER', default: '', about: 'User of CVE Services that this server acts as, and nothing else does.' },
  { name: 'CVE_API_KEY', default: '', about: 'API key of that user.', secret: true },
  {
    name: 'TIMESTAMP_URL',
    default: '',
    about:
      'https address of a time-stamping authority (RFC 3161). It stamps the seal of each acceptance of the terms of documents, and is told a hash only. Unset: not stamped.',
  },
  {
    name: 'TIMESTAMP_CA_FILE',
    default: '',
    about: 'Path to the authority’s root certificate, PEM. Time stamps that do not lead to it are not kept.',
  },
  {
    name: 'TESLA_CLIENT_ID',
    default: '',
    about: 'Client id of your application at developer.tesla.com. Unset: Tesla’s cars are not offered.',
  },
  { name: 'TESLA_CLIENT_SECRET', default: '', about: 'Its client secret.', secret: true },
  { name: 'TESLA_REGION', default: 'na', about: 'Where it is registered: na, eu or cn.' },
  {
    name: 'TESLA_COMMAND_PROXY',
    default: '',
    about:
      'https origin of Tesla’s command proxy, which signs commands; it may be at a private address. Unset: cars that want signed commands get none.',
  },
  {
    name: 'TESLA_COMMAND_PROXY_CA_FILE',
    default: '',
    about: 'PEM certificate that the proxy is trusted by, when it made its own.',
  },
  {
    name: 'TESLA_PUBLIC_KEY_FILE',
    default: '',
    about: 'PEM public key whose private half the proxy has; Tesla and the cars look for it on this server.',
  },
  {
    name: 'TESLA_WAKE',
    default: 'commands',
    about: 'commands: a command may wake a sleeping car. never: nothing wakes one. Reads never do.',
  },
  {
    name: 'TESLA_ORIGIN',
    default: '',
    about: 'https origin of another server that speaks Tesla’s Fleet API, used instead of Tesla’s own.',
  },
  {
    name: 'BACKUP_RECIPIENTS',
    default: '',
    about:
      'Public keys of age (age1…), separated by spaces, that `telltale backup` seals for; `telltale backup-key` makes a pair.',
  },
  {
    name: 'KEY_PROVIDER',
    default: 'file',
    about:
      'Who keeps the key-encryption keys: file (the keyring), vault (HashiCorp Vault or OpenBao transit), aws-kms, or pkcs11 (a hardware security module).',
  },
  {
    name: 'VAULT_ADDR',
    default: '',
    about: 'https origin of the Vault or OpenBao server; it may be at a private address.',
  },
  {
    name: 'VAULT_TOKEN',
    default: '',
    about: 'Token that may encrypt, decrypt, read, rotate, configure and trim the key.',
    secret: true,
  },
  { name: 'VAULT_NAMESPACE', default: '', about: 'Its namespace, where there are any.' },
  { name: 'VAULT_TRANSIT_MOUNT', default: 'transit', about: 'Where the transit engine is mounted.' },
  { name: 'VAULT_TRANSIT_KEY', default: 'telltale', about: 'Name of the key, of type aes256-gcm96.' },
  { name: 'VAULT_CA_FILE', default: '', about: 'PEM certificate that the server is trusted by, when it made its own.' },
  { name: 'AWS_REGION', default: '', about: 'Region of AWS KMS, e.g. eu-central-1.' },
  {
    name: 'AWS_ACCESS_KEY_ID',
    default: '',
    about: 'Access key that may use, make, alias and delete keys of the prefix.',
  },
  { name: 'AWS_SECRET_ACCESS_KEY', default: '', about: 'Its secret.', secret: true },
  { name: 'AWS_SESSION_TOKEN', default: '', about: 'Session token of temporary credentials.', secret: true },
  { name: 'AWS_KMS_PREFIX', default: 'telltale', about: 'Aliases of our keys begin with alias/PREFIX/.' },
  {
    name: 'AWS_KMS_ORIGIN',
    default: '',
    about: 'https origin of an endpoint of your own, such as one in your private network. Unset: that of the region.',
  },
  {
    name: 'PKCS11_LIBRARY',
    default: '',
    about: 'Whole path of the shared library that came with the module, e.g. /usr/lib/softhsm/libsofthsm2.so.',
  },
  { name: 'PKCS11_TOKEN', default: '', about: 'Label of the token.' },
  {
    name: 'PKCS11_PIN',
    default: '',
    about: 'PIN of its user, who may make, use, change and destroy keys.',
    secret: true,
  },
  { name: 'PKCS11_PREFIX', default: 'telltale', about: 'Labels of our keys begin with it.' },
  {
    name: 'KEY_ROTATION_DAYS',
    default: 'off with file, else 30',
    about:
      'Days after which a new key-encryption key is made and all data keys are wrapped by it; off: only by `telltale rotate-keys`. The old one is destroyed BACKUP_KEEP_DAYS after it wraps nothing any more.',
  },
  {
    name: 'DEMO_VEHICLE',
    default: 'off',
    about:
      'on or off: the public demo vehicle of API v3 with its public token, which the SDKs’ own suites read. On outside production unless switched off.',
  },
  {
    name: 'ERROR_DOCS_URL',
    default: 'PUBLIC_URL',
    about:
      'Where the addresses in errors of the vehicle API and of webhooks begin, for clients that compare them, e.g. https://smartcar.com/docs. The pages are served here in any case.',
  },
  {
    name: 'SMARTCAR_CLIENT_ID',
    default: '',
    about: 'Client id at Smartcar, or at another server that speaks its API, whose cars are offered here. Unset: off.',
  },
  { name: 'SMARTCAR_CLIENT_SECRET', default: '', about: 'Its client secret.', secret: true },
  {
    name: 'SMARTCAR_ORIGIN',
    default: '',
    about: 'https origin of that other server, which may be at a private address. Unset: Smartcar.',
  },
  { name: 'SMARTCAR_MAKES', default: '', about: 'Makes to offer through it, separated by commas. Unset: all known.' },
  { name: 'SMARTCAR_SCOPES', default: '', about: 'Permissions to ask owners for there. Unset: all.' },
  { name: 'SMARTCAR_MODE', default: 'live', about: 'live, test or simulated: which cars are connected there.' },
  {
    name: 'TESLA_TELEMETRY_BROKER',
    default: '',
    about: 'mqtts://user:password@host:8883 at which Tesla’s fleet-telemetry server reports. Unset: off.',
    secret: true,
  },
  { name: 'TESLA_TELEMETRY_TOPIC', default: 'telemetry', about: 'Its `topic_base`.' },
  {
    name: 'OVMS_BROKER',
    default: '',
    about: 'mqtts://user:password@host:8883 at which OVMS modules report. Unset: off.',
    secret: true,
  },
  {
    name: 'FLEET_TELEMETRY',
    default: 'off',
    about: 'on: a fleet sends the telemetry of its own cars to this server, with an API token.',
  },
  {
    name: 'FLEET_BROKER',
    default: '',
    about: 'mqtts://user:password@host:8883 at which it sends it too, below fleet/VIN. Unset: by HTTP alone.',
    secret: true,
  },
  {
    name: 'FLEET_BROKER_SESSION',
    default: '',
    about: 'Name under which the broker keeps what comes while this server is away; for one process alone.',
  },
  {
    name: 'MQTT_CA_FILE',
    default: '',
    about: 'PEM certificate that these brokers are trusted by, when they made their own.',
  },
  {
    name: 'ERASURE_CANCEL_DAYS',
    default: '7',
    about: 'Days for which somebody who asked to be erased can still change their mind, from 0 to 28.',
  },
  {
    name: 'BACKUP_KEEP_DAYS',
    default: '30',
    about:
      'Days after which you destroy a backup. Certificates of erasure promise it, so it must be true of every copy.',
  },
  { name: 'LOG_LEVEL', default: 'info', about: 'debug, info, warn, error or silent.' },
];
