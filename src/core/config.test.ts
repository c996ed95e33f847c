import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { selfSignedCertificate } from '../../test/support/self-signed-certificate.ts';
import { ConfigError, readConfig } from './config.ts';
import { isLoopback } from './config-text.ts';
import { variables } from './config-variables.ts';

/** Which variables are at fault. */
function faultsOf(env: Readonly<Record<string, string>>): string[] {
  try {
    readConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.faults.map(({ variable }) => variable);
  }
  return [];
}

test('with nothing set it is a demo on loopback with an embedded database', () => {
  const { config, secrets } = readConfig({});
  assert.equal(config.environment, 'demo');
  assert.equal(config.host, '127.0.0.1');
  assert.equal(config.port, 8080);
  assert.equal(config.publicUrl, 'http://127.0.0.1:8080');
  assert.equal(config.dataDir, path.resolve('.data'));
  assert.equal(config.database, 'embedded');
  assert.deepEqual(config.mail, { transport: 'mailbox' });
  assert.deepEqual(secrets, { databaseUrl: undefined, smtpUrl: undefined, imapUrl: undefined });
});

test('values of blanks count as unset, and blanks around a value do not', () => {
  assert.equal(readConfig({ PORT: ' 9000 ', HOST: '  ', DATABASE_URL: '' }).config.port, 9000);
  assert.equal(readConfig({ PORT: ' 9000 ' }).config.publicUrl, 'http://127.0.0.1:9000');
});

test('all faults are told at once, each with its variable', () => {
  const env = {
    NODE_ENV: 'production',
    PORT: '80a',
    HOST: '0.0.0.0',
    PUBLIC_URL: 'telltale.example',
    DATABASE_URL: 'mysql://somewhere',
    TLS_KEY_FILE: '/nowhere/key.pem',
    TRUSTED_PROXIES: '-1',
    SMTP_URL: 'mail.example',
    SECURITY_CONTACT: 'somebody',
    ERROR_DOCS_URL: 'docs?page=',
    OPERATOR_TIME_ZONE: 'Mars/Olympus',
    LOG_LEVEL: 'loud',
  };
  const expected = Object.keys(env).filter(name => name !== 'NODE_ENV' && name !== 'TLS_KEY_FILE' && name !== 'HOST');
  assert.deepEqual(faultsOf(env).sort(), [...expected, 'HOST', 'TLS_CERT_FILE'].filter(name => name !== 'HOST').sort());
  assert.throws(
    () => readConfig(env),
    (error: Error) =>
      expected.every(name => error.message.includes(`  ${name}: `)) && error.message.includes('has 10 faults:'),
  );
});

test('numbers are whole and within bounds', () => {
  for (const port of ['-1', '65536', '8080.5', '0x50', '1e3', 'NaN', '８０'])
    assert.deepEqual(faultsOf({ PORT: port }), ['PORT'], port);
  for (const port of ['0', '65535']) assert.deepEqual(faultsOf({ PORT: port }), []);
  for (const count of ['11', 'true', '1.5'])
    assert.deepEqual(faultsOf({ TRUSTED_PROXIES: count }), ['TRUSTED_PROXIES']);
});

