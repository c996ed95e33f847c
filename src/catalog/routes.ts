// Every URL of the product, by module: the only place where a path is written. Links, forms, redirects and tests
// are built from it with `href`.

/**
 * How an error on this route is told: as a page, as problem+json, in OAuth's form, in the vehicle API's form, or as
 * error objects of JSON:API, once under its own media type and once under Bugcrowd's.
 */
export type Family = 'page' | 'api' | 'oauth' | 'vehicle' | 'jsonapi' | 'bugcrowd';

export type RoutePath<Path extends string = string> = { readonly path: Path; readonly family: Family };

const page = <const Path extends string>(path: Path) => ({ path, family: 'page' }) as const;
const api = <const Path extends string>(path: Path) => ({ path, family: 'api' }) as const;
const oauth = <const Path extends string>(path: Path) => ({ path, family: 'oauth' }) as const;
const jsonapi = <const Path extends string>(path: Path) => ({ path: `/api/v1${path}`, family: 'jsonapi' }) as const;
const bugcrowd = <const Path extends string>(path: Path) =>
  ({ path: `/compat/bugcrowd${path}`, family: 'bugcrowd' }) as const;
const vehicle = <const Path extends string>(path: Path) =>
  ({ path: `/v:version(^\\d+\\.\\d+$)${path}`, family: 'vehicle' }) as const;

