// The form of an advisory, filled in as far as publishing needs.

export const filledAdvisory = {
  title: 'authgate: redirect addresses of any path are accepted',
  summary: 'Whoever can place a page on a registered host receives the authorization code.',
  details: 'Only scheme and host were compared.',
  cweIds: '601',
  cvss40: 'CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N',
  tlp: 'CLEAR',
  'products.0.vendor': 'authgate',
  'products.0.name': 'authgate',
  'products.0.purl': 'pkg:npm/authgate',
  'products.0.status': 'affected',
  'products.0.versionScheme': 'semver',
  'products.0.affected': '>= 2.0.0, < 2.7.4',
  'products.0.fixed': '2.7.4',
  'remediations.0.kind': 'vendor_fix',
  'remediations.0.details': 'Update to 2.7.4.',
} as const;
