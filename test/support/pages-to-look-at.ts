// The pages of the seeded demo, by who looks at them; addresses with ids are found by following links as a person would.
import type { DemoPerson } from '../../src/catalog/demo-people.ts';
import { href, routes } from '../../src/catalog/routes.ts';
import { proveAddress } from './prove-address.ts';
import { signInAs } from './sign-in.ts';
import type { Visitor } from './visitor.ts';
import type { World } from './world.ts';

export type PageToLookAt = { readonly name: string; readonly path: string };

/** Who asks for documents proves an address and has no account: one of the demo, and one who comes for the first time. */
const documentVisitors = ['carl@insurer.example', 'nora@newcomer.example'] as const;
type DocumentVisitor = (typeof documentVisitors)[number];

/** A person of the demo, a visitor by address, or nobody in particular. */
export type Looker = DemoPerson | DocumentVisitor | undefined;

export const isDocumentVisitor = (who: Looker): who is DocumentVisitor => documentVisitors.some(one => one === who);

/** Everything worth a look, for nobody in particular, for each person of the demo, and for visitors. */
export async function pagesToLookAt(world: World): Promise<Map<Looker, PageToLookAt[]>> {
  const triager = await signInAs(world, 'triager');
  const admin = await signInAs(world, 'admin');
  const owner = await signInAs(world, 'owner');
  const developer = await signInAs(world, 'developer');
  const application = await firstLink(
    developer,
    await firstLink(developer, href(routes.developers.home), /href="(\/developer\/organizations\/[^"?/]+)"/),
    /href="(\/developer\/applications\/[^"?/]+)"/,
  );
  const garage = await firstLink(
    developer,
    href(routes.developers.home),
    /href="(\/developer\/organizations\/[^"?/]+\/cars)"/,
  );
  const researcher = await signInAs(world, 'researcher');
  const carl = await proveAddress(world, 'carl@insurer.example');
  const mine = (pattern: RegExp): Promise<string> => firstLink(carl, href(routes.documents.mine), pattern);
  return new Map<Looker, PageToLookAt[]>([
    [
      'carl@insurer.example',
      [
        { name: 'documents-mine', path: href(routes.documents.mine) },
        { name: 'documents-ask', path: href(routes.documents.ask) },
        { name: 'documents-accepted', path: href(routes.documents.accept) },
        { name: 'documents-withdraw', path: await mine(/href="(\/documents\/requests\/drq_[^"?]+\/withdraw)"/) },
        { name: 'documents-give-up', path: await mine(/href="(\/documents\/grants\/dgr_[^"?]+\/give-up)"/) },
        { name: 'documents-forget', path: href(routes.documents.forget) },
      ],
    ],
    [
      'nora@newcomer.example',
      [
        { name: 'documents-mine-empty', path: href(routes.documents.mine) },
        { name: 'documents-accept', path: href(routes.documents.accept) },
      ],
    ],
    [
      undefined,
      [
        { name: 'home', path: href(routes.site.home) },
        { name: 'program', path: href(routes.program.show) },
        { name: 'statistics', path: href(routes.record.statistics) },
        { name: 'trust', path: href(routes.trust.show) },
        { name: 'newsletter', path: href(routes.newsletter.archive) },
        { name: 'newsletter-issue', path: href(routes.newsletter.issue, { number: '1' }) },
        { name: 'newsletter-subscribe', path: href(routes.newsletter.subscribe) },
        {
          name: 'trust-questions',
          path: href(routes.trust.questions, undefined, { q: 'Is personal data encrypted at rest?' }),
        },
        { name: 'documents', path: href(routes.documents.list) },
        { name: 'documents-enter', path: href(routes.documents.enter) },
        { name: 'documents-code', path: href(routes.documents.code) },
        { name: 'documents-terms', path: href(routes.documents.terms) },
        { name: 'trust-object', path: href(routes.trust.object, { id: 'tsp_example_mail' }) },
        { name: 'trust-control', path: href(routes.trust.control, { id: 'audit-log-whole' }) },
        { name: 'trust-data', path: href(routes.trust.data) },
        { name: 'trust-history', path: href(routes.trust.history) },
        { name: 'trust-edition', path: href(routes.trust.edition, { number: '2' }) },
        { name: 'cvss', path: href(routes.program.cvss) },
        { name: 'scope-history', path: href(routes.program.scopeHistory) },
        { name: 'safe-harbor-letter', path: href(routes.program.letter) },
        { name: 'program-key', path: href(routes.program.key) },
        { name: 'advisories', path: href(routes.advisories.published) },
        { name: 'advisory', path: href(routes.advisories.advisory, { id: 'TTA-2026-0002' }) },
        { name: 'csaf', path: href(routes.advisories.csafFolder) },
        { name: 'report-form', path: href(routes.reports.submit) },
        { name: 'report-embed', path: href(routes.reports.embed) },
        { name: 'report-return', path: href(routes.reports.return) },
        { name: 'receipt-verify', path: href(routes.reports.verifyReceipt) },
        { name: 'thanks', path: href(routes.advisories.thanks) },
        { name: 'case-return', path: href(routes.coordination.return) },
        { name: 'sign-in', path: href(routes.accounts.signIn) },
        { name: 'owner-policy', path: href(routes.connect.ownerPolicy, undefined, { lang: 'de' }) },
        { name: 'popup-end', path: href(routes.connect.popup) },
        { name: 'mailbox', path: href(routes.operator.mailbox) },
        { name: 'reference', path: href(routes.reference.home) },
        { name: 'reference-found', path: href(routes.reference.home, undefined, { q: 'charge limit' }) },
        { name: 'reference-api', path: href(routes.reference.api, { api: 'connect' }) },
        { name: 'reference-call', path: href(routes.reference.call, { api: 'v2', call: 'battery' }) },
        { name: 'errors', path: href(routes.site.errors) },
        { name: 'error', path: href(routes.site.error, { code: 'not_found' }) },
        { name: 'vehicle-errors', path: href(routes.site.vehicleErrors, { family: 'vehicle-state-errors' }) },
      ],
    ],
    [
      'triager',
      [
        { name: 'queue', path: href(routes.reports.queue) },
        { name: 'queue-filtered', path: href(routes.reports.queue, undefined, { priority: '2', unread: 'yes' }) },
        { name: 'queue-views', path: href(routes.reports.queueViews) },
        { name: 'held', path: href(routes.reports.held) },
        {
          name: 'held-report',
          path: await firstLink(triager, href(routes.reports.held), /href="(\/triage\/held\/rpt_[^"?/]+)"/),
        },
        { name: 'documents-desk', path: href(routes.documents.desk) },
        {
          name: 'documents-request',
          path: await firstLink(
            triager,
            href(routes.documents.desk),
            /href="(\/admin\/documents\/requests\/drq_[^"?/]+)"/,
          ),
        },
        { name: 'documents-readers', path: href(routes.documents.readers) },
        {
          name: 'documents-revoke',
          path: await firstLink(
            triager,
            await firstLink(
              triager,
              href(routes.documents.readers),
              /href="(\/admin\/documents\/requests\/drq_[^"?/]+)"/,
            ),
            /href="(\/admin\/documents\/grants\/dgr_[^"?/]+\/revoke)"/,
          ),
        },
        {
          name: 'documents-acceptance',
          path: await firstLink(
            triager,
            await firstLink(triager, href(routes.documents.desk), /href="(\/admin\/documents\/requests\/drq_[^"?/]+)"/),
            /href="(\/admin\/documents\/signatures\/sig_[^"?/]+)"/,
          ),
        },
        { name: 'replies', path: href(routes.reports.cannedReplies) },
        { name: 'rules', path: href(routes.reports.rules) },
        { name: 'queue-alike', path: href(routes.reports.queue, undefined, { alike: 'yes' }) },
        {
          name: 'redact',
          path: `${await firstLink(triager, href(routes.reports.queue), /href="(\/triage\/rpt_[^"?/]+)"/)}/redact`,
        },
        { name: 'reply', path: href(routes.reports.cannedReply, { id: 'rep_builtin_1' }) },
        { name: 'duties', path: href(routes.reports.duties) },
        { name: 'duty', path: await firstLink(triager, href(routes.reports.duties), /href="(\/duties\/drl_[^"?]+)"/) },
        {
          name: 'duty-package',
          path: `${await firstLink(triager, href(routes.reports.duties), /href="(\/duties\/drl_[^"?]+)"/)}/cra_vulnerability/early_warning`,
        },
        { name: 'search', path: href(routes.reports.search) },
        { name: 'search-found', path: href(routes.reports.search, undefined, { q: 'odometer token' }) },
        { name: 'search-nothing', path: href(routes.reports.search, undefined, { q: 'zebra state:lost' }) },
        {
          name: 'triage-report',
          path: await firstLink(triager, href(routes.reports.queue), /href="(\/triage\/rpt_[^"?/]+)"/),
        },
        { name: 'metrics', path: href(routes.record.metrics) },
        { name: 'issues', path: href(routes.reports.issues) },
        { name: 'issue', path: await firstLink(triager, href(routes.reports.issues), /href="(\/issues\/[^"?]+)"/) },
        { name: 'cases', path: href(routes.cases.list) },
        { name: 'case-new', path: href(routes.cases.create) },
        {
          name: 'case',
          path: await firstLink(triager, href(routes.cases.list), /href="(\/cases\/cas_[^"?/]+)"/),
        },
        {
          name: 'case-party',
          path: await firstLink(
            triager,
            await firstLink(triager, href(routes.cases.list), /href="(\/cases\/cas_[^"?/]+)"/),
            /href="(\/cases\/cas_[^"?/]+\/participants\/ptc_[^"?/]+)"[^>]*>authgate/,
          ),
        },
        { name: 'drafts', path: href(routes.drafts.list) },
        {
          name: 'draft-edit',
          path: await firstLink(triager, href(routes.drafts.list), /href="(\/drafts\/adv_[^"?/]+)"/),
        },
        {
          name: 'draft-preview',
          path: `${await firstLink(triager, href(routes.drafts.list), /href="(\/drafts\/adv_[^"?/]+)"[^>]*>authgate/)}/publish`,
        },
        {
          name: 'draft-cve',
          path: `${await firstLink(triager, href(routes.drafts.list), /href="(\/drafts\/adv_[^"?/]+)"/)}/cve`,
        },
        {
          name: 'bundle',
          path: `${await firstLink(triager, href(routes.reports.queue), /href="(\/triage\/rpt_[^"?/]+)"/)}/bundle`,
        },
        {
          name: 'weigh',
          path: `${await firstLink(triager, href(routes.reports.queue), /href="(\/triage\/rpt_[^"?/]+)"/)}/priority`,
        },
        { name: 'sandboxes', path: href(routes.research.list) },
        { name: 'account', path: href(routes.accounts.settings) },
        { name: 'api-tokens', path: href(routes.accounts.tokens) },
      ],
    ],
    [
      'admin',
      [
        { name: 'rules-admin', path: href(routes.reports.rules) },
        { name: 'documents-shelf', path: href(routes.documents.shelf) },
        { name: 'documents-new', path: href(routes.documents.newDocument) },
        {
          name: 'documents-document',
          path: await firstLink(admin, href(routes.documents.shelf), /href="(\/admin\/documents\/shelf\/doc_[^"?/]+)"/),
        },
        { name: 'documents-rules', path: href(routes.documents.rules) },
        {
          name: 'documents-rule',
          path: await firstLink(admin, href(routes.documents.rules), /href="(\/admin\/documents\/rules\/dru_[^"?/]+)"/),
        },
        { name: 'documents-edit-terms', path: href(routes.documents.editTerms) },
        { name: 'documents-contacts', path: href(routes.documents.contacts) },
        { name: 'documents-rule-new', path: href(routes.documents.newRule) },
        {
          name: 'documents-rule-remove',
          path: `${await firstLink(admin, href(routes.documents.rules), /href="(\/admin\/documents\/rules\/dru_[^"?/]+)"/)}/remove`,
        },
        { name: 'rule-new', path: href(routes.reports.rule, { id: 'new' }) },
        { name: 'rules-try', path: href(routes.reports.rulesTry) },
        { name: 'exploit-lists', path: href(routes.reports.exploitLists) },
        { name: 'program-edit', path: href(routes.program.edit) },
        { name: 'program-key-edit', path: href(routes.program.editKey) },
        { name: 'program-taxonomy', path: href(routes.program.editTaxonomy) },
        { name: 'program-check', path: href(routes.program.lintPolicy) },
        { name: 'people', path: href(routes.accounts.people) },
        { name: 'intake', path: href(routes.reports.intake) },
        { name: 'intake-embedding', path: href(routes.reports.intakeEmbedding) },
        { name: 'mails', path: href(routes.reports.mails) },
        { name: 'log-corrections', path: href(routes.record.corrections) },
        { name: 'contacts', path: href(routes.record.contacts) },
        { name: 'newsletter-manage', path: href(routes.newsletter.manage) },
        { name: 'newsletter-new', path: href(routes.newsletter.newIssue) },
        { name: 'trust-edit', path: href(routes.trust.edit) },
        { name: 'trust-item', path: href(routes.trust.item, { id: 'tat_example_soc2' }) },
        { name: 'trust-control-edit', path: href(routes.trust.item, { id: 'audit-log-whole' }) },
        { name: 'trust-answer-edit', path: href(routes.trust.item, { id: 'tqa_example_rest' }) },
        { name: 'trust-access-review', path: href(routes.trust.accessReview) },
        { name: 'trust-objections', path: href(routes.trust.objections) },
        { name: 'trust-answer-sheet', path: href(routes.trust.answerSheet) },
        { name: 'trust-gaps', path: href(routes.trust.gaps) },
        { name: 'trust-publish', path: href(routes.trust.publish) },
        { name: 'trust-vouch', path: href(routes.trust.vouch, { id: 'access-review' }) },
        { name: 'trackers', path: href(routes.trackers.trackers) },
        { name: 'tracker-new', path: href(routes.trackers.trackerNew, undefined, { kind: 'jira' }) },
        { name: 'comparisons', path: href(routes.trackers.reconciliations) },
        { name: 'receivers', path: href(routes.trackers.receivers) },
        { name: 'receiver-new', path: href(routes.trackers.receiverNew, undefined, { kind: 'webhook' }) },
        { name: 'makers', path: href(routes.operator.makers) },
        { name: 'jobs', path: href(routes.operator.jobs) },
        { name: 'checks', path: href(routes.operator.checks) },
        { name: 'keys', path: href(routes.operator.keys) },
        { name: 'keys-rotate', path: href(routes.operator.keysRotate) },
        { name: 'keys-lookups', path: href(routes.operator.keysLookups) },
        { name: 'move', path: href(routes.operator.move) },
        { name: 'bring', path: href(routes.operator.bring) },
        { name: 'audit', path: href(routes.operator.audit) },
        { name: 'privacy-requests', path: href(routes.rights.desk) },
        {
          name: 'privacy-request',
          path: await firstLink(admin, href(routes.rights.desk), /href="(\/admin\/privacy\/requests\/[^"?/]+)"/),
        },
        { name: 'holds', path: href(routes.rights.holds) },
        { name: 'affected', path: href(routes.rights.affected) },
        { name: 'processing', path: href(routes.rights.processing) },
        { name: 'retention', path: href(routes.rights.retention) },
      ],
    ],
    [
      'researcher',
      [
        { name: 'my-reports', path: href(routes.reports.mine) },
        { name: 'sandbox', path: href(routes.research.sandbox) },
        { name: 'sandbox-reset', path: href(routes.research.reset) },
        { name: 'sandbox-callback', path: href(routes.research.callback, undefined, { code: 'a-code', state: 'b' }) },
        {
          name: 'my-report',
          path: await firstLink(researcher, href(routes.reports.mine), /href="(\/reports\/[^"?/]+)"/),
        },
      ],
    ],
    [
      'owner',
      [
        { name: 'owner-home', path: href(routes.privacy.home) },
        {
          name: 'owner-grant',
          path: await firstLink(owner, href(routes.privacy.home), /href="(\/owner\/grants\/[^"?/]+)"/),
        },
        {
          name: 'owner-pause',
          path: await firstLink(owner, href(routes.privacy.home), /href="(\/owner\/grants\/[^"?]+\/pause)"/),
        },
        {
          name: 'owner-narrow',
          path: await firstLink(owner, href(routes.privacy.home), /href="(\/owner\/grants\/[^"]+\/narrow[^"]+)"/),
        },
        {
          name: 'owner-renew',
          path: (await firstLink(owner, href(routes.privacy.home), /href="(\/owner\/grants\/[^"?]+\/pause)"/)).replace(
            /pause$/,
            'renew',
          ),
        },
        { name: 'owner-alerts', path: href(routes.privacy.alerts) },
        { name: 'owner-revoke-all', path: href(routes.privacy.revokeAll) },
        { name: 'owner-log', path: href(routes.privacy.log) },
        { name: 'your-data', path: href(routes.rights.home) },
        { name: 'your-data-ask', path: href(routes.rights.ask) },
        { name: 'your-data-erase', path: href(routes.rights.erase) },
        {
          name: 'your-data-request',
          path: await firstLink(owner, href(routes.rights.home), /href="(\/your-data\/requests\/[^"?/]+)"/),
        },
        {
          name: 'owner-revoke',
          path: await firstLink(owner, href(routes.privacy.home), /href="(\/owner\/grants\/[^"?]+\/revoke)"/),
        },
      ],
    ],
    [
      'developer',
      [
        ...(await webhookPages(developer)),
        { name: 'developer-home', path: href(routes.developers.home) },
        { name: 'developer-connected', path: href(routes.developers.connected, undefined, { code: 'c' }) },
        {
          name: 'developer-connected-not',
          path: href(routes.developers.connected, undefined, { error: 'access_denied' }),
        },
        { name: 'application', path: application },
        { name: 'deletion-orders', path: `${application}/deletion-orders` },
        { name: 'application-authentication', path: `${application}/authentication` },
        ...(await dashboardPages(developer, application)),
        { name: 'quick-start-node', path: `${application}/quick-start` },
        { name: 'quick-start-java', path: `${application}/quick-start?sdk=java` },
        { name: 'application-limits', path: `${application}/limits` },
        { name: 'reference-try', path: href(routes.reference.call, { api: 'v2', call: 'control-charge-limit' }) },
        { name: 'reference-signal', path: href(routes.reference.call, { api: 'v3', call: 'signal' }) },
        { name: 'garage', path: garage },
        {
          name: 'simulated-car',
          path: await firstLink(developer, garage, /href="(\/developer\/[^"?]+\/cars\/car_[^"?/]+)"/),
        },
      ],
    ],
  ]);
}