export const routes = {
  site: {
    home: page('/'),
    asset: api('/assets/:file'),
    favicon: api('/favicon.ico'),
    robots: api('/robots.txt'),
    errors: page('/errors'),
    error: page('/errors/:code'),
    vehicleErrors: page('/errors/api-errors/:family'),
    keys: api('/.well-known/telltale-keys.json'),
    openapi: api('/openapi/:file'),
  },
  health: {
    live: api('/health/live'),
    ready: api('/health/ready'),
  },
  operator: {
    overview: page('/admin'),
    jobs: page('/admin/jobs'),
    job: page('/admin/jobs/:id'),
    audit: page('/admin/audit'),
    checks: page('/admin/checks'),
    mailbox: page('/dev/mail'),
    mail: page('/dev/mail/:id'),
    kit: page('/dev/kit'),
  },
  accounts: {
    signIn: page('/sign-in'),
    signInSent: page('/sign-in/sent'),
    signInLink: page('/sign-in/link'),
    signInSecondFactor: page('/sign-in/second-factor'),
    signInPasskeyOptions: api('/sign-in/passkey/options'),
    signInPasskey: api('/sign-in/passkey'),
    signInEnroll: page('/sign-in/enroll'),
    signInEnrollPasskeyOptions: api('/sign-in/enroll/passkey/options'),
    signInEnrollPasskey: api('/sign-in/enroll/passkey'),
    signInDemo: page('/sign-in/demo'),
    signOut: page('/sign-out'),
    settings: page('/account'),
    profile: page('/account/profile'),
    passkeyOptions: api('/account/passkeys/options'),
    passkeys: api('/account/passkeys'),
    passkeyRemove: page('/account/passkeys/:id/remove'),
    totp: page('/account/totp'),
    totpRemove: page('/account/totp/remove'),
    recoveryCodes: page('/account/recovery-codes'),
    tokens: page('/account/tokens'),
    tokenRevoke: page('/account/tokens/:id/revoke'),
    sessionEnd: page('/account/sessions/:id/end'),
    sessionsEndOthers: page('/account/sessions/end-others'),
    invitation: page('/invitation'),
    people: page('/admin/people'),
    invite: page('/admin/people/invite'),
    personRole: page('/admin/people/:id/role'),
    personRemove: page('/admin/people/:id/remove'),
    personReset: page('/admin/people/:id/reset'),
    invitationWithdraw: page('/admin/invitations/:id/withdraw'),
  },
  program: {
    show: page('/program'),
    policy: page('/program/policy/:version'),
    scopeCheck: api('/scope/check'),
    scope: api('/scope.json'),
    taxonomy: api('/taxonomy.json'),
    scopeHistory: page('/program/scope'),
    letter: page('/program/safe-harbor'),
    letterFile: api('/program/safe-harbor.json'),
    lintPolicy: page('/admin/program/check'),
    scopeVersion: page('/program/scope/:version'),
    scopeAtom: api('/program/scope.atom'),
    scopeFeed: api('/program/scope.feed.json'),
    cvss: page('/cvss'),
    securityTxt: api('/.well-known/security.txt'),
    securityTxtOld: api('/security.txt'),
    key: page('/program/key'),
    keyFile: api('/program/key.asc'),
    formerKeyFile: api('/program/keys/:fingerprint.asc'),
    keyDirectory: api('/.well-known/openpgpkey/hu/:name'),
    keyDirectoryPolicy: api('/.well-known/openpgpkey/policy'),
    keyDirectoryOfDomain: api('/.well-known/openpgpkey/:domain/hu/:name'),
    keyDirectoryPolicyOfDomain: api('/.well-known/openpgpkey/:domain/policy'),
    edit: page('/admin/program'),
    editKey: page('/admin/program/key'),
    makeKey: page('/admin/program/key/make'),
    importKey: page('/admin/program/key/import'),
    revokeKey: page('/admin/program/key/:id/revoke'),
    takeRevocation: page('/admin/program/key/:id/revocation'),
    editPolicy: page('/admin/program/policy'),
    editScope: page('/admin/program/scope'),
    editTargets: page('/admin/program/targets'),
    editTaxonomy: page('/admin/program/taxonomy'),
    useTaxonomy: page('/admin/program/taxonomy/:version'),
  },
  reports: {
    submit: page('/report'),
    sent: page('/report/sent'),
    return: page('/report/return'),
    leave: page('/report/leave'),
    mine: page('/reports'),
    show: page('/reports/:id'),
    reply: page('/reports/:id/messages'),
    addFiles: page('/reports/:id/files'),
    file: page('/reports/:id/files/:file'),
    withdraw: page('/reports/:id/withdraw'),
    appeal: page('/reports/:id/appeal'),
    retest: page('/reports/:id/retest'),
    claim: page('/reports/:id/claim'),
    receipt: api('/reports/:id/receipt.json'),
    canonical: api('/reports/:id/report.json'),
    inclusion: api('/reports/:id/inclusion.json'),
    verifyReceipt: page('/receipts/verify'),
    find: page('/find'),
    findJson: api('/find.json'),
    queue: page('/triage'),
    queueLive: api('/triage/live'),
    queueViews: page('/triage/views'),
    queueView: page('/triage/views/:id'),
    cannedReplies: page('/triage/replies'),
    cannedReply: page('/triage/replies/:id'),
    cannedReplyDelete: page('/triage/replies/:id/delete'),
    bulkBegin: page('/triage/bulk'),
    bulk: page('/triage/bulk/:id'),
    bulkPreview: page('/triage/bulk/:id/preview'),
    bulkRun: page('/triage/bulk/:id/run'),
    search: page('/triage/search'),
    triage: page('/triage/:id'),
    move: page('/triage/:id/move'),
    assign: page('/triage/:id/assign'),
    assess: page('/triage/:id/severity'),
    label: page('/triage/:id/labels'),
    blockers: page('/triage/:id/blockers'),
    message: page('/triage/:id/messages'),
    triageFile: page('/triage/:id/files/:file'),
    encryptedMessage: page('/triage/:id/encrypted.asc'),
    openedFile: page('/triage/:id/files/:file/opened'),
    openedText: page('/triage/:id/opened-text'),
    mails: page('/admin/mails'),
    mailAgain: page('/admin/mails/:id/again'),
    mailRaw: page('/mails/:id/raw'),
    apiReports: jsonapi('/reports'),
    apiReport: jsonapi('/reports/:id'),
    apiComments: jsonapi('/reports/:id/comments'),
    compatSubmissions: bugcrowd('/submissions'),
    compatSubmission: bugcrowd('/submissions/:id'),
    compatComments: bugcrowd('/submissions/:id/comments'),
    compatActivities: bugcrowd('/submissions/:id/activities'),
    compatPrograms: bugcrowd('/programs'),
    compatTargets: bugcrowd('/targets'),
    issues: page('/issues'),
    issue: page('/issues/:id'),
    issueEdit: page('/issues/:id/edit'),
    issueMove: page('/issues/:id/move'),
    issueMerge: page('/issues/:id/merge'),
    issueSplit: page('/issues/:id/split'),
    triageText: page('/triage/:id/files/:file/text'),
    quarantine: page('/triage/:id/files/:file/quarantine'),
    evidence: page('/evidence/:file'),
    knownImports: page('/known-issues'),
    knownImport: page('/known-issues/:id'),
    weigh: page('/triage/:id/priority'),
    ssvc: api('/triage/:id/ssvc.json'),
    duties: page('/duties'),
    dutyDrill: page('/duties/drills'),
    duty: page('/duties/:id'),
    dutyPackage: page('/duties/:id/:duty/:stage'),
    dutyPackageJson: api('/duties/:id/:duty/:stage/package.json'),
    exploitLists: page('/admin/exploit-lists'),
  },
  record: {
    statistics: page('/program/statistics'),
    statisticsJson: api('/program/statistics.json'),
    log: api('/program/log.ndjson'),
    metrics: page('/metrics'),
    bodCsv: api('/metrics/bod-20-01.csv'),
    vehicleJson: api('/metrics/r155.json'),
    vehicleCsv: api('/metrics/r155.csv'),
    contacts: page('/admin/contacts'),
    testContacts: page('/admin/contacts/test'),
  },
  advisories: {
    published: page('/advisories'),
    atom: api('/advisories.atom'),
    jsonFeed: api('/advisories.json'),
    thanks: page('/thanks'),
    advisory: page('/advisories/:id'),
    artefact: api('/advisories/:id/:file'),
    csafProvider: api('/.well-known/csaf/provider-metadata.json'),
    csafFolder: page('/csaf'),
    csafIndex: api('/csaf/index.txt'),
    csafChanges: api('/csaf/changes.csv'),
    csafFeed: api('/csaf/feed.json'),
    csafService: api('/csaf/service.json'),
    csafCategories: api('/csaf/category.json'),
    csafKey: api('/csaf/keys/:file'),
    csafYear: page('/csaf/:year(^\\d{4}$)'),
    csafFile: api('/csaf/:year(^\\d{4}$)/:file'),
  },
  drafts: {
    list: page('/drafts'),
    edit: page('/drafts/:id'),
    publish: page('/drafts/:id/publish'),
    withdraw: page('/drafts/:id/withdraw'),
    cve: page('/drafts/:id/cve'),
    cveReserve: page('/drafts/:id/cve/reserve'),
    cveReject: page('/drafts/:id/cve/reject'),
  },
  cases: {
    list: page('/cases'),
    create: page('/cases/new'),
    show: page('/cases/:id'),
    edit: page('/cases/:id/edit'),
    fact: page('/cases/:id/facts/:fact'),
    embargo: page('/cases/:id/embargo'),
    embargoEnd: page('/cases/:id/embargo/end'),
    invite: page('/cases/:id/participants'),
    participant: page('/cases/:id/participants/:person'),
    addVulnerability: page('/cases/:id/vulnerabilities'),
    message: page('/cases/:id/messages'),
    close: page('/cases/:id/close'),
  },
  coordination: {
    enter: page('/coordination/enter'),
    return: page('/coordination/return'),
    leave: page('/coordination/leave'),
    show: page('/coordination/:id'),
    embargo: page('/coordination/:id/embargo'),
    step: page('/coordination/:id/progress'),
    status: page('/coordination/:id/status'),
    message: page('/coordination/:id/messages'),
  },
  developers: {
    home: page('/developer'),
    create: page('/developer/organizations'),
    organization: page('/developer/organizations/:id'),
    inviteMember: page('/developer/organizations/:id/members'),
    memberRemove: page('/developer/organizations/:id/members/:person/remove'),
    acceptMember: page('/developer/invitation'),
    createApplication: page('/developer/organizations/:id/applications'),
    application: page('/developer/applications/:id'),
    rotateSecret: page('/developer/applications/:id/secret'),
  },
  connect: {
    authorize: oauth('/oauth/authorize'),
    token: oauth('/oauth/token'),
    introspect: oauth('/oauth/introspect'),
    revoke: oauth('/oauth/revoke'),
    par: oauth('/oauth/par'),
    resume: oauth('/oauth/authorize/:uid'),
    metadata: oauth('/.well-known/oauth-authorization-server'),
    jwks: oauth('/oauth/jwks'),
    step: page('/connect/:uid'),
    consent: page('/connect/:uid/consent'),
    deny: page('/connect/:uid/deny'),
    ownerPolicy: page('/end-user-privacy-policy'),
  },
  vehicles: {
    user: vehicle('/user'),
    vehicles: vehicle('/vehicles'),
    attributes: vehicle('/vehicles/:id'),
    permissions: vehicle('/vehicles/:id/permissions'),
    odometer: vehicle('/vehicles/:id/odometer'),
    disconnect: vehicle('/vehicles/:id/application'),
  },
  privacy: {
    home: page('/owner'),
    log: page('/owner/log'),
    grant: page('/owner/grants/:id'),
    revoke: page('/owner/grants/:id/revoke'),
  },
} as const satisfies Record<string, Record<string, RoutePath>>;

type ParamNames<Path extends string> = Path extends `${string}:${infer Rest}`
  ? Rest extends `${infer Name}/${infer After}`
    ? CleanName<Name> | ParamNames<`/${After}`>
    : CleanName<Rest>
  : never;
type CleanName<Text extends string> = Text extends `${infer Name}(${string}`
  ? Name
  : Text extends `${infer Name}.${string}`
    ? Name
    : Text;

export type RouteParams<Path extends string> = { readonly [Name in ParamNames<Path>]: string };

type HrefArguments<Path extends string> = [ParamNames<Path>] extends [never]
  ? [params?: undefined, query?: Query]
  : [params: RouteParams<Path>, query?: Query];
type Query = Readonly<Record<string, string | number | undefined>>;

/** The URL of a route: parameters and query values are percent-encoded; undefined query values are left out. */
export function href<Path extends string>(route: RoutePath<Path>, ...[params, query]: HrefArguments<Path>): string {
  const values: Readonly<Record<string, string>> = params ?? {};
  const path = route.path.replace(/:(\w+)(?:\([^)]*\))?/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
  );
  return pairs.length > 0 ? `${path}?${pairs.join('&')}` : path;
}