test('only loopback may be served without TLS or a declared proxy', async () => {
  for (const host of ['0.0.0.0', '::', '192.0.2.2', 'telltale.example', '127.0.0.1.example', '10.0.0.1'])
    assert.deepEqual(faultsOf({ HOST: host }), ['HOST'], host);
  for (const host of ['127.0.0.1', '127.1.2.3', 'localhost', '::1'])
    assert.deepEqual(faultsOf({ HOST: host }), [], host);
  const served = { NODE_ENV: 'production', SMTP_URL: 'smtps://mail.example' };
  assert.deepEqual(faultsOf({ ...served, HOST: '0.0.0.0', TRUSTED_PROXIES: '1' }), []);

  const folder = await mkdtemp(path.join(os.tmpdir(), 'telltale-config-'));
  const [cert, key] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
  try {
    assert.deepEqual(faultsOf({ ...served, HOST: '0.0.0.0', TLS_CERT_FILE: cert, TLS_KEY_FILE: key }), [
      'TLS_CERT_FILE',
      'TLS_KEY_FILE',
    ]);
    for (const file of [cert, key]) writeFileSync(file, '');
    assert.deepEqual(faultsOf({ ...served, HOST: '0.0.0.0', TLS_CERT_FILE: cert }), ['TLS_KEY_FILE', 'HOST']);
    const { config } = readConfig({ ...served, HOST: '0.0.0.0', TLS_CERT_FILE: cert, TLS_KEY_FILE: key });
    assert.equal(config.publicUrl, 'https://127.0.0.1:8080');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('PUBLIC_URL is a bare origin, https off loopback', () => {
  const wrong = [
    'telltale.example',
    'ftp://telltale.example',
    'https://telltale.example/app',
    'https://telltale.example/?a=1',
    'https://telltale.example/#top',
    'https://ada@telltale.example',
    'https://:pass@telltale.example',
    'javascript:alert(1)',
    'http://telltale.example',
    'http://10.0.0.1:8080',
    'http://localhost.example',
  ];
  const served = { NODE_ENV: 'production', SMTP_URL: 'smtps://mail.example' };
  for (const url of wrong) assert.deepEqual(faultsOf({ ...served, PUBLIC_URL: url }), ['PUBLIC_URL'], url);
  const right = {
    'https://telltale.example': 'https://telltale.example',
    'https://telltale.example/': 'https://telltale.example',
    'https://TELLTALE.example:443': 'https://telltale.example',
    'http://localhost:3000': 'http://localhost:3000',
    'http://[::1]:3000': 'http://[::1]:3000',
  };
  for (const [url, origin] of Object.entries(right))
    assert.equal(readConfig({ ...served, PUBLIC_URL: url }).config.publicUrl, origin);
});

test('the demo is for loopback: nobody can open it to others by mistake', () => {
  assert.deepEqual(faultsOf({ PUBLIC_URL: 'https://telltale.example' }), ['NODE_ENV']);
  assert.deepEqual(faultsOf({ HOST: '0.0.0.0', TRUSTED_PROXIES: '1' }), ['NODE_ENV']);
  assert.deepEqual(faultsOf({ TRUSTED_PROXIES: '1' }), ['NODE_ENV']);
  assert.deepEqual(faultsOf({ PUBLIC_URL: 'http://127.0.0.1:9000' }), []);
});

test('a demo, where anyone may sign in as anyone, has no address off loopback', () => {
  const reachable = { PUBLIC_URL: 'https://telltale.example', SMTP_URL: 'smtps://mail.example' };
  for (const mode of [{}, { NODE_ENV: '' }, { NODE_ENV: 'development' }, { NODE_ENV: 'Production' }])
    assert.deepEqual(faultsOf({ ...reachable, ...mode }), ['NODE_ENV'], JSON.stringify(mode));
  assert.deepEqual(faultsOf({ ...reachable, NODE_ENV: 'production' }), []);
});

test('production needs a way to send mail, and sender and contact follow from the address', () => {
  assert.deepEqual(faultsOf({ NODE_ENV: 'production' }), ['SMTP_URL']);
  const { config } = readConfig({
    NODE_ENV: 'production',
    SMTP_URL: 'smtps://mail.example',
    PUBLIC_URL: 'https://telltale.example',
  });
  assert.deepEqual(config.mail, { transport: 'smtp', from: 'Telltale <no-reply@telltale.example>' });
  assert.equal(config.operator.securityContact, 'mailto:security@telltale.example');
});

test('addresses of servers that nothing could parse later are faults now', () => {
  for (const url of [
    'smtp://',
    'smtp://mail.example:99999',
    'smtps://user:%zz@mail.example',
    'smtps://a b@mail.example:x',
  ])
    assert.deepEqual(faultsOf({ SMTP_URL: url }), ['SMTP_URL'], url);
  for (const url of ['postgresql://host:99999/db', 'postgres://user:%zz@host/db', 'postgresql:///db?host=%zz'])
    assert.deepEqual(faultsOf({ DATABASE_URL: url }), ['DATABASE_URL'], url);
  for (const url of [
    'postgres://user:p%40ss@host:5432/db?sslmode=require',
    'postgresql://telltale@/db?host=%2Ftmp%2Fsocket',
    'postgresql:///db',
  ])
    assert.deepEqual(faultsOf({ DATABASE_URL: url }), [], url);
});

test('no secret is ever printed, neither by a fault nor by what was read', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9]{12,30}$/);
  const place = fc.constantFrom(
    (text: string) => ({ SMTP_URL: `smtps://user:${text}@mail.example` }),
    (text: string) => ({ SMTP_URL: `smtps://user:${text}@mail.example:99999` }),
    (text: string) => ({ SMTP_URL: `smtps://user:%zz${text}@mail.example` }),
    (text: string) => ({ SMTP_URL: `mail.example ${text}` }),
    (text: string) => ({ DATABASE_URL: `postgresql://user:${text}@db.example/x` }),
    (text: string) => ({ DATABASE_URL: `postgresql://user:${text}@db.example:99999/x` }),
    (text: string) => ({ DATABASE_URL: `user:${text}@db.example` }),
    (text: string) => ({ PUBLIC_URL: `https://user:${text}@telltale.example` }),
  );
  const also = fc.constantFrom({}, { PORT: 'x' }, { HOST: '0.0.0.0', LOG_LEVEL: 'x' }, { NODE_ENV: 'production' });
  let faulty = 0;
  fc.assert(
    fc.property(secret, place, also, (text, put, others) => {
      let shown: string;
      try {
        const read = readConfig({ ...others, ...put(text) });
        shown = JSON.stringify(read) + inspect(read, { depth: 9, showHidden: true }) + String(read.secrets.smtpUrl);
      } catch (error) {
        assert.ok(error instanceof ConfigError, 'only faults of the configuration');
        faulty += 1;
        shown = error.message + JSON.stringify(error) + inspect(error, { depth: 9, showHidden: true });
      }
      assert.ok(!shown.includes(text), shown);
    }),
  );
  assert.ok(faulty > 10);
});

