// The product's frames: the page kit's shells filled with the product's own ways around, by who is looking.
import type { ComponentChildren } from 'preact';
import { may, type Permission, type StaffRole } from '../catalog/permissions.ts';
import { href, type RoutePath, routes } from '../catalog/routes.ts';
import { ConsolePage, FocusPage, type Party, PublicPage } from './layout.tsx';
import type { Flash } from './shell-parts.tsx';
import type { Crumb, NavItem } from './ui/nav.tsx';
import { NewsletterForm } from './ui/newsletter-form.tsx';

/** What a page's frame needs to know; core/http/shell.ts gathers it from the request. */
export type Shell = {
  readonly operatorName: string;
  readonly isDemo: boolean;
  readonly actorKind:
    | 'anonymous'
    | 'person'
    | 'receipt-holder'
    | 'participant'
    | 'document-visitor'
    | 'application'
    | 'application-itself'
    | 'system';
  readonly staffRole: StaffRole | undefined;
  readonly path: string;
  readonly now: Date;
  readonly timeZone: string;
};

type FrameProps = {
  shell: Shell;
  title: string;
  description?: string;
  sheet?: string;
  flash?: Flash | undefined;
  children: ComponentChildren;
};

type ConsoleProps = FrameProps & {
  breadcrumbs?: readonly Crumb[];
  heading?: ComponentChildren;
  headingAside?: ComponentChildren;
  search?: { action: string; label: string; value?: string | undefined };
  railSlot?: ComponentChildren;
};

/** Pages for everybody: the program, reports of a reporter, errors. */
export function SitePage({ shell, flash, children, ...page }: FrameProps) {
  return (
    <PublicPage
      {...page}
      {...frame(shell)}
      nav={publicNav(shell)}
      footer={footerOf(shell)}
      footerSlot={<NewsletterForm path={shell.path} />}
      flash={flash}
    >
      {children}
    </PublicPage>
  );
}

/** One card, one decision: signing in, consent. */
export function CardPage({ shell, parties, children, ...page }: FrameProps & { parties?: readonly Party[] }) {
  return (
    <FocusPage {...page} {...frame(shell)} {...(parties ? { parties } : {})} footer={footerOf(shell)}>
      {children}
    </FocusPage>
  );
}

/** The security team's console. */
export function StaffConsole({ shell, ...page }: ConsoleProps) {
  return (
    <ConsolePage
      search={findBox}
      {...page}
      {...frame(shell)}
      area="Security team"
      nav={staffNav(shell)}
      account={accountMenu(shell)}
    />
  );
}

/** An owner's own pages. */
export function OwnerConsole({ shell, ...page }: ConsoleProps) {
  const nav = mark(shell, [
    item('My cars', routes.privacy.home),
    item('Who read what', routes.privacy.log),
    item('Alerts', routes.privacy.alerts),
    item('My reports', routes.reports.mine),
    item('Your data', routes.rights.home),
  ]);
  return (
    <ConsolePage search={findBox} {...page} {...frame(shell)} area="My cars" nav={nav} account={accountMenu(shell)} />
  );
}

/** A developer's dashboard. */
export function DeveloperConsole({ shell, ...page }: ConsoleProps) {
  return (
    <ConsolePage
      search={findBox}
      {...page}
      {...frame(shell)}
      area="Developers"
      nav={mark(shell, [item('Organizations', routes.developers.home), item('API reference', routes.reference.home)])}
      account={accountMenu(shell)}
    />
  );
}

/** Settings of whoever is signed in. */
export function AccountConsole({ shell, ...page }: ConsoleProps) {
  const nav = mark(shell, [
    item('Account', routes.accounts.settings),
    item('Your data', routes.rights.home),
    item('My cars', routes.privacy.home),
    item('My reports', routes.reports.mine),
    item('Sandbox', routes.research.sandbox),
    item('Developers', routes.developers.home),
    ...(shell.staffRole ? [item('Security team', routes.reports.queue)] : []),
  ]);
  return (
    <ConsolePage search={findBox} {...page} {...frame(shell)} area="Account" nav={nav} account={accountMenu(shell)} />
  );
}

/** The box that finds things, in every console whose page brings no search of its own. */
const findBox = { action: href(routes.reports.find), label: 'Find a report, a page, a person' };

const frame = (shell: Shell) => ({
  operator: { name: shell.operatorName, href: href(routes.site.home) },
  clock: { now: shell.now, timeZone: shell.timeZone },
});

const item = (label: string, route: RoutePath): NavItem => ({ label, href: route.path });

/** Marks the item whose path is the longest beginning of the present one. */
function mark(shell: Shell, items: readonly NavItem[]): NavItem[] {
  const here = items
    .filter(({ href }) => shell.path === href || shell.path.startsWith(`${href}/`))
    .sort((a, b) => b.href.length - a.href.length)[0];
  return items.map(one => ({ ...one, current: one === here }));
}

