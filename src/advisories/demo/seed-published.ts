// Two published advisories for the demo: one of a hosted API, one of a package with versions.
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { DAY } from '../../core/clock.ts';
import type { Config } from '../../core/config.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type AdvisoryRecord, buildRecord, publishRecord } from '../advisory-record.ts';
import { publisherOf } from '../csaf/publisher.ts';
import { putOut } from '../publication/publish-advisory.ts';

/** Runs in the seeding's transaction. */
export async function seedPublished(kernel: Kernel): Promise<void> {
  for (const record of demoAdvisories(kernel.config, kernel.clock.now())) await putOut(kernel, system('demo'), record);
}

/** The demo's advisories as of `now`, published some weeks ago. */
export function demoAdvisories(config: Config, now: Date): AdvisoryRecord[] {
  const publisher = publisherOf(config);
  const ago = (days: number): string => `${new Date(now.getTime() - days * DAY).toISOString().slice(0, 19)}Z`;
  const seed = (trackingId: string) => ({
    at: ago(60),
    trackingId,
    publisher,
    url: config.publicUrl + href(routes.advisories.advisory, { id: trackingId }),
  });
  const api = buildRecord({
    ...seed('TTA-2026-0001'),
    title: 'Vehicle API: a revoked grant could still read the odometer for ten minutes',
    summary:
      'After an owner ended an application’s access, a token that was in a cache went on to read the odometer for up to ten minutes.',
    details:
      'The cache of access tokens was not told when a grant ended. A request within ten minutes of the end was answered from it.\n\n# How to tell\n\nAn owner’s log lists every read. We looked through all of them: no application read after its access had ended.',
    products: [
      {
        id: 'p1',
        vendor: publisher.name,
        name: 'Vehicle API v2',
        purl: null,
        cpe: null,
        status: 'fixed',
        justification: null,
        statement: 'Fixed on our servers; nothing is left to do.',
        versionScheme: 'custom',
        affected: [],
        fixed: [],
      },
    ],
    cvss: [
      { version: '3.1', vector: 'CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N', source: publisher.name },
      {
        version: '4.0',
        vector: 'CVSS:4.0/AV:N/AC:H/AT:P/PR:L/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N',
        source: publisher.name,
      },
    ],
    cweIds: ['CWE-613'],
    credits: [{ name: 'Mira Okafor', type: 'finder', url: null }],
    timeline: [
      { at: ago(52), text: 'Reported.' },
      { at: ago(51), text: 'Reproduced; the cache was switched off.' },
      { at: ago(47), text: 'Fixed: caches hear of every grant that ends.' },
    ],
    dates: { discovered: ago(53), reported: ago(52), published: null, updated: ago(60) },
  });
  const sdk = buildRecord({
    ...seed('TTA-2026-0002'),
    title: 'Connect SDK: the redirect address was compared by its beginning',
    summary:
      'The SDK compared redirect addresses by how they begin. An address that begins like a registered one received the code.',
    details:
      'An application that registered `https://app.example/cb` also accepted `https://app.example/cb.attacker.example`.\n\n1. Send an owner to the consent page with such an address.\n2. The code arrives there once the owner agrees.',
    products: [
      {
        id: 'p1',
        vendor: publisher.name,
        name: 'Connect SDK for JavaScript',
        purl: 'pkg:npm/%40telltale/connect',
        cpe: null,
        status: 'affected',
        justification: null,
        statement: '',
        versionScheme: 'semver',
        affected: [
          { from: '1.0.0', until: { version: '1.8.3', inclusive: false } },
          { from: '2.0.0', until: { version: '2.1.1', inclusive: false } },
        ],
        fixed: ['1.8.3', '2.1.1'],
      },
      {
        id: 'p2',
        vendor: publisher.name,
        name: 'Connect SDK for Android',
        purl: 'pkg:maven/example.telltale/connect',
        cpe: null,
        status: 'not_affected',
        justification: 'vulnerable_code_not_present',
        statement: '',
        versionScheme: 'semver',
        affected: [],
        fixed: [],
      },
    ],
    cvss: [{ version: '3.1', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:N/A:N', source: publisher.name }],
    cweIds: ['CWE-601', 'CWE-185'],
    credits: [
      { name: 'Jonas Lind', type: 'finder', url: null },
      { name: 'Mira Okafor', type: 'remediation verifier', url: null },
    ],
    remediations: [
      {
        kind: 'workaround',
        details:
          'Register redirect addresses that end in a path of their own, and check the host before the SDK is called.',
        url: null,
        date: null,
        products: ['p1'],
      },
    ],
    timeline: [
      { at: ago(38), text: 'Reported.' },
      { at: ago(30), text: 'Fixed in both supported lines.' },
    ],
    dates: { discovered: ago(39), reported: ago(38), published: null, updated: ago(60) },
  });
  return [
    publishRecord(api, ago(40), 'final', 'First publication.'),
    publishRecord(
      publishRecord(sdk, ago(21), 'interim', 'First publication.'),
      ago(14),
      'final',
      'The fix of version 1 was released.',
    ),
  ];
}