async function firstLink(visitor: Visitor, path: string, pattern: RegExp): Promise<string> {
  const page = await visitor.open(path);
  const found = pattern.exec(page.body)?.[1];
  if (found === undefined) throw new Error(`${path} (${page.status}) links to nothing like ${pattern}`);
  return found;
}

/** What a developer looks after an application with. */
async function dashboardPages(developer: Visitor, application: string): Promise<{ name: string; path: string }[]> {
  const [secrets, requests] = [`${application}/secrets`, `${application}/requests`];
  const connections = `${application}/connections`;
  return [
    { name: 'application-settings', path: `${application}/settings` },
    { name: 'branding', path: `${application}/branding` },
    { name: 'secrets', path: secrets },
    { name: 'secret-revoke', path: await firstLink(developer, secrets, /href="(\/developer\/[^"]+\/revoke)"/) },
    { name: 'management-token', path: `${application}/management-token` },
    { name: 'connections', path: connections },
    { name: 'disconnect', path: await firstLink(developer, connections, /href="(\/developer\/[^"]+\/disconnect)"/) },
    { name: 'requests', path: requests },
    { name: 'requests-nothing', path: `${requests}?request=zebra&vehicle=zebra` },
    {
      name: 'request-refused',
      path: await firstLink(
        developer,
        `${requests}?status=refused`,
        /href="(\/developer\/[^"]+\/requests\/[0-9a-f-]{36})"/,
      ),
    },
  ];
}

/** The pages of webhooks, of the application that the demo has. */
async function webhookPages(developer: Visitor): Promise<{ name: string; path: string }[]> {
  const organization = /href="(\/developer\/organizations\/[^"?/]+)"/;
  const home = await firstLink(developer, href(routes.developers.home), organization);
  const id = (await firstLink(developer, home, /href="\/developer\/applications\/([^"?/]+)"/)) ?? '';
  const list = href(routes.webhooks.list, { id });
  const trips = await firstLink(developer, list, /href="([^"]+)"[^>]*>Trips</);
  return [
    { name: 'webhooks', path: list },
    { name: 'webhook-new', path: href(routes.webhooks.create, { id }) },
    { name: 'webhook', path: trips },
    { name: 'webhook-off', path: await firstLink(developer, list, /href="([^"]+)"[^>]*>Trips \(old server\)</) },
    { name: 'webhook-edit', path: `${trips}/edit` },
    { name: 'webhook-cars', path: `${trips}/cars` },
    { name: 'webhook-remove', path: `${trips}/remove` },
    {
      name: 'webhook-delivery',
      path: await firstLink(developer, trips, /href="([^"]+\/deliveries\/msg_[^"?/]+)"/),
    },
  ];
}
