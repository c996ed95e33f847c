// Environment → Config (may be printed) and Secrets (redacted). Checked once; all faults are told at once.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type ClamdAddress, readClamdAddress } from './clamd.ts';
import { type Makers, readMakers } from './config-makers.ts';
import {
  type CveServices,
  isDatabaseUrl,
  isLoopback,
  isServerUrl,
  isTimeZone,
  readCveServices,
  readListen,
  readOrigin,
  URL_ADVICE,
  wholeNumber,
} from './config-text.ts';
import { variables } from './config-variables.ts';
import { type BackupConfig, type KeysConfig, readBackup, readKeys } from './crypto/config-keys.ts';
import { readTimeStamps, type TimeStamps } from './crypto/time-stamp/config-time-stamps.ts';
import { OperatorFault } from './operator-fault.ts';
import { type Redacted, redact } from './redacted.ts';

export type Config = {
  readonly environment: 'production' | 'demo' | 'test';
  readonly host: string;
  readonly port: number;
  /** Origin under which people reach this server, without a final slash. */
  readonly publicUrl: string;
  readonly dataDir: string;
  readonly database: 'embedded' | 'server';
  /** How many proxies in front may be believed about the client's address and scheme. */
  readonly trustedProxies: number;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  readonly mail: { readonly transport: 'mailbox' } | { readonly transport: 'smtp'; readonly from: string };
  /** Mails of the newsletter that are written in a second, at most. */
  readonly newsletterPerSecond: number;
  /** Reports by mail; undefined when neither door is open. */
  readonly mailIntake:
    | {
        /** Where reports arrive; answers arrive at it with `+` and a token before the `@`. */
        readonly address: string;
        readonly smtp: { readonly host: string; readonly port: number } | undefined;
        readonly imap: boolean;
      }
    | undefined;
  readonly operator: { readonly name: string; readonly securityContact: string; readonly timeZone: string };
  /** Where the virus scanner listens; without one, files are not scanned. */
  readonly clamd: ClamdAddress | undefined;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Addresses from which the lists of known and predicted exploitation are fetched each night; none: offline. */
  readonly exploitLists: readonly string[];
  /** Origins at private addresses that trackers and receivers of staff may lie at. */
  readonly privateOrigins: readonly string[];
  /** Where CVE ids are reserved and records published, and as whom; undefined: by hand. */
  readonly cveServices: CveServices | undefined;
  /** Makers of cars that this installation is signed up with. */
  readonly makers: Makers;
  /** Whether the public demo vehicle of API v3 is served. */
  readonly demoVehicle: boolean;
  /** Where the addresses in errors of the vehicle API begin, without a final slash. */
  readonly errorDocs: string;
  /** Days for which somebody can take an erasure back, and for which a backup is kept at most. */
  readonly erasure: { readonly cancelDays: number; readonly backupDays: number };
  readonly backup: BackupConfig;
  readonly keys: KeysConfig;
  /** Who stamps acceptances of documents' terms with the time; undefined: nobody. */
  readonly timeStamps: TimeStamps | undefined;
};

export type Secrets = {
  readonly databaseUrl: Redacted<string> | undefined;
  readonly smtpUrl: Redacted<string> | undefined;
  readonly imapUrl: Redacted<string> | undefined;
};

/** One thing wrong with the configuration: which variable, what is wrong, what is expected. */
export type ConfigFault = { readonly variable: string; readonly what: string };

