// Which staff role may do what: access checks, navigation and the generated route tests all read this table.

export const staffRoles = ['admin', 'triager', 'viewer'] as const;
export type StaffRole = (typeof staffRoles)[number];

const everyone: readonly StaffRole[] = ['admin', 'triager', 'viewer'];
const triagers: readonly StaffRole[] = ['admin', 'triager'];
const admins: readonly StaffRole[] = ['admin'];

export const permissions = {
  'report.read': everyone,
  'report.triage': triagers,
  /** Takes a report out of the sealed store as one file. */
  'report.export': triagers,
  /** What is withheld from the team: infected files, and what was made unreadable. */
  'evidence.open': admins,
  'case.read': everyone,
  'case.manage': triagers,
  'advisory.read': everyone,
  'advisory.edit': triagers,
  'advisory.publish': admins,
  'program.edit': admins,
  /** Takes the whole program out as one file. */
  'program.export': admins,
  /** Puts a program from elsewhere in the place of one that was never used, its staff with it. */
  'program.import': admins,
  'staff.manage': admins,
  /** Receivers of notices and trackers: what leaves this server, and by which door. */
  'integration.manage': admins,
  /** Drafts and publications of the trust center, and evidence that a person gives. */
  'trust.manage': admins,
  /** Requests for documents: who may read what. */
  'documents.decide': triagers,
  /** The documents themselves, their terms, rules and contacts, and the list of who asked. */
  'documents.manage': admins,
  /** Writes the newsletter and sends it. */
  'newsletter.manage': admins,
  'operation.read': admins,
  'operation.repair': admins,
  'audit.read': admins,
  /** What people ask for about their own data, and what must be kept of whom. */
  'privacy.manage': admins,
} as const satisfies Record<string, readonly StaffRole[]>;

export type Permission = keyof typeof permissions;

/** Whether the role includes the permission; no role includes nothing. */
export const may = (role: StaffRole | undefined, permission: Permission): boolean =>
  role !== undefined && permissions[permission].includes(role);
