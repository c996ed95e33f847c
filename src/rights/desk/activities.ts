// What personal data is processed for, as data: the part of the record of processing that no schema knows (Art. 30). Pure.

export type Activity = {
  /** The module whose tables it uses: the schema of the same name. */
  readonly module: string;
  readonly name: string;
  readonly purpose: string;
  readonly basis: string;
  readonly people: string;
  readonly recipients: string;
};

export const activities: readonly Activity[] = [
  {
    module: 'accounts',
    name: 'Accounts and signing in',
    purpose: 'Let people in and keep others out',
    basis: 'Contract, Art. 6(1)(b)',
    people: 'Owners, developers, researchers, staff',
    recipients: 'None outside; mails by the operator’s mail server',
  },
  {
    module: 'vehicles',
    name: 'Reading and commanding cars',
    purpose: 'Give applications what the owner allows, and log each read',
    basis: 'Consent, Art. 6(1)(a); the log: legal duty, Art. 6(1)(c)',
    people: 'Owners of cars',
    recipients: 'Applications that the owner names; the maker of the car',
  },
  {
    module: 'connect',
    name: 'Consent',
    purpose: 'Ask owners, prove what they allowed, end it when they say so',
    basis: 'Legal duty, Art. 6(1)(c) with 7(1)',
    people: 'Owners of cars',
    recipients: 'Applications that the owner names',
  },
  {
    module: 'privacy',
    name: 'Alerts to owners',
    purpose: 'Tell owners what apps do with their cars',
    basis: 'Legitimate interest, Art. 6(1)(f)',
    people: 'Owners of cars',
    recipients: 'None',
  },
  {
    module: 'trust',
    name: 'Trust center',
    purpose: 'Show evidence',
    basis: 'Legitimate interest, Art. 6(1)(f)',
    people: 'Nobody',
    recipients: 'None',
  },
  {
    module: 'documents',
    name: 'Documents on request',
    purpose: 'Hand documents to those who asked and accepted the terms, and know whose copy a leaked one is',
    basis: 'Contract, Art. 6(1)(b); the records: legitimate interest, Art. 6(1)(f)',
    people: 'Whoever asks for documents',
    recipients: 'Sales and customer success of the operator, as far as an admin hands the list on',
  },
  {
    module: 'newsletter',
    name: 'Newsletter',
    purpose: 'Send news to those who asked for it and confirmed it',
    basis: 'Consent, Art. 6(1)(a)',
    people: 'Subscribers',
    recipients: 'The operator’s mail server',
  },
  {
    module: 'developers',
    name: 'Organizations and applications',
    purpose: 'Serve developers; find faults in their calls',
    basis: 'Contract, Art. 6(1)(b)',
    people: 'Developers; owners by opaque ids, for 14 days',
    recipients: 'Members of the same organization',
  },
  {
    module: 'webhooks',
    name: 'Webhooks',
    purpose: 'Tell applications when a car changes',
    basis: 'Consent, Art. 6(1)(a)',
    people: 'Owners of cars',
    recipients: 'Applications that the owner names',
  },
  {
    module: 'reports',
    name: 'Reports of weaknesses',
    purpose: 'Take in, answer and mend what researchers find',
    basis: 'Legitimate interest, Art. 6(1)(f); duties to report, Art. 6(1)(c)',
    people: 'Researchers; people named in reports',
    recipients: 'Vendors in a coordinated case, as far as the reporter agrees',
  },
  {
    module: 'advisories',
    name: 'Coordinated cases and advisories',
    purpose: 'Work on a weakness with those who can mend it',
    basis: 'Legitimate interest, Art. 6(1)(f)',
    people: 'Participants of cases',
    recipients: 'Other participants; the public, once published',
  },
  {
    module: 'trackers',
    name: 'Notices and tickets',
    purpose: 'Tell the team in its own tools',
    basis: 'Legitimate interest, Art. 6(1)(f)',
    people: 'Staff',
    recipients: 'Trackers and chats that the operator set up',
  },
  {
    module: 'research',
    name: 'Sandboxes for research',
    purpose: 'Let researchers try without reaching anybody’s car',
    basis: 'Contract, Art. 6(1)(b)',
    people: 'Researchers',
    recipients: 'None',
  },
  {
    module: 'rights',
    name: 'Rights of people',
    purpose: 'Answer what people ask for about their own data',
    basis: 'Legal duty, Art. 6(1)(c)',
    people: 'Whoever asks',
    recipients: 'Applications, by signed orders that name nobody',
  },
  {
    module: 'program',
    name: 'The program',
    purpose: 'Say what is in scope and how to report',
    basis: 'Legitimate interest, Art. 6(1)(f)',
    people: 'Staff named in it',
    recipients: 'The public',
  },
  {
    module: 'record',
    name: 'The public log',
    purpose: 'Show how reports are handled',
    basis: 'Legitimate interest, Art. 6(1)(f)',
    people: 'None by name',
    recipients: 'The public',
  },
  {
    module: 'core',
    name: 'The ground: mails, files, keys, audit log',
    purpose: 'Carry what the other activities need; prove what happened',
    basis: 'Legal duty, Art. 6(1)(c) with 5(2) and 32',
    people: 'Everybody, by opaque ids; recipients of mails',
    recipients: 'The operator’s mail server',
  },
];
