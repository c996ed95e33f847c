// What the demo's team has besides its reports: labels, mails, and issues that it knew before; all of it invented.

/** Labels by the title of a report. */
export const demoLabels: Readonly<Record<string, readonly string[]>> = {
  'Redirect address of another path on the same host is accepted': ['oauth', 'needs-decision'],
  'Location of the last trip stays readable in the app’s backup': ['app', 'privacy'],
  'Vehicle ids of other owners can be told from ids that do not exist': ['api', 'privacy'],
  'Consent page can be framed by a subdomain': ['oauth', 'quick-fix'],
};

export type DemoMail = {
  readonly hoursAgo: number;
  readonly from: string;
  readonly subject: string;
  readonly headers?: readonly string[];
  readonly text: string;
};

export const demoMails: readonly DemoMail[] = [
  {
    hoursAgo: 30,
    from: 'Noor Haddad <noor@garage-labs.example>',
    subject: 'Charging schedule of my neighbour shows up in my app',
    text: [
      'Hello,',
      'since yesterday your app shows a charging schedule that is not mine. The car in it is a Polestar 2, I have a Leaf.',
      'It began after we both used the same wall box. Stopping the schedule in my app stopped it for them as well.',
      'I can show you on a call. I have not tried anything else.',
      'Noor',
    ].join('\r\n\r\n'),
  },
  {
    hoursAgo: 9,
    from: 'Sam Okafor <sam@inbox.example>',
    subject: 'Automatic reply: We have your report',
    headers: ['Auto-Submitted: auto-replied', 'X-Auto-Response-Suppress: All'],
    text: 'I am at a conference until Monday and read mail in the evening.',
  },
];

/** As a team would export it from its own tracker. */
export const demoKnownIssues = `id,title,description,severity,cwe,state
SEC-101,Consent page lacks frame-ancestors on subdomains,"Subdomains of the operator may frame the consent page at https://connect.telltale.example/oauth/authorize. A page there could cover it and have the owner click Allow without seeing the question.",P3,1021,open
SEC-117,Rate limit of the token endpoint counts per process,"With three processes an application gets three times the permits at POST /oauth/token.",P4,770,open
SEC-122,Old firmware accepts unsigned map updates,"Head units before 4.2 install map packages without checking their signature. Workshops update them at each service.",P2,345,open
SEC-130,Support tool shows the last known location to every agent,"The back office shows the location of a car to all agents, whether the owner asked for help or not. Agreed with data protection: hide it behind a reason.",P3,359,open
SEC-133,TLS 1.0 on the legacy dealer portal,"Dealers with old terminals still use it; switched off at the end of the year.",P4,327,open
SEC-135,TLS 1.0 on the legacy dealer portal,"Dealers with old terminals still use it; switched off at the end of the year.",P4,327,open
SEC-140,Cleartext logs of diagnostic sessions,"Workshop laptops kept diagnostic sessions in the clear. Fixed with release 23.",P3,532,fixed
`;
