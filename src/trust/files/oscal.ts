// The trust center in OSCAL 1.2: a component definition says what is promised, assessment results what was found. Pure.
import { hashToken } from '../../core/crypto/tokens.ts';
import { uuidOf } from '../../core/ids.ts';
import type { ControlView, FindingView, TrustView } from '../view/trust-view.ts';

const OSCAL_VERSION = '1.2.3';
/** Names what OSCAL has no word for. */
const namespace = 'https://telltale.example/ns/oscal';

/** What OSCAL takes as a UUID: its pattern allows versions 4 and 5 only, so the name-based kind is worn as 5. */
const uuid = (...names: readonly string[]): string => {
  const id = uuidOf(hashToken(names.join('\n')));
  return `${id.slice(0, 14)}5${id.slice(15)}`;
};

/** OSCAL tokens begin with a letter or underscore and hold no spaces. */
const token = (text: string): string => text.replace(/^[^A-Za-z_]/u, '_$&').replace(/[^\w.-]/gu, '-');

const metadata = (view: TrustView, title: string) => ({
  title,
  'last-modified': view.at,
  version: String(view.edition?.number ?? 0),
  'oscal-version': OSCAL_VERSION,
  roles: [{ id: 'operator', title: 'Operator' }],
  parties: [{ uuid: uuid(view.url, 'operator'), type: 'organization', name: view.operator }],
  'responsible-parties': [{ 'role-id': 'operator', 'party-uuids': [uuid(view.url, 'operator')] }],
});

const prop = (name: string, value: string) => ({ name, ns: namespace, value });

const componentId = (view: TrustView): string => uuid(view.url, 'component');

/** OSCAL component definition: each control of ours is one implemented requirement. */
export function writeComponentDefinition(view: TrustView) {
  return {
    'component-definition': {
      uuid: uuid(view.url, 'component-definition', view.edition?.sha256 ?? ''),
      metadata: metadata(view, `What ${view.operator} promises about security`),
      components: [
        {
          uuid: componentId(view),
          type: 'service',
          title: view.operator,
          description: view.overview.text || 'A service for data of connected cars.',
          ...(view.controls.length > 0 && {
            'control-implementations': [
              {
                uuid: uuid(view.url, 'implementation'),
                source: view.url,
                description: 'The claims of the trust center, each with the evidence that it asks for.',
                'implemented-requirements': view.controls.map(control => ({
                  uuid: uuid(view.url, 'requirement', control.id),
                  'control-id': token(control.id),
                  description: control.statement,
                  props: [
                    prop('area', control.area),
                    prop('evidence', control.policy.kind),
                    prop('max-age-hours', String(maxAgeHours(control))),
                    prop('status', control.status),
                    ...control.frameworks.map(each => prop('framework', each)),
                  ],
                  links: [{ href: `${view.url}/controls/${control.id}`, rel: 'reference' }],
                })),
              },
            ],
          }),
        },
      ],
    },
  };
}

const maxAgeHours = ({ policy }: ControlView): number =>
  policy.kind === 'checks' ? policy.maxAgeHours : policy.maxAgeDays * 24;

/** OSCAL assessment results: an observation for each piece of evidence, a finding for each control. */
export function writeAssessmentResults(view: TrustView) {
  const observed = view.controls.flatMap(control =>
    control.findings.flatMap(finding => (finding.evidence ? [{ control, finding, evidence: finding.evidence }] : [])),
  );
  // One check may stand behind several controls; it was observed once.
  const observations = [...new Map(observed.map(each => [each.evidence.id, each])).values()];
  const begun = observations.map(({ evidence }) => evidence.collectedAt).toSorted()[0] ?? view.at;
  const selected = view.controls.map(({ id }) => ({ 'control-id': token(id) }));
  return {
    'assessment-results': {
      uuid: uuid(view.url, 'assessment-results', view.at),
      metadata: metadata(view, `What was found at ${view.operator}`),
      'import-ap': {
        href: view.url,
        remarks: 'Each control names the checks that it asks for and how old they may be.',
      },
      results: [
        {
          uuid: uuid(view.url, 'result', view.at),
          title: 'Evidence at this moment',
          description: 'Computed from the newest evidence and its age.',
          start: begun,
          end: view.at,
          'reviewed-controls': {
            'control-selections': [selected.length > 0 ? { 'include-controls': selected } : { 'include-all': {} }],
          },
          ...(observations.length > 0 && {
            observations: observations.map(({ control, finding, evidence }) => ({
              uuid: uuid(view.url, 'observation', evidence.id),
              description: finding.claim ?? control.statement,
              methods: [control.policy.kind === 'checks' ? 'TEST' : 'EXAMINE'],
              types: ['control-objective'],
              props: [
                prop('result', resultOf(finding)),
                prop('product-version', evidence.version),
                prop('check', finding.check),
              ],
              subjects: [{ 'subject-uuid': componentId(view), type: 'component' }],
              'relevant-evidence': [
                {
                  href: `${view.url}/evidence/${evidence.id}/evidence.json`,
                  description: evidence.detail ?? 'What is wrong is for the security team until it is mended.',
                },
              ],
              collected: evidence.collectedAt,
              ...(evidence.validUntil !== null && { expires: evidence.validUntil }),
            })),
          }),
          ...(view.controls.length > 0 && {
            findings: view.controls.map(control => {
              const related = control.findings.flatMap(({ evidence }) => evidence?.id ?? []);
              return {
                uuid: uuid(view.url, 'finding', control.id),
                title: control.id,
                description: control.statement,
                props: [prop('status', control.status)],
                target: {
                  type: 'objective-id',
                  'target-id': token(control.id),
                  status: {
                    state: control.status === 'passing' ? 'satisfied' : 'not-satisfied',
                    reason: control.status === 'passing' ? 'pass' : control.status === 'failing' ? 'fail' : 'other',
                  },
                },
                ...(related.length > 0 && {
                  'related-observations': related.map(id => ({
                    'observation-uuid': uuid(view.url, 'observation', id),
                  })),
                }),
              };
            }),
          }),
        },
      ],
    },
  };
}

const resultOf = ({ status }: FindingView): string => (status === 'failing' ? 'fail' : 'pass');