export class ConfigError extends OperatorFault {
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    super(
      `the configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map(fault => `  ${fault.variable}: ${fault.what}`).join('\n')}`,
    );
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of this process; the only reader of process.env. */
const processEnvironment = (): Environment => process.env;

/**
 * Reads and cross-checks the configuration.
 * @throws ConfigError that names every fault at once, without any secret's value
 */
export function readConfig(env: Environment = processEnvironment()): { config: Config; secrets: Secrets } {
  const faults: ConfigFault[] = [];
  const fault = (variable: string, what: string): void => {
    faults.push({ variable, what });
  };
  const text = textReader(env, fault);
  const production = text('NODE_ENV') === 'production';

  const port = wholeNumber(text('PORT') ?? '8080', 0, 65_535);
  if (port === undefined) fault('PORT', 'must be a whole number from 0 to 65535');
  const trustedProxies = wholeNumber(text('TRUSTED_PROXIES') ?? '0', 0, 10);
  if (trustedProxies === undefined) fault('TRUSTED_PROXIES', 'must be a whole number from 0 to 10');
  const host = text('HOST') ?? '127.0.0.1';
  const tls = readTls(text('TLS_CERT_FILE'), text('TLS_KEY_FILE'), fault);

  const scheme = tls ? 'https' : 'http';
  const publicUrl = readOrigin(text('PUBLIC_URL') ?? `${scheme}://127.0.0.1:${port ?? 8080}`);
  if (publicUrl === undefined)
    fault('PUBLIC_URL', 'must be an origin such as https://telltale.example, without a path');
  if (!isLoopback(host) && !tls && trustedProxies === 0)
    fault(
      'HOST',
      `${host} is reachable from outside: set TLS_CERT_FILE and TLS_KEY_FILE, or TRUSTED_PROXIES=1 when a proxy speaks HTTPS for it`,
    );
  if (publicUrl?.startsWith('http://') && !isLoopback(new URL(publicUrl).hostname))
    fault('PUBLIC_URL', 'must be https off loopback');

  const isTest = text('NODE_ENV') === 'test';
  const isReachable =
    (trustedProxies ?? 0) > 0 ||
    (tls !== undefined && !isLoopback(host)) ||
    (publicUrl !== undefined && !isLoopback(new URL(publicUrl).hostname));
  if (!production && !isTest && isReachable)
    fault('NODE_ENV', 'must be production when others can reach the server: in the demo anyone can sign in as anyone');

  const databaseUrl = text('DATABASE_URL');
  if (databaseUrl !== undefined && !/^postgres(?:ql)?:\/\//.test(databaseUrl))
    fault('DATABASE_URL', 'must begin with postgresql://');
  else if (databaseUrl !== undefined && !isDatabaseUrl(databaseUrl))
    fault('DATABASE_URL', `cannot be read: ${URL_ADVICE}`);
  const smtpUrl = text('SMTP_URL');
  if (smtpUrl !== undefined && !/^smtps?:\/\//.test(smtpUrl)) fault('SMTP_URL', 'must begin with smtp:// or smtps://');
  else if (smtpUrl !== undefined && !isServerUrl(smtpUrl)) fault('SMTP_URL', `cannot be read: ${URL_ADVICE}`);
  if (production && smtpUrl === undefined)
    fault('SMTP_URL', 'is needed in production: people sign in by links sent by mail');

  const newsletterPerSecond = wholeNumber(text('NEWSLETTER_PER_SECOND') ?? '40', 1, 1000);
  if (newsletterPerSecond === undefined) fault('NEWSLETTER_PER_SECOND', 'must be a whole number from 1 to 1000');
  const imapUrl = text('IMAP_URL');
  if (imapUrl !== undefined && !/^imaps?:\/\//.test(imapUrl)) fault('IMAP_URL', 'must begin with imaps:// or imap://');
  else if (imapUrl !== undefined && !isServerUrl(imapUrl)) fault('IMAP_URL', `cannot be read: ${URL_ADVICE}`);
  const smtpListen = text('SMTP_LISTEN');
  const smtp = smtpListen === undefined ? undefined : readListen(smtpListen);
  if (smtpListen !== undefined && smtp === undefined) fault('SMTP_LISTEN', 'must be host:port, e.g. 0.0.0.0:25');

  const timeZone = text('OPERATOR_TIME_ZONE') ?? 'UTC';
  if (!isTimeZone(timeZone)) fault('OPERATOR_TIME_ZONE', 'must be an IANA time zone such as Europe/Berlin');
  const mailHost = publicUrl ? new URL(publicUrl).hostname.replace(/^[\d.]+$/, 'localhost') : 'localhost';
  const securityContact = text('SECURITY_CONTACT') ?? `mailto:security@${mailHost}`;
  if (!/^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/.test(securityContact))
    fault('SECURITY_CONTACT', 'must be a mailto: or https: address');
  const clamdSocket = text('CLAMD_SOCKET');
  const clamd = clamdSocket === undefined ? undefined : readClamdAddress(clamdSocket);
  if (clamdSocket !== undefined && clamd === undefined)
    fault('CLAMD_SOCKET', 'must be the path of a Unix socket such as /run/clamav/clamd.ctl, or host:port');
  const address = (text('MAIL_INTAKE_ADDRESS') ?? /^mailto:([^?]+)/.exec(securityContact)?.[1])?.toLowerCase();
  const takesMail = smtp !== undefined || imapUrl !== undefined;
  if (takesMail && (address === undefined || !/^[^\s@+<>"]{1,32}@[^\s@<>"]+$/.test(address)))
    fault('MAIL_INTAKE_ADDRESS', 'must be an address with at most 32 characters before the @, and no + among them');
  const exploitLists = (text('EXPLOIT_LIST_URLS') ?? '').split(/[\s,]+/).filter(Boolean);
  if (exploitLists.some(url => !URL.canParse(url) || new URL(url).protocol !== 'https:'))
    fault('EXPLOIT_LIST_URLS', 'must be https addresses, separated by spaces');
  const privateOrigins = (text('PRIVATE_ORIGINS') ?? '').split(/[\s,]+/).filter(Boolean);
  if (privateOrigins.some(origin => readOrigin(origin) !== origin || !origin.startsWith('https://')))
    fault(
      'PRIVATE_ORIGINS',
      'must be https origins such as https://jira.corp.example, separated by spaces, without a path',
    );
  const cveServices = readCveServices(text, fault, isTest);
  const makers = readMakers(text, fault, isTest);
  const backup = readBackup(text, fault);
  const keys = readKeys(text, fault, isTest);
  const timeStamps = readTimeStamps(text, fault);
  const demoVehicle = text('DEMO_VEHICLE') ?? (production ? 'off' : 'on');
  if (demoVehicle !== 'on' && demoVehicle !== 'off') fault('DEMO_VEHICLE', 'must be on or off');
  const docsAt = text('ERROR_DOCS_URL');
  if (docsAt !== undefined && !/^https?:\/\/[^?#\s]+$/.test(docsAt))
    fault('ERROR_DOCS_URL', 'must be an http or https address without a query');
  const cancelDays = wholeNumber(text('ERASURE_CANCEL_DAYS') ?? '7', 0, 28);
  if (cancelDays === undefined) fault('ERASURE_CANCEL_DAYS', 'must be a whole number from 0 to 28');
  const backupDays = wholeNumber(text('BACKUP_KEEP_DAYS') ?? '30', 1, 400);
  if (backupDays === undefined) fault('BACKUP_KEEP_DAYS', 'must be a whole number from 1 to 400');
  const logLevel = text('LOG_LEVEL') ?? 'info';
  if (!isLogLevel(logLevel)) fault('LOG_LEVEL', 'must be debug, info, warn, error or silent');

  if (
    faults.length > 0 ||
    port === undefined ||
    trustedProxies === undefined ||
    publicUrl === undefined ||
    !isLogLevel(logLevel)
  )
    throw new ConfigError(faults);
  return {
    config: {
      environment: production ? 'production' : isTest ? 'test' : 'demo',
      host,
      port,
      publicUrl,
      dataDir: path.resolve(text('DATA_DIR') ?? '.data'),
      database: databaseUrl === undefined ? 'embedded' : 'server',
      trustedProxies,
      tls,
      mail:
        smtpUrl === undefined
          ? { transport: 'mailbox' }
          : { transport: 'smtp', from: text('MAIL_FROM') ?? `Telltale <no-reply@${mailHost}>` },
      newsletterPerSecond: newsletterPerSecond ?? 0,
      mailIntake: takesMail && address !== undefined ? { address, smtp, imap: imapUrl !== undefined } : undefined,
      operator: { name: text('OPERATOR_NAME') ?? 'Telltale', securityContact, timeZone },
      clamd,
      logLevel,
      exploitLists,
      privateOrigins,
      cveServices,
      makers,
      demoVehicle: demoVehicle === 'on',
      errorDocs: (docsAt ?? publicUrl).replace(/\/+$/, ''),
      erasure: { cancelDays: cancelDays ?? 0, backupDays: backupDays ?? 0 },
      backup,
      keys,
      timeStamps,
    },
    secrets: {
      databaseUrl: databaseUrl === undefined ? undefined : redact(databaseUrl),
      smtpUrl: smtpUrl === undefined ? undefined : redact(smtpUrl),
      imapUrl: imapUrl === undefined ? undefined : redact(imapUrl),
    },
  };
}

const secretNames: ReadonlySet<string> = new Set(variables.filter(one => one.secret).map(({ name }) => name));

/** Reads variables; a secret may stand in a file that `NAME_FILE` names, as Docker and Kubernetes hand secrets over. */
function textReader(env: Environment, fault: (variable: string, what: string) => void) {
  return (name: string): string | undefined => {
    const value = env[name]?.trim() || undefined;
    const file = secretNames.has(name) ? env[`${name}_FILE`]?.trim() || undefined : undefined;
    if (file === undefined) return value;
    if (value !== undefined) fault(`${name}_FILE`, `is set, and so is ${name}: choose one`);
    else if (!existsSync(file)) fault(`${name}_FILE`, `there is no file ${file}`);
    else return readFileSync(file, 'utf8').trim() || undefined;
    return value;
  };
}

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

const isLogLevel = (text: string): text is Config['logLevel'] => LOG_LEVELS.some(level => level === text);

function readTls(
  certFile: string | undefined,
  keyFile: string | undefined,
  fault: (variable: string, what: string) => void,
): Config['tls'] {
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile === undefined) fault('TLS_CERT_FILE', 'is missing, though TLS_KEY_FILE is set');
  if (keyFile === undefined) fault('TLS_KEY_FILE', 'is missing, though TLS_CERT_FILE is set');
  if (certFile === undefined || keyFile === undefined) return undefined;
  if (!existsSync(certFile)) fault('TLS_CERT_FILE', `there is no file ${certFile}`);
  if (!existsSync(keyFile)) fault('TLS_KEY_FILE', `there is no file ${keyFile}`);
  return { certFile, keyFile };
}
