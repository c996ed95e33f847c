// What a stage has to say, field by field as the law asks, filled from what is known; the rest is named to be filled in.
import type { Duty, DutyKind, DutyStage, StageName } from './duty.ts';
import { dutyWords, stageWords, termWords } from './duty-words.ts';

/** What is known of the report and of us. Null: not known. */
export type PackageFacts = {
  readonly subject: string;
  readonly isDrill: boolean;
  readonly operator: string;
  readonly contact: string;
  readonly product: string | null;
  readonly title: string | null;
  readonly description: string | null;
  readonly impact: string | null;
  readonly kind: string | null;
  readonly weaknesses: readonly string[];
  readonly severity: string | null;
  readonly cveIds: readonly string[];
  readonly receivedAt: Date | null;
  readonly fix: string | null;
  readonly measureAt: Date | null;
};

/** One field of the form; `value` null has to be filled in by a person. */
export type PackageField = { readonly name: string; readonly value: string | null; readonly hint: string | null };

export type DutyPackage = {
  readonly format: 'telltale-duty-package-1';
  readonly drill: boolean;
  readonly duty: string;
  readonly stage: string;
  readonly law: string;
  readonly who: string;
  readonly toWhom: string;
  readonly term: string;
  readonly dueAt: string | null;
  readonly fields: readonly PackageField[];
};

/** Makes the package of one stage. */
export function packageOf(duty: Duty, stage: DutyStage, facts: PackageFacts): DutyPackage {
  const words = dutyWords[duty.kind];
  return {
    format: 'telltale-duty-package-1',
    drill: facts.isDrill,
    duty: words.name,
    stage: stageWords[stage.stage],
    law: words.law,
    who: words.who,
    toWhom: words.toWhom,
    term: termWords[duty.kind][stage.stage] ?? '',
    dueAt: stage.dueAt?.toISOString() ?? null,
    fields: [...senderFields(duty, facts), ...(fieldsByStage[`${duty.kind}.${stage.stage}`] ?? noFields)(facts)],
  };
}

const field = (name: string, value: string | null, hint: string | null = null): PackageField => ({
  name,
  value: value === '' ? null : value,
  hint,
});

const noFields = (): PackageField[] => [];

const senderFields = ({ awareAt }: Duty, facts: PackageFacts): PackageField[] => [
  field('Reporting entity', facts.operator),
  field('Contact', facts.contact),
  field('Our reference', facts.subject),
  field('Became aware (UTC)', awareAt.toISOString()),
];

const states = field('Member States where the product is available', null, 'As far as you are aware of them.');
const malicious = field('Suspected of being caused by unlawful or malicious acts', null, 'Yes, no, or not known yet.');
const userMeasures = field('What users can do', null, 'Corrective or mitigating measures that users can take.');
const sensitivity = field('How sensitive this information is', null, 'Where applicable; for example TLP:AMBER.');
const taken = ({ fix, measureAt }: PackageFacts): PackageField =>
  field(
    'Measures taken',
    fix === null ? null : `${fix}${measureAt ? `, available since ${measureAt.toISOString()}` : ''}`,
    'Corrective or mitigating measures taken so far.',
  );
const about = (facts: PackageFacts): PackageField[] => [
  field('Product', facts.product, 'Name, version, and type as the authority will look for it.'),
  field('Title', facts.title),
];
const nature = (facts: PackageFacts): PackageField =>
  field('Nature of the vulnerability', [facts.kind, ...facts.weaknesses].filter(Boolean).join(', '));
const description = (facts: PackageFacts): PackageField =>
  field('Description', facts.description, 'As the reporter wrote it: check before you submit it.');
const severity = (facts: PackageFacts): PackageField =>
  field('Severity and impact', [facts.severity, facts.impact].filter(Boolean).join('\n\n'));
const cves = ({ cveIds }: PackageFacts): PackageField => field('CVE', cveIds.join(', '), 'If one is assigned.');
const cause = field('Type of threat or root cause', null, 'What is likely to have triggered the incident.');
const crossBorder = field('Cross-border impact', null, 'Which other Member States are or could be affected.');
const ongoing = (facts: PackageFacts): PackageField => ({ ...taken(facts), name: 'Applied and ongoing measures' });

const incidentFinal = (facts: PackageFacts): PackageField[] => [
  ...about(facts),
  description(facts),
  severity(facts),
  cause,
  ongoing(facts),
];

const fieldsByStage: Readonly<
  Partial<Record<`${DutyKind}.${StageName}`, (facts: PackageFacts) => readonly PackageField[]>>
> = {
  // Art. 14(2)(a) to (c) of Regulation (EU) 2024/2847.
  'cra_vulnerability.early_warning': facts => [...about(facts), states],
  'cra_vulnerability.notification': facts => [
    ...about(facts),
    cves(facts),
    nature(facts),
    field('Nature of the exploit', null, 'What is known of how it is used.'),
    taken(facts),
    userMeasures,
    sensitivity,
  ],
  'cra_vulnerability.final_report': facts => [
    ...about(facts),
    cves(facts),
    description(facts),
    severity(facts),
    field('Malicious actor', null, 'Where available: who has exploited or exploits it.'),
    field(
      'Security update or other corrective measure',
      facts.fix,
      'What was made available to remedy it, and since when.',
    ),
  ],
  // Art. 14(4)(a) to (c).
  'cra_incident.early_warning': facts => [...about(facts), malicious, states],
  'cra_incident.notification': facts => [
    ...about(facts),
    field('Nature of the incident', facts.description, 'As the reporter wrote it: check before you submit it.'),
    field('Initial assessment', facts.severity),
    taken(facts),
    userMeasures,
    sensitivity,
  ],
  'cra_incident.final_report': incidentFinal,
  // Art. 23(4)(a), (b), (d) of Directive (EU) 2022/2555.
  'nis2.early_warning': facts => [field('Service', facts.product), field('Title', facts.title), malicious, crossBorder],
  'nis2.notification': facts => [
    field('Service', facts.product),
    field('Update of the early warning', null),
    field('Initial assessment: severity and impact', facts.severity),
    field('Indicators of compromise', null, 'Where available.'),
  ],
  'nis2.final_report': facts => [...incidentFinal(facts), crossBorder],
  // Art. 33(3)(a) to (d) of Regulation (EU) 2016/679.
  'gdpr.notification': facts => [
    field('Nature of the breach', facts.description, 'As the reporter wrote it: check before you submit it.'),
    field('Categories and approximate number of people', null, 'Where possible.'),
    field('Categories and approximate number of records', null, 'Where possible.'),
    field('Data protection officer or other contact', null),
    field('Likely consequences', facts.impact),
    field('Measures taken or proposed', taken(facts).value, 'Also to mitigate possible adverse effects.'),
    field('Reasons for a delay', null, 'Only when submitted after 72 hours (Art. 33(1)).'),
  ],
};
