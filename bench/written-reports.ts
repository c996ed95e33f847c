// Reports in plain English, as five kinds of people write them, made by number: who repeats a finding describes it in
// another style with other words. All invented; no real report is in here.
import { type CorpusReport, chanceOf } from './report-corpus.ts';

/** One report in so many repeats an earlier one. */
const REPEATS_EVERY = 10;

type Chance = () => number;
const pick = <Item>(items: readonly Item[], chance: Chance): Item => {
  const item = items[Math.floor(chance() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
};

/** A kind of flaw: how people name it, what they see, what follows. Each list says the same in different words. */
type Flaw = {
  readonly names: readonly string[];
  readonly sees: readonly string[];
  readonly follows: readonly string[];
};

const flaws: readonly Flaw[] = [
  {
    names: ['IDOR', 'insecure direct object reference', 'missing ownership check', 'access to records of other users'],
    sees: [
      'changing the number in the address shows what belongs to somebody else',
      'the id is not compared with the session',
      'I incremented the identifier and received foreign data',
    ],
    follows: [
      'personal data of all customers can be collected',
      'an attacker enumerates every account',
      'privacy of owners is violated',
    ],
  },
  {
    names: [
      'stored XSS',
      'persistent cross-site scripting',
      'script injection that is saved',
      'HTML is rendered unescaped',
    ],
    sees: [
      'the payload fires whenever the page is opened',
      'my alert box popped up for another account',
      'angle brackets come back unencoded',
    ],
    follows: ['sessions can be hijacked', 'cookies are stolen from victims', 'actions run in the name of who looks'],
  },
  {
    names: [
      'SQL injection',
      'blind SQLi',
      'database query can be manipulated',
      'unsanitised input reaches the database',
    ],
    sees: [
      'a single quote yields a server error',
      'sleep(5) delays the answer by five seconds',
      'boolean conditions change the number of rows',
    ],
    follows: ['the whole database can be dumped', 'tables can be read out row by row', 'credentials leak'],
  },
  {
    names: [
      'open redirect',
      'unvalidated redirect',
      'forwarding to arbitrary sites',
      'redirect parameter is not checked',
    ],
    sees: [
      'the browser lands on my domain',
      'any URL is accepted as target',
      'the Location header repeats what I sent',
    ],
    follows: [
      'phishing becomes credible',
      'OAuth codes could be intercepted',
      'users trust the first host and end elsewhere',
    ],
  },
  {
    names: ['CSRF', 'cross-site request forgery', 'no anti-forgery token', 'state change without origin check'],
    sees: [
      'a form on my site is submitted with the cookies of the victim',
      'the request works without any token',
      'neither Origin nor Referer matters',
    ],
    follows: [
      'settings are changed without consent',
      'an attacker unlocks things in the background',
      'accounts can be modified by a click',
    ],
  },
  {
    names: [
      'SSRF',
      'server-side request forgery',
      'the server fetches internal addresses',
      'URL import reaches the internal network',
    ],
    sees: [
      'the metadata service answered',
      'my listener got a hit from your server',
      'localhost ports differ in response time',
    ],
    follows: ['cloud credentials can be obtained', 'internal services are exposed', 'the firewall is bypassed'],
  },
  {
    names: ['missing rate limit', 'no brute-force protection', 'unlimited attempts', 'code can be guessed'],
    sees: [
      'ten thousand tries were answered without a block',
      'no captcha and no lockout appeared',
      'every attempt got the normal response',
    ],
    follows: ['one-time codes can be guessed within minutes', 'passwords can be sprayed', 'accounts are taken over'],
  },
  {
    names: [
      'token does not expire',
      'session stays valid after logout',
      'revoked access keeps working',
      'old credentials are still accepted',
    ],
    sees: [
      'the bearer token worked days later',
      'after signing out the cookie was replayed successfully',
      'removal of the grant changed nothing',
    ],
    follows: ['a stolen token is good forever', 'former users keep access', 'there is no way to end a compromise'],
  },
  {
    names: [
      'path traversal',
      'directory traversal',
      'files outside the folder can be read',
      'dot-dot-slash is not filtered',
    ],
    sees: ['/etc/passwd came back', 'encoded ../ sequences are resolved', 'configuration files were delivered'],
    follows: ['secrets of the server leak', 'source code can be read', 'keys are disclosed'],
  },
  {
    names: [
      'verbose errors',
      'stack trace disclosure',
      'debug output in production',
      'internal details in error pages',
    ],
    sees: [
      'a Java stack trace is printed',
      'library versions and file paths appear',
      'the exception text names the database host',
    ],
    follows: ['attackers learn the inner structure', 'known holes can be matched', 'reconnaissance gets easy'],
  },
  {
    names: ['weak TLS configuration', 'obsolete ciphers', 'TLS 1.0 is offered', 'certificate problem'],
    sees: ['testssl reports outdated protocol versions', 'the handshake accepts 3DES', 'the chain is incomplete'],
    follows: ['traffic may be decrypted', 'compliance is missed', 'a man in the middle has it easier'],
  },
  {
    names: [
      'replay of a key fob message',
      'rolling code weakness',
      'captured radio frame opens the doors',
      'remote entry can be replayed',
    ],
    sees: [
      'the recorded signal unlocked the vehicle again',
      'the counter is not checked',
      'my SDR transmitted the same frame twice',
    ],
    follows: ['cars can be opened by thieves', 'physical theft', 'belongings are at risk'],
  },
];

/** What is tested: a host and path, and what people call it. */
const parts = [
  ['api.maker.example', '/v2/vehicles/{id}/location', ['vehicle location', 'position of a car', 'GPS endpoint']],
  ['api.maker.example', '/v2/vehicles/{id}/odometer', ['odometer', 'mileage call', 'distance reading']],
  ['api.maker.example', '/v2/vehicles/{id}/security', ['door lock command', 'lock and unlock', 'remote locking']],
  ['api.maker.example', '/v2/trips/{id}/export', ['trip export', 'download of journeys', 'travel history']],
  ['api.maker.example', '/v1/users/{id}/profile', ['user profile', 'account details', 'personal data page']],
  ['auth.maker.example', '/login', ['login form', 'sign-in page', 'authentication']],
  ['auth.maker.example', '/oauth/authorize', ['authorization endpoint', 'OAuth consent', 'grant screen']],
  ['auth.maker.example', '/password/reset', ['password reset', 'forgotten password', 'recovery mail']],
  ['auth.maker.example', '/mfa/verify', ['second factor', 'one-time code check', 'MFA step']],
  ['dashboard.maker.example', '/cars/{id}/nickname', ['nickname of a car', 'vehicle name field', 'car label']],
  ['dashboard.maker.example', '/invoices/{id}', ['invoices', 'billing documents', 'receipts']],
  ['dashboard.maker.example', '/support/tickets', ['support tickets', 'help requests', 'contact form']],
  ['dashboard.maker.example', '/settings/email', ['e-mail setting', 'change of address', 'mail preferences']],
  ['charging.maker.example', '/sessions/{id}', ['charging session', 'charge records', 'wallbox history']],
  ['charging.maker.example', '/stations/search', ['station search', 'finder for chargers', 'map of chargers']],
  ['fleet.maker.example', '/drivers/{id}', ['driver records', 'fleet members', 'list of drivers']],
  ['fleet.maker.example', '/reports/import', ['report import', 'CSV upload', 'bulk upload']],
  ['connect.maker.example', '/callback', ['connect callback', 'return address', 'redirect after connecting']],
  ['cdn.maker.example', '/firmware/{id}.bin', ['firmware download', 'update package', 'ECU image']],
  ['telematics.maker.example', '/webhook/test', ['webhook test', 'callback check', 'notification URL']],
] as const;

/** Which input of it. */
const inputs = 'id vin email redirect_uri name file url query lang page sort token'.split(' ');

type Style = (words: {
  readonly input: string;
  readonly name: string;
  readonly sees: string;
  readonly follows: string;
  readonly part: string;
  readonly address: string;
  readonly chance: Chance;
}) => Pick<CorpusReport, 'title' | 'description' | 'steps' | 'impact'>;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const styles: readonly Style[] = [
  ({ name, sees, follows, part, address, input }) => ({
    title: `${capital(name)} in ${part}`,
    description: `Hello team, while testing your program I found that the ${part} is affected by ${name}, through the parameter ${input}. In short: ${sees}. I used two accounts of my own and stopped as soon as it was clear.`,
    steps: `1. Log in with account A.\n2. Open ${address} through a proxy.\n3. Observe: ${sees}.`,
    impact: `${capital(follows)}. I would rate this as important.`,
  }),
  ({ name, sees, follows, address, input, chance }) => ({
    title: `${address.replace(/^https:\/\//, '')}: ${name}`,
    description: `tl;dr ${sees}. poc below, tell me if you need more.`,
    steps: `curl -sk '${address}?${input}=1' -H 'Authorization: Bearer $T${Math.floor(chance() * 900)}'`,
    impact: follows,
  }),
  ({ name, sees, follows, part, address, input, chance }) => ({
    title: `[Scanner] Possible ${name} (${pick(['high', 'medium', 'confirmed', 'tentative'], chance)})`,
    description: `Issue detail: the component ${part} at ${address} appears to be vulnerable. Evidence: ${sees}. Issue background: applications that handle such input without care allow attackers to influence what happens. Remediation: validate input on the server, follow the guidance of OWASP.`,
    steps: `Request was sent to ${address}, insertion point ${input}; see the attached request and response.`,
    impact: `Severity explanation: ${follows}.`,
  }),
  ({ name, sees, follows, part, chance }) => ({
    title: `Security problem with ${part}, please look`,
    description: `Dear Sir or Madam, I am student and I have found security issue, I think it is called ${name}. When I use the ${part} in the ${pick(['app', 'website', 'Android application'], chance)} then ${sees}. Sorry for my English. I hope for your kind answer and maybe a letter of thanks.`,
    steps: `First you make account. After this you go to the ${part}. Then ${sees}.`,
    impact: `Bad people can do this: ${follows}.`,
  }),
  ({ name, sees, follows, part, address, input, chance }) => ({
    title: `${capital(part)} (${pick(['advisory', 'finding', 'assessment'], chance)} ${100 + Math.floor(chance() * 800)}): ${follows}`,
    description: `Summary\nDuring a time-boxed review we assessed the ${part}. The control that should prevent ${name} is absent.\n\nTechnical details\nThe field ${input} of the endpoint ${address} was exercised with two identities. Result: ${sees}. The behaviour was reproduced ${2 + Math.floor(chance() * 4)} times on different days.\n\nRecommendation\nEnforce the check centrally and add a regression test.`,
    steps: `Prerequisites: two identities, an intercepting proxy. Execute the call to ${address} and compare both answers.`,
    impact: `${capital(follows)}. CVSS to be agreed.`,
  }),
];

const COMBINATIONS = flaws.length * parts.length * inputs.length;

/** Which finding a first report is about: others share its kind of flaw, its part or its input, none all three. */
const findingOf = (index: number): number => (index * 7919) % COMBINATIONS;

/** Which report this one repeats, if it repeats one. */
export function writtenRepeat(index: number): number | undefined {
  if (index % REPEATS_EVERY !== 7 || index < REPEATS_EVERY) return undefined;
  const chance = chanceOf(index * 53 + 11);
  const other = Math.floor(chance() * index);
  return other % REPEATS_EVERY === 7 ? other - 1 : other;
}

/** From this number on a finding would come twice without being called a repetition. */
export const MOST_WRITTEN = COMBINATIONS;

/** The report of this number. */
export function writtenReport(index: number): CorpusReport {
  const repeats = writtenRepeat(index);
  const finding = findingOf(repeats ?? index);
  const chance = chanceOf(index * 97 + 13);
  const flaw = flaws[finding % flaws.length];
  const [host, path, names] = parts[Math.floor(finding / flaws.length) % parts.length] ?? parts[0];
  if (!flaw) throw new Error('no such finding');
  const own = styleOf(index);
  // Whoever repeats it writes in another style than the first.
  const style = repeats === undefined || own !== styleOf(repeats) ? own : (own + 1) % styles.length;
  const address = `https://${host}${path.replace('{id}', String(1000 + Math.floor(chance() * 9000)))}`;
  const words = {
    name: pick(flaw.names, chance),
    sees: pick(flaw.sees, chance),
    follows: pick(flaw.follows, chance),
    part: pick<string>(names, chance),
    address,
    input: inputs[Math.floor(finding / flaws.length / parts.length) % inputs.length] ?? '',
    chance,
  };
  const written = styles[style]?.(words);
  if (!written) throw new Error('no such style');
  // Each author comes across some of them.
  const seen = traces(finding).filter(() => chance() < 0.6);
  return {
    index,
    ...written,
    description: [written.description, ...(seen.length > 0 ? [`I noticed: ${seen.join(', ')}.`] : [])].join(' '),
    // Half name the address, the others only the host, or nothing.
    location: chance() < 0.5 ? address : chance() < 0.5 ? `https://${host}/` : '',
    // People pick the class themselves, and a third pick another one.
    kind: chance() < 0.67 ? (finding % flaws.length) * 5 : Math.floor(chance() * 60),
    repeats,
  };
}

/** What only who saw this very flaw can name: a message, a piece of code, a version, a header. */
function traces(finding: number): string[] {
  const chance = chanceOf(finding * 61 + 19);
  const name = (): string => capital(pick(syllables, chance)) + capital(pick(syllables, chance));
  return [
    `error code E${1000 + Math.floor(chance() * 9000)}`,
    `class ${name()}Handler`,
    `build ${Math.floor(chance() * 9)}.${Math.floor(chance() * 40)}.${Math.floor(chance() * 200)}`,
    `header X-${name()}`,
    `function ${pick(syllables, chance)}${name()}`,
    `key ${pick(syllables, chance)}_${pick(syllables, chance)}_${Math.floor(chance() * 90)}`,
  ];
}

const syllables =
  'trip fleet owner seat grant route charge token lamp mirror axle brake pedal horn cable relay pulse frame motor wheel'.split(
    ' ',
  );

const styleOf = (index: number): number => Math.floor(chanceOf(index * 29 + 7)() * styles.length);
