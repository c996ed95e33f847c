// The reports of the demo, as researchers of vehicle services write them; all of them invented.
import type { HoldRule } from '../abuse/admission.ts';

/** What happens to a demo report, in order. Days count from when it was sent. */
export type DemoStep =
  | { readonly day: number; readonly kind: 'read' }
  | { readonly day: number; readonly kind: 'say'; readonly by: 'staff' | 'reporter'; readonly text: string }
  | { readonly day: number; readonly kind: 'note'; readonly text: string }
  | { readonly day: number; readonly kind: 'assign' }
  | { readonly day: number; readonly kind: 'weigh'; readonly answers: Readonly<Record<string, string>> }
  | { readonly day: number; readonly kind: 'ask'; readonly text: string }
  | { readonly day: number; readonly kind: 'triage'; readonly priority: 1 | 2 | 3 | 4 | 5; readonly text: string }
  | { readonly day: number; readonly kind: 'accept'; readonly inDays: number; readonly text: string }
  | {
      readonly day: number;
      readonly kind: 'fix';
      readonly reference: string;
      readonly text: string;
      /** What those who are asked to check it are told. */
      readonly check?: { readonly instructions: string; readonly place: string };
    }
  | { readonly day: number; readonly kind: 'retest'; readonly text: string }
  | {
      readonly day: number;
      readonly kind: 'close';
      readonly reason: 'informational' | 'not_applicable';
      readonly text: string;
    };

export type DemoReport = {
  /** How long ago it was sent. */
  readonly daysAgo: number;
  readonly from: 'researcher' | 'email' | 'nobody';
  /** The beginning of the target's name. */
  readonly target: string;
  readonly title: string;
  readonly location: string;
  readonly kind: string;
  readonly vector: string;
  readonly description: string;
  readonly steps: string;
  readonly impact: string;
  /** Fields of the form's claims; most reports of the demo have none. */
  readonly claims?: Readonly<Record<string, string>>;
  /** The rule that holds it back. */
  readonly heldFor?: HoldRule;
  readonly story: readonly DemoStep[];
};