const publicNav = (shell: Shell): NavItem[] =>
  mark(shell, [
    item('Program', routes.program.show),
    item('Trust', routes.trust.show),
    item('Report a vulnerability', routes.reports.submit),
    shell.actorKind === 'person' ? item('Account', routes.accounts.settings) : item('Sign in', routes.accounts.signIn),
  ]);

const footerOf = (shell: Shell): NavItem[] => [
  item('security.txt', routes.program.securityTxt),
  item('OpenPGP key', routes.program.key),
  item('Return to a report', routes.reports.return),
  item('Check a receipt', routes.reports.verifyReceipt),
  item('Advisories', routes.advisories.published),
  item('Thanks', routes.advisories.thanks),
  item('Statistics', routes.record.statistics),
  item('Trust center', routes.trust.show),
  item('Newsletter', routes.newsletter.archive),
  item('CVSS calculator', routes.program.cvss),
  item('API reference', routes.reference.home),
  ...(shell.isDemo ? [item('Demo mailbox', routes.operator.mailbox)] : []),
];

/** Every place that somebody can go to, by what they may do; for finding them by name. */
export function placesFor(shell: Shell): readonly NavItem[] {
  const all = [
    ...(shell.staffRole ? staffNav(shell) : []),
    ...(shell.staffRole ? [item('Views of the queue', routes.reports.queueViews)] : []),
    ...(may(shell.staffRole, 'program.edit')
      ? [
          item('Edit the policy', routes.program.editPolicy),
          item('Edit the scope', routes.program.editScope),
          item('Targets, promises, calendar', routes.program.editTargets),
          item('Pause new reports, budgets', routes.reports.intake),
          item('Report form on other sites', routes.reports.intakeEmbedding),
        ]
      : []),
    item('Account settings', routes.accounts.settings),
    item('Your data', routes.rights.home),
    item('My cars', routes.privacy.home),
    item('Who read what', routes.privacy.log),
    item('My reports', routes.reports.mine),
    item('Organizations and applications', routes.developers.home),
    item('API reference', routes.reference.home),
    item('Sandbox for research', routes.research.sandbox),
    item('Program page', routes.program.show),
    item('Trust center, as everybody sees it', routes.trust.show),
    item('Documents on request', routes.documents.list),
    item('Report a vulnerability', routes.reports.submit),
  ];
  return all.filter((one, index) => all.findIndex(({ href }) => href === one.href) === index);
}

function staffNav(shell: Shell): NavItem[] {
  const { staffRole } = shell;
  const only = (permission: Permission, ...items: NavItem[]): NavItem[] => (may(staffRole, permission) ? items : []);
  const under = (group: string, items: readonly NavItem[]): NavItem[] => items.map(item => ({ ...item, group }));
  return mark(shell, [
    item('Triage', routes.reports.queue),
    ...only(
      'report.triage',
      item('Held reports', routes.reports.held),
      item('Replies', routes.reports.cannedReplies),
      item('Rules', routes.reports.rules),
    ),
    item('Issues', routes.reports.issues),
    ...only('case.read', item('Cases', routes.cases.list)),
    ...only('advisory.read', item('Advisories', routes.drafts.list)),
    item('Duties', routes.reports.duties),
    item('Metrics', routes.record.metrics),
    ...under('Program', [
      ...only(
        'program.edit',
        item('Program', routes.program.edit),
        item('Intake', routes.reports.intake),
        item('Exploit lists', routes.reports.exploitLists),
      ),
      ...only('trust.manage', item('Trust center', routes.trust.edit)),
      ...only('documents.decide', item('Documents', routes.documents.desk)),
      ...only('newsletter.manage', item('Newsletter', routes.newsletter.manage)),
      ...only('report.triage', item('Sandboxes', routes.research.list)),
    ]),
    ...under('Connections', [
      ...only('report.triage', item('API', routes.accounts.tokens)),
      ...only(
        'integration.manage',
        item('Trackers', routes.trackers.trackers),
        item('Webhooks and chat', routes.trackers.receivers),
      ),
    ]),
    ...under('Operation', [
      ...only('staff.manage', item('People', routes.accounts.people)),
      ...only(
        'operation.read',
        item('Mails', routes.reports.mails),
        item('Contacts', routes.record.contacts),
        item('Makers', routes.operator.makers),
        item('Jobs', routes.operator.jobs),
        item('Checks', routes.operator.checks),
        item('Keys and backups', routes.operator.keys),
      ),
      ...only('audit.read', item('Audit log', routes.operator.audit)),
      ...only('privacy.manage', item('Privacy requests', routes.rights.desk)),
      ...only('program.export', item('Move', routes.operator.move)),
    ]),
  ]);
}

const accountMenu = (shell: Shell) =>
  shell.actorKind === 'person'
    ? {
        name: 'Account',
        detail: shell.staffRole,
        items: [
          item('Settings', routes.accounts.settings),
          item('My cars', routes.privacy.home),
          item('My reports', routes.reports.mine),
          item('Developers', routes.developers.home),
        ],
        signOutAction: href(routes.accounts.signOut),
      }
    : undefined;