test('CVE Services need all four of their variables, https, and a key that does not print', () => {
  const whole = {
    CVE_API_URL: 'https://cveawg-test.mitre.org/api/',
    CVE_API_ORG: 'example',
    CVE_API_USER: 'telltale@example.com',
    CVE_API_KEY: 'SECRET-1',
  };
  const { config } = readConfig(whole);
  assert.equal(config.cveServices?.url, 'https://cveawg-test.mitre.org/api');
  assert.equal(config.cveServices?.key.reveal(), 'SECRET-1');
  assert.doesNotMatch(`${JSON.stringify(config)} ${inspect(config)}`, /SECRET-1/);
  for (const name of ['CVE_API_URL', 'CVE_API_ORG', 'CVE_API_USER', 'CVE_API_KEY'])
    assert.deepEqual(faultsOf({ ...whole, [name]: '' }), [name]);
  assert.deepEqual(faultsOf({ ...whole, CVE_API_URL: 'http://cve.example/api' }), ['CVE_API_URL']);
  assert.deepEqual(faultsOf({ ...whole, CVE_API_KEY: 'a\r\nb' }), ['CVE_API_KEY']);
  assert.equal(readConfig({}).config.cveServices, undefined);
  const PRIVATE_ORIGINS = 'https://jira.corp.example https://10.1.2.3:8443';
  assert.deepEqual(readConfig({ PRIVATE_ORIGINS }).config.privateOrigins, PRIVATE_ORIGINS.split(' '));
  for (const wrong of [
    'http://jira.corp.example',
    'https://jira.corp.example/x',
    'https://u:p@jira.example',
    '10.0.0.0/8',
  ])
    assert.throws(() => readConfig({ PRIVATE_ORIGINS: wrong }), /PRIVATE_ORIGINS/, wrong);
});

