// What other systems may be told of: the types of notices, by what a person calls them. Names are permanent, as receivers refer to them.

export const outsideEvents = {
  'report.created': 'A report has come in',
  'report.state_changed': 'A report has a new state',
  'report.updated': 'Something about a report has changed',
  'report.commented': 'The reporter or the team has written',
  'report.assigned': 'A report has been given to somebody',
  'report.retested': 'A fix has been checked',
  'attachment.scanned': 'A virus scanner has looked at a file of a report',
  'clock.warning': 'A promise runs out soon',
  'clock.breached': 'A promise has run out',
  'issue.state_changed': 'An issue has a new state',
  'case.opened': 'A case has been opened',
  'case.changed': 'Something has happened in a case',
  'embargo.changed': 'An embargo was proposed, agreed on or ended',
  'advisory.published': 'An advisory, an edition or a withdrawal is out',
} as const satisfies Record<string, string>;

export type OutsideEvent = keyof typeof outsideEvents;

export const outsideEventNames = Object.keys(outsideEvents) as readonly OutsideEvent[];

export const isOutsideEvent = (name: string): name is OutsideEvent => Object.hasOwn(outsideEvents, name);