export const demoReports: readonly DemoReport[] = [
  {
    daysAgo: 41,
    from: 'researcher',
    target: 'Vehicle API',
    title: 'An application keeps reading the odometer for up to an hour after its access was revoked',
    location: 'https://api.telltale.example/v2.0/vehicles/{id}/odometer',
    kind: 'vehicle_services.revoked_access',
    vector: 'CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N',
    description:
      'After an owner revokes an application on the page **My cars**, access tokens that were issued before stay valid until they expire. The answer is `200` with a fresh reading, not a cached one: the odometer of my simulated car went up between two calls.',
    steps:
      '1. Connect a simulated car to an application and get an access token.\n2. Read the odometer: `200`.\n3. As the owner, revoke the application.\n4. Read the odometer again with the same token: still `200`, for 57 minutes.',
    impact: 'An owner who stops an application, perhaps because they fear it, is still followed for up to an hour.',
    story: [
      { day: 1, kind: 'read' },
      { day: 1, kind: 'assign' },
      {
        day: 1,
        kind: 'say',
        by: 'staff',
        text: 'Thank you, that is very clear. I could repeat it with your steps in the simulator. I am checking whether commands are affected too.',
      },
      {
        day: 2,
        kind: 'weigh',
        answers: {
          exploitation: 'N',
          automatable: 'Y',
          valueDensity: 'D',
          technicalImpact: 'P',
          missionImpact: 'D',
          systemExposure: 'O',
          assetExposure: 'Y',
          'impact-safety': 'negligible',
          'impact-privacy': 'major',
        },
      },
      {
        day: 2,
        kind: 'triage',
        priority: 2,
        text: 'Confirmed with a simulated car. Reads are affected, commands are not: they ask the database each time.',
      },
      { day: 3, kind: 'note', text: 'The token cache keeps grants for an hour and nobody tells it about revocations.' },
      {
        day: 4,
        kind: 'accept',
        inDays: 21,
        text: 'The API team takes it on: revocations will end every token at once, in all processes.',
      },
      {
        day: 15,
        kind: 'fix',
        reference: 'api 4.18.2',
        text: 'From version 4.18.2 on, a revoked token fails with the next call. Please try again with your steps.',
      },
      { day: 16, kind: 'retest', text: 'Tried with three tokens, all answered 401 within a second. Well done.' },
    ],
  },
  {
    daysAgo: 12,
    from: 'email',
    target: 'Connect',
    title: 'Redirect address of another path on the same host is accepted',
    location: 'https://connect.telltale.example/oauth/authorize?redirect_uri=…',
    kind: 'delegated_access.redirect_address.same_host',
    vector: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:H/I:L/A:N',
    description:
      'Only scheme and host of `redirect_uri` are compared with what the application registered. Any path is accepted, so an open redirect anywhere on the application’s host receives the code.',
    steps:
      '1. Register `https://example.com/auth`.\n2. Start authorization with `redirect_uri=https://example.com/anything/else`.\n3. The consent page opens, and the code arrives at the other path.',
    impact:
      'Together with an open redirect at an application, an attacker gets the code of an owner who clicks a link.',
    story: [
      { day: 1, kind: 'read' },
      { day: 1, kind: 'assign' },
      { day: 2, kind: 'triage', priority: 3, text: 'Confirmed. PKCE keeps the code from being used elsewhere, so P3.' },
      {
        day: 4,
        kind: 'accept',
        inDays: 30,
        text: 'Exact comparison, as RFC 9700 §2.1 asks, goes into the next release.',
      },
      {
        day: 10,
        kind: 'fix',
        reference: 'connect 4.19.0',
        text: 'From version 4.19.0 on, the whole address must be the registered one.',
        check: {
          instructions:
            'Please repeat your steps with an address that differs in the path, in the query and in letter case. Each should end on an error page of ours, without a redirect.',
          place: 'https://connect.telltale.example, version 4.19.0 or later',
        },
      },
    ],
  },
  {
    daysAgo: 6,
    from: 'nobody',
    target: 'Owner app',
    title: 'Location of the last trip stays readable in the app’s backup',
    location: 'Owner app for Android 3.2.1, Settings › Backup',
    kind: 'vehicle_services.foreign_data.location',
    vector: 'CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N',
    description:
      'The app allows backups. `databases/trips.db` in the backup is not encrypted and holds start and end of every trip with time, even those that were deleted in the app.',
    steps: '1. `adb backup com.telltale.owner`\n2. Unpack it and open `databases/trips.db`.\n3. `select * from trip`',
    impact: 'Whoever holds an unlocked phone for a minute, a partner for instance, reads where the car has been.',
    story: [
      { day: 1, kind: 'read' },
      { day: 1, kind: 'assign' },
      {
        day: 2,
        kind: 'ask',
        text: 'On our phones with Android 15 the backup is empty. Which Android version and which phone did you use, and was developer mode on?',
      },
    ],
  },
  {
    daysAgo: 3,
    from: 'researcher',
    target: 'Vehicle API',
    title: 'Vehicle ids of other owners can be told from ids that do not exist',
    location: 'https://api.telltale.example/v2.0/vehicles/{id}',
    kind: 'vehicle_services.number_enumeration',
    vector: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N',
    description:
      'For an id that exists but belongs to somebody else the answer takes 40 ms, for one that does not exist 4 ms. Both say `404`.',
    steps:
      '1. Take an id of a second account.\n2. Time 500 calls to it and 500 to a random id.\n3. Compare the medians.',
    impact:
      'Ids are random, so little follows from it. Still, the answer to “is this a car of yours?” is no longer secret.',
    story: [
      { day: 1, kind: 'read' },
      {
        day: 1,
        kind: 'say',
        by: 'staff',
        text: 'Thanks for the careful measurements. I have them and will tell you by Friday whether we see the same.',
      },
      {
        day: 1,
        kind: 'say',
        by: 'reporter',
        text: 'Take your time. The raw figures are in the steps if you need them.',
      },
    ],
  },
  {
    daysAgo: 1,
    from: 'nobody',
    target: 'Connect',
    title: 'Consent page can be framed by a subdomain',
    location: 'https://connect.telltale.example/',
    kind: 'delegated_access.consent_skipped',
    vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:L/A:N',
    description:
      'In Safari 17 the consent page opens inside a frame when the framing page is on a subdomain of the same site. A button placed over **Allow** gives away the grant.',
    steps:
      '1. Serve a page with `<iframe src="https://connect.telltale.example/…">` from a subdomain.\n2. Open it in Safari 17.',
    impact: 'An owner gives access to their car without having seen the question.',
    story: [],
  },
  {
    daysAgo: 0,
    from: 'email',
    target: 'Vehicle API',
    title: 'Lock command of another owner’s car through a stale vehicle id',
    location: 'https://api.telltale.example/v2.0/vehicles/{id}/security',
    kind: 'vehicle_services.foreign_command.moves_or_opens',
    vector: 'CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:L/I:H/A:H',
    description:
      'When a car is handed from one account to another, its old id keeps working for the former owner’s applications. `POST …/security` with `{"action":"UNLOCK"}` opened the simulated car that by then belonged to my second account.',
    steps:
      '1. Connect simulated car A to account 1 and keep its vehicle id and token.\n2. Remove it there, connect it to account 2.\n3. `POST /v2.0/vehicles/{old id}/security` with the token of account 1.\n4. Account 2 sees the car unlocked.',
    impact: 'A former owner, or an application of theirs, can unlock a car that was sold.',
    claims: {
      claims: '2',
      'claim.1.precondition': 'An ordinary account that once had the car; a second account that has it now',
      'claim.1.action': 'Sends an unlock command with the vehicle id from before the sale',
      'claim.1.effect': 'The car of the second account is unlocked',
      'claim.1.asset': 'POST /v2.0/vehicles/{id}/security',
      'claim.1.request':
        'POST /v2.0/vehicles/7d1c52a0-old/security HTTP/1.1\nHost: api.telltale.example\nAuthorization: Bearer (token of account 1)\nContent-Type: application/json\n\n{"action":"UNLOCK"}',
      'claim.1.response':
        'HTTP/1.1 200 OK\nContent-Type: application/json\n\n{"status":"success","message":"Successfully sent request to vehicle"}',
      'claim.2.precondition': 'The same',
      'claim.2.action': 'Reads the lock state with the old id',
      'claim.2.effect': 'Gets the state of a car that belongs to somebody else',
      'claim.2.asset': 'GET /v2.0/vehicles/{id}/security',
      'claim.2.text': '2026-11-20 09:14:02  before  {"isLocked":true}\n2026-11-20 09:14:09  after   {"isLocked":false}',
    },
    story: [],
  },
  {
    daysAgo: 20,
    from: 'researcher',
    target: 'Connect',
    title: 'Server names its version in the Server header',
    location: 'https://connect.telltale.example/',
    kind: 'other',
    vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N',
    description: 'Answers of the load balancer hold `Server: haproxy/2.8.3`.',
    steps: '`curl -sI https://connect.telltale.example/ | grep -i server`',
    impact: 'An attacker learns which version runs.',
    story: [
      { day: 1, kind: 'read' },
      {
        day: 1,
        kind: 'close',
        reason: 'informational',
        text: 'You are right that the header names the version. We keep it: the version is current, and it follows from the behavior anyway. If you find a weakness of that version, please report that.',
      },
    ],
  },
  {
    daysAgo: 2,
    from: 'nobody',
    target: 'a website',
    title: 'Your website can rank much higher',
    location: '',
    kind: 'other',
    vector: '',
    description:
      'See what we did for others: https://rank.example/cars/success-stories https://rank.example/offers/november https://partners.example/guest-posts/price-list',
    steps: '',
    impact: '',
    heldFor: 'links',
    story: [],
  },
  {
    daysAgo: 1,
    from: 'email',
    target: 'Vehicle API',
    title: 'Error pages of the vehicle API name the version of the server',
    location: 'https://api.telltale.example/v2.0/vehicles/%00',
    kind: 'other',
    vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N',
    description: 'A path with a zero byte is answered with an error page that names the server and its version.',
    steps: '1. Ask for the address above.\n2. Read the last line of the page.',
    impact: 'Makes it easier to choose what to try next.',
    heldFor: 'repeated',
    story: [],
  },
];