test('loopback is told from addresses that only look like it', () => {
  for (const host of ['localhost', '::1', '[::1]', '127.0.0.1', '127.255.255.254'])
    assert.equal(isLoopback(host), true);
  for (const host of ['128.0.0.1', '127.0.0.1.nip.io', 'localhost.example', '::', '0.0.0.0', '1127.0.0.1', ''])
    assert.equal(isLoopback(host), false, host);
});

test('every variable that is read is described, and secrets are marked as such', () => {
  assert.deepEqual(
    variables.filter(({ secret }) => secret).map(({ name }) => name),
    [
      'DATABASE_URL',
      'SMTP_URL',
      'IMAP_URL',
      'CVE_API_KEY',
      'TESLA_CLIENT_SECRET',
      'VAULT_TOKEN',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_SESSION_TOKEN',
      'PKCS11_PIN',
      'SMARTCAR_CLIENT_SECRET',
      'TESLA_TELEMETRY_BROKER',
      'OVMS_BROKER',
      'FLEET_BROKER',
    ],
  );
  const files = variables.filter(({ secret }) => secret).map(({ name }) => `${name}_FILE`);
  const read = new Set<string>();
  const env = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get: (_, name) => {
        read.add(String(name));
        return name === 'SMTP_URL' ? 'smtps://mail.example' : undefined;
      },
    },
  );
  readConfig(env);
  assert.deepEqual([...read].sort(), [...variables.map(({ name }) => name), ...files].sort());
});

test('a secret may stand in a file; both ways at once, and no such file, are faults', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'telltale-config-'));
  try {
    const file = path.join(folder, 'secret');
    writeFileSync(file, 'of the maker\n');
    const env = { TESLA_CLIENT_ID: 'c', TESLA_CLIENT_SECRET_FILE: file };
    assert.equal(readConfig(env).config.makers.tesla?.clientSecret.reveal(), 'of the maker');
    assert.deepEqual(faultsOf({ ...env, TESLA_CLIENT_SECRET: 'x' }), ['TESLA_CLIENT_SECRET_FILE']);
    assert.ok(faultsOf({ ...env, TESLA_CLIENT_SECRET_FILE: '/nowhere' }).includes('TESLA_CLIENT_SECRET_FILE'));
    assert.deepEqual(
      faultsOf({ ...env, TESLA_REGION: 'moon', TESLA_WAKE: 'always', TESLA_COMMAND_PROXY: 'http://p' }),
      ['TESLA_REGION', 'TESLA_COMMAND_PROXY', 'TESLA_WAKE'],
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a time-stamping authority needs an https address and a root that can be read', async () => {
  assert.deepEqual(faultsOf({ TIMESTAMP_URL: 'https://tsa.example/tsr' }), ['TIMESTAMP_CA_FILE']);
  assert.deepEqual(faultsOf({ TIMESTAMP_URL: 'http://tsa.example', TIMESTAMP_CA_FILE: '/nowhere.pem' }), [
    'TIMESTAMP_URL',
    'TIMESTAMP_CA_FILE',
  ]);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'telltale-config-'));
  try {
    const file = path.join(folder, 'root.pem');
    writeFileSync(file, 'no certificate');
    assert.deepEqual(faultsOf({ TIMESTAMP_URL: 'https://tsa.example/tsr', TIMESTAMP_CA_FILE: file }), [
      'TIMESTAMP_CA_FILE',
    ]);
    writeFileSync(file, selfSignedCertificate().cert);
    const env = { TIMESTAMP_URL: 'https://tsa.example/tsr', TIMESTAMP_CA_FILE: file };
    assert.deepEqual(readConfig(env).config.timeStamps, { url: env.TIMESTAMP_URL, caFile: file });
    assert.deepEqual(faultsOf({ TIMESTAMP_CA_FILE: file }), ['TIMESTAMP_URL']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
