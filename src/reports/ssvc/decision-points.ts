// The decision points of SSVC that our tables use: what each asks, and its values. Data of CERT/CC, see NOTICE.

/** One value of a decision point: its key in SSVC's data, its name, and what it means. */
export type PointValue = { readonly key: string; readonly name: string; readonly meaning: string };

/** One question. `namespace`, `key` and `version` name it wherever SSVC is spoken. */
export type DecisionPoint = {
  readonly namespace: 'ssvc' | 'cisa';
  readonly key: string;
  readonly version: string;
  readonly name: string;
  readonly asks: string;
  readonly values: readonly PointValue[];
};

type Values = readonly (readonly [key: string, name: string, meaning: string])[];

const point = (id: string, name: string, asks: string, values: Values): DecisionPoint => {
  const [namespace, key = '', version = ''] = id.split(':');
  return {
    namespace: namespace === 'cisa' ? 'cisa' : 'ssvc',
    key,
    version,
    name,
    asks,
    values: values.map(([valueKey, valueName, meaning]) => ({ key: valueKey, name: valueName, meaning })),
  };
};

const yesNo = (no: string, yes: string): Values => [
  ['N', 'No', no],
  ['Y', 'Yes', yes],
];

/** Every decision point, by the short name under which our code and forms know it. */
export const decisionPoints = {
  exploitation: point('ssvc:E:1.1.0', 'Exploitation', 'The present state of exploitation of the vulnerability.', [
    ['N', 'None', 'No evidence of active exploitation and no public proof of concept.'],
    ['P', 'Public PoC', 'A public proof of concept exists, or the method of exploitation is well known.'],
    ['A', 'Active', 'Reliable, observable evidence that real attackers use it in the wild.'],
  ]),
  automatable: point(
    'ssvc:A:2.0.0',
    'Automatable',
    'Can an attacker reliably automate creating exploitation events?',
    yesNo(
      'Reconnaissance, weaponization, delivery and exploitation cannot all be automated reliably.',
      'Reconnaissance, weaponization, delivery and exploitation can all be automated reliably.',
    ),
  ),
  valueDensity: point('ssvc:VD:1.0.0', 'Value Density', 'The concentration of value in the target.', [
    ['D', 'Diffuse', 'One exploitation event gains control over relatively few resources.'],
    ['C', 'Concentrated', 'The system is rich in resources; often it is run by system operators, not users.'],
  ]),
  utility: point('ssvc:U:1.0.1', 'Utility', 'The usefulness of the exploit to the adversary.', [
    ['L', 'Laborious', 'Not automatable, and value is diffuse.'],
    ['E', 'Efficient', 'Automatable and diffuse, or not automatable and concentrated.'],
    ['S', 'Super Effective', 'Automatable, and value is concentrated.'],
  ]),
  technicalImpact: point('ssvc:TI:1.0.0', 'Technical Impact', 'The technical impact of the vulnerability.', [
    ['P', 'Partial', 'Limited control over, or limited information about, the vulnerable software.'],
    ['T', 'Total', 'Total control over the software, or total disclosure of all information on the system.'],
  ]),
  safetyImpact: point(
    'ssvc:SI:2.0.1',
    'Safety Impact',
    'The safety impact of the vulnerability (based on IEC 61508).',
    [
      ['N', 'Negligible', 'Minor injuries at worst; well within what operators can handle.'],
      ['M', 'Marginal', 'Major injuries to one or more persons, or the safety margin is gone without actual harm.'],
      ['R', 'Critical', 'Loss of life, or a safe state is beyond what operators can keep.'],
      ['C', 'Catastrophic', 'Multiple loss of life, or the whole cyber-physical system is lost.'],
    ],
  ),
  publicSafetyImpact: point(
    'ssvc:PSI:2.0.1',
    'Public Safety Impact',
    'A coarse-grained representation of impact to public safety.',
    [
      ['M', 'Minimal', 'The safety impact is negligible.'],
      ['S', 'Significant', 'The safety impact is marginal, critical or catastrophic.'],
    ],
  ),
  missionImpact: point('ssvc:MI:2.0.0', 'Mission Impact', 'Impact on what the organization must be able to do.', [
    ['D', 'Degraded', 'Little to no impact, up to degradation of functions that are not essential.'],
    ['MSC', 'MEF Support Crippled', 'What supports essential functions is crippled; they go on for a time.'],
    ['MEF', 'MEF Failure', 'One essential function fails for longer than acceptable.'],
    ['MF', 'Mission Failure', 'Several or all essential functions fail; the mission fails.'],
  ]),
  humanImpact: point('ssvc:HI:2.0.2', 'Human Impact', 'A combination of safety and mission impact.', [
    ['L', 'Low', 'Little harm to people and mission.'],
    ['M', 'Medium', 'Some harm to people or mission.'],
    ['H', 'High', 'Serious harm to people or mission.'],
    ['VH', 'Very High', 'Catastrophic safety impact, or mission failure.'],
  ]),
  systemExposure: point('ssvc:EXP:1.0.1', 'System Exposure', 'The accessible attack surface of the affected system.', [
    ['S', 'Small', 'A local service or program, or a highly controlled network.'],
    ['C', 'Controlled', 'Networked, with some access restrictions or mitigations in place.'],
    ['O', 'Open', 'On the Internet, or another network where access cannot plausibly be restricted.'],
  ]),
  missionAndWellBeing: point(
    'ssvc:MWI:1.0.0',
    'Mission and Well-Being Impact',
    'A combination of mission prevalence and public well-being impact.',
    [
      ['L', 'Low', 'Minimal mission prevalence and minimal public well-being impact.'],
      ['M', 'Medium', 'Supports missions, with minimal or material public well-being impact.'],
      ['H', 'High', 'Essential to missions, or irreversible public well-being impact.'],
    ],
  ),
  inKev: point(
    'cisa:KEV:1.0.0',
    'In KEV',
    'Is the vulnerability in CISA’s list of known exploited vulnerabilities?',
    yesNo('It is not listed.', 'It is listed.'),
  ),
  assetExposure: point(
    'cisa:AE:1.0.0',
    'Asset Exposure',
    'Can untrusted entities reach the asset via public networks?',
    yesNo('It cannot be reached by them.', 'It can be reached by them, wherever it is.'),
  ),
  reportPublic: point('ssvc:RP:1.0.0', 'Report Public', 'Is a viable report of the details already public?', [
    ['Y', 'Yes', 'A public report exists.'],
    ['N', 'No', 'No public report exists.'],
  ]),
  supplierContacted: point(
    'ssvc:SCON:1.0.0',
    'Supplier Contacted',
    'Has the reporter made a good-faith effort to contact the supplier?',
    yesNo('The supplier has not been contacted.', 'The supplier has been contacted.'),
  ),
  reportCredibility: point('ssvc:RC:1.0.0', 'Report Credibility', 'Is the report credible?', [
    ['NC', 'Not Credible', 'The report is not credible.'],
    ['C', 'Credible', 'The report is credible.'],
  ]),
  supplierCardinality: point(
    'ssvc:SC:1.0.0',
    'Supplier Cardinality',
    'How many suppliers are responsible for the vulnerable component?',
    [
      ['O', 'One', 'Only one supplier.'],
      ['M', 'Multiple', 'Several suppliers.'],
    ],
  ),
  supplierEngagement: point('ssvc:SE:1.0.0', 'Supplier Engagement', 'Does the supplier respond and take part?', [
    ['A', 'Active', 'The supplier responds and takes part in the coordination.'],
    ['U', 'Unresponsive', 'The supplier does not respond.'],
  ]),
  supplierInvolvement: point(
    'ssvc:SINV:1.0.0',
    'Supplier Involvement',
    'What is the state of the supplier’s work on addressing the vulnerability?',
    [
      ['FR', 'Fix Ready', 'The supplier has provided a patch or fix.'],
      ['C', 'Cooperative', 'The supplier is working on a patch or fix.'],
      ['UU', 'Uncooperative/Unresponsive', 'The supplier has not responded, declines, or no longer exists.'],
    ],
  ),
  publicValueAdded: point('ssvc:PVA:1.0.0', 'Public Value Added', 'How much would a publication add?', [
    ['L', 'Limited', 'Little is added to public information of high quality.'],
    ['A', 'Ampliative', 'It amplifies or corrects what is public.'],
    ['P', 'Precedence', 'It would be the first publication, or coincide with it.'],
  ]),
  deferToImmediate: point(
    'ssvc:DSOI:1.0.0',
    'Defer, Scheduled, Out-of-Cycle, Immediate',
    'The original SSVC outcome group.',
    [
      ['D', 'Defer', 'No work at present.'],
      ['S', 'Scheduled', 'With regularly scheduled work.'],
      ['O', 'Out-of-Cycle', 'Sooner than regularly scheduled, taking resources where needed.'],
      ['I', 'Immediate', 'As fast as possible, with all resources.'],
    ],
  ),
  coordinate: point('ssvc:COORDINATE:1.0.1', 'Decline, Track, Coordinate', 'The coordinate outcome group.', [
    ['D', 'Decline', 'Do not act on the report.'],
    ['T', 'Track', 'Receive information and monitor, without overt action.'],
    ['C', 'Coordinate', 'Take action on the report.'],
  ]),
  publish: point('ssvc:PUBLISH:1.0.0', 'Publish, Do Not Publish', 'The publish outcome group.', [
    ['N', 'Do Not Publish', 'Do not publish.'],
    ['P', 'Publish', 'Publish.'],
  ]),
  cisaLevels: point('cisa:CISA:1.1.0', 'CISA Levels', 'CISA’s outcome group.', [
    ['T', 'Track', 'No action now; remediate within standard update timelines.'],
    ['T*', 'Track*', 'Monitor closely; remediate within standard update timelines.'],
    ['AT', 'Attend', 'Needs supervisors’ attention; remediate sooner than standard update timelines.'],
    ['AC', 'Act', 'Needs supervisors and leadership; remediate as soon as possible.'],
  ]),
  bod2604: point('cisa:BOD2604:1.0.0', 'CISA BOD 26-04 Remediation Timelines', 'Until when agencies remediate.', [
    ['FSU', 'Fix on system upgrade', 'With the next scheduled major upgrade or rebuild.'],
    ['60D', '60 days', 'Remediate within 60 days.'],
    ['14D', '14 days', 'Remediate within 14 days.'],
    ['3D', '3 days', 'Remediate within 3 days.'],
    ['3DF', '3 days & forensic investigation', 'Remediate within 3 days, and check whether it was compromised.'],
  ]),
} as const satisfies Record<string, DecisionPoint>;

export type PointName = keyof typeof decisionPoints;

/** The value with this key; undefined when the decision point has none such. */
export const pointValue = (name: PointName, key: string | undefined): PointValue | undefined =>
  decisionPoints[name].values.find(value => value.key === key);
