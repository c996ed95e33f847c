// The metrics of CVSS as a calculator shows them: by group, with words for every value, built from the grammar's own lists.
import {
  type CvssBaseMetric,
  type CvssChoice,
  type CvssVersion,
  cvssBaseMetrics,
  cvssOptionalMetrics,
} from '../cvss-metrics.ts';

export type MetricGroupId = 'base' | 'threat' | 'environmental' | 'supplemental';

export type MetricGroup = {
  readonly id: MetricGroupId;
  readonly title: string;
  /** What the group is for, in one sentence. */
  readonly intro: string;
  readonly metrics: readonly CvssBaseMetric[];
};

const supplemental = ['S', 'AU', 'R', 'V', 'RE', 'U'];

/** The group of a metric. The same letters can mean different things in the two versions: `S` is base in 3.1. */
export function groupOf(version: CvssVersion, key: string): MetricGroupId {
  if (cvssBaseMetrics[version].some(metric => metric.key === key)) return 'base';
  if (['E', 'RL', 'RC'].includes(key)) return 'threat';
  return version === '4.0' && supplemental.includes(key) ? 'supplemental' : 'environmental';
}

function group(version: CvssVersion, id: MetricGroupId, title: string, intro: string): MetricGroup {
  const metrics = cvssOptionalMetrics[version]
    .filter(([key]) => groupOf(version, key) === id)
    .map(([key, values]) => ({
      key,
      name: nameOf(version, key),
      values: values.map(value => choiceOf(version, key, value)),
    }));
  return { id, title, intro, metrics };
}

function nameOf(version: CvssVersion, key: string): string {
  const own = names[version][key];
  if (own !== undefined) return own;
  const base = cvssBaseMetrics[version].find(metric => `M${metric.key}` === key);
  return base ? `Modified: ${base.name.charAt(0).toLowerCase()}${base.name.slice(1)}` : key;
}

function choiceOf(version: CvssVersion, key: string, value: string): CvssChoice {
  if (value === 'X')
    return { key: 'X', label: 'Not defined', hint: key.startsWith('M') ? 'As in the base metric' : '' };
  const own = labels[version][key]?.[value];
  if (own) return { key: value, label: own[0], hint: own[1] };
  const base = cvssBaseMetrics[version].find(metric => `M${metric.key}` === key);
  return base?.values.find(choice => choice.key === value) ?? { key: value, label: value, hint: '' };
}

const names: Readonly<Record<CvssVersion, Readonly<Record<string, string>>>> = {
  '3.1': {
    E: 'Exploit code maturity',
    RL: 'Remediation level',
    RC: 'Report confidence',
    CR: 'Confidentiality requirement',
    IR: 'Integrity requirement',
    AR: 'Availability requirement',
  },
  '4.0': {
    E: 'Exploit maturity',
    CR: 'Confidentiality requirement',
    IR: 'Integrity requirement',
    AR: 'Availability requirement',
    S: 'Safety',
    AU: 'Automatable',
    R: 'Recovery',
    V: 'Value density',
    RE: 'Response effort',
    U: 'Provider urgency',
  },
};

type Words = Readonly<Record<string, readonly [label: string, hint: string]>>;

const requirement: Words = {
  L: ['Low', 'Its loss would hurt little'],
  M: ['Medium', 'Its loss would hurt seriously'],
  H: ['High', 'Its loss would be a catastrophe'],
};
const safetyImpact: Words = { S: ['Safety', 'People can be hurt'] };

const labels: Readonly<Record<CvssVersion, Readonly<Record<string, Words>>>> = {
  '3.1': {
    E: {
      U: ['Unproven', 'No exploit is known'],
      P: ['Proof of concept', 'It was shown once, and is not practical everywhere'],
      F: ['Functional', 'Working code exists'],
      H: ['High', 'It works everywhere, or needs no code at all'],
    },
    RL: {
      O: ['Official fix', 'A complete fix of the maker is there'],
      T: ['Temporary fix', 'The maker has a stopgap'],
      W: ['Workaround', 'Others have found a way around it'],
      U: ['Unavailable', 'There is nothing yet'],
    },
    RC: {
      U: ['Unknown', 'There are reports, causes are unclear'],
      R: ['Reasonable', 'Details are known, not all is confirmed'],
      C: ['Confirmed', 'It was repeated, or the maker confirmed it'],
    },
    CR: requirement,
    IR: requirement,
    AR: requirement,
  },
  '4.0': {
    E: {
      A: ['Attacked', 'Attacks have been seen, or tools make them easy'],
      P: ['Proof of concept', 'It was shown; no attacks are known'],
      U: ['Unreported', 'Neither is known'],
    },
    CR: requirement,
    IR: requirement,
    AR: requirement,
    MSI: safetyImpact,
    MSA: safetyImpact,
    S: { N: ['Negligible', 'Minor injuries at worst'], P: ['Present', 'People can be seriously hurt'] },
    AU: { N: ['No', 'Each victim needs work by hand'], Y: ['Yes', 'A program can attack many victims'] },
    R: {
      A: ['Automatic', 'It recovers by itself'],
      U: ['User', 'Someone has to bring it back'],
      I: ['Irrecoverable', 'It cannot be brought back'],
    },
    V: { D: ['Diffuse', 'One attack gains little'], C: ['Concentrated', 'One attack gains much'] },
    RE: {
      L: ['Low', 'Answering it is little work'],
      M: ['Moderate', 'Some work'],
      H: ['High', 'Hard, or needs a visit on site'],
    },
    U: {
      Clear: ['Clear', 'No urgency; for information'],
      Green: ['Green', 'Reduced urgency'],
      Amber: ['Amber', 'Moderate urgency'],
      Red: ['Red', 'Highest urgency'],
    },
  },
};

/** Every metric of a version, in the order of its vector; optional ones begin with "Not defined". */
export const metricGroups: Readonly<Record<CvssVersion, readonly MetricGroup[]>> = {
  '3.1': [
    {
      id: 'base',
      title: 'Base',
      intro: 'The weakness itself, the same everywhere and always.',
      metrics: cvssBaseMetrics['3.1'],
    },
    group('3.1', 'threat', 'Temporal', 'What changes over time: whether it is exploited, fixed, confirmed.'),
    group('3.1', 'environmental', 'Environmental', 'What is different at one particular place.'),
  ],
  '4.0': [
    {
      id: 'base',
      title: 'Base',
      intro: 'The weakness itself, the same everywhere and always.',
      metrics: cvssBaseMetrics['4.0'],
    },
    group('4.0', 'threat', 'Threat', 'What changes over time: whether it is being exploited.'),
    group('4.0', 'environmental', 'Environmental', 'What is different at one particular place.'),
    group('4.0', 'supplemental', 'Supplemental', 'Told along for whoever has to decide; it does not change the score.'),
  ],
};
