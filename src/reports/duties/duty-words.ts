// What each duty is called, who must report, to whom, and what each stage has to say.
import type { DutyKind, DutyQuestion, StageName } from './duty.ts';

export const questionWords: Readonly<Record<DutyQuestion, { readonly asks: string; readonly hint: string }>> = {
  exploited: {
    asks: 'Is the vulnerability being actively exploited?',
    hint: 'Reliable evidence that somebody used it without permission. A researcher’s test is none.',
  },
  incident: {
    asks: 'Is it a severe or significant incident?',
    hint: 'It affects, or can affect, the security of a product or the service to its users for real.',
  },
  personalData: {
    asks: 'Was there a breach of personal data?',
    hint: 'Data of people was lost, changed, or seen by somebody who may not. What the reporter saw counts too.',
  },
  digitalProduct: {
    asks: 'Is the target a product with digital elements that we put on the EU market?',
    hint: 'Regulation (EU) 2024/2847, Art. 3. Vehicles type-approved under Regulation (EU) 2019/2144 are excepted.',
  },
  essentialEntity: {
    asks: 'Are we an essential or important entity for this service?',
    hint: 'Directive (EU) 2022/2555, Art. 3.',
  },
};

type DutyWords = {
  readonly name: string;
  readonly law: string;
  readonly who: string;
  readonly toWhom: string;
  /** What else the law asks beside the reports. */
  readonly also: string;
};

export const dutyWords: Readonly<Record<DutyKind, DutyWords>> = {
  cra_vulnerability: {
    name: 'CRA, exploited vulnerability',
    law: 'Regulation (EU) 2024/2847, Art. 14(1) and (2)',
    who: 'The manufacturer of the product',
    toWhom:
      'The CSIRT designated as coordinator of the Member State of the main establishment, and ENISA, both through the single reporting platform (a web form)',
    also: 'Inform the affected users, and where appropriate all users, of the vulnerability and of what they can do (Art. 14(8)).',
  },
  cra_incident: {
    name: 'CRA, severe incident',
    law: 'Regulation (EU) 2024/2847, Art. 14(3) and (4)',
    who: 'The manufacturer of the product',
    toWhom:
      'The CSIRT designated as coordinator of the Member State of the main establishment, and ENISA, both through the single reporting platform (a web form)',
    also: 'Inform the affected users, and where appropriate all users, of the incident and of what they can do (Art. 14(8)).',
  },
  nis2: {
    name: 'NIS2, significant incident',
    law: 'Directive (EU) 2022/2555, Art. 23(4), as the Member State has put it into law',
    who: 'The essential or important entity',
    toWhom: 'The CSIRT or the competent authority of the Member State',
    also: 'Notify the recipients of the service who are likely to be affected (Art. 23(1)).',
  },
  gdpr: {
    name: 'GDPR, personal data breach',
    law: 'Regulation (EU) 2016/679, Art. 33',
    who: 'The controller; a processor notifies the controller (Art. 33(2))',
    toWhom: 'The supervisory authority that is competent under Art. 55',
    also: 'Where the risk to people is high, tell them too (Art. 34). Document the breach in any case (Art. 33(5)).',
  },
};

export const stageWords: Readonly<Record<StageName, string>> = {
  early_warning: 'Early warning',
  notification: 'Notification',
  final_report: 'Final report',
};

/** In words, from when and how long; for the page and the package. */
export const termWords: Readonly<Record<DutyKind, Readonly<Partial<Record<StageName, string>>>>> = {
  cra_vulnerability: {
    early_warning: 'within 24 hours of becoming aware',
    notification: 'within 72 hours of becoming aware',
    final_report: 'within 14 days after a corrective or mitigating measure is available',
  },
  cra_incident: {
    early_warning: 'within 24 hours of becoming aware',
    notification: 'within 72 hours of becoming aware',
    final_report: 'within one month after the notification was submitted',
  },
  nis2: {
    early_warning: 'within 24 hours of becoming aware',
    notification: 'within 72 hours of becoming aware',
    final_report: 'within one month after the notification was submitted',
  },
  gdpr: { notification: 'within 72 hours of becoming aware' },
};
