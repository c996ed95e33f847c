// Says what a disclosure policy lacks: the musts and must-nots of CISA's BOD 20-01, the elements of ISO/IEC 29147, the
// Cyber Resilience Act, and disclose.io's terms, each as a question to the text or to the product itself.
import { policyClauses } from '../policy-clauses.ts';
import type { CurrentProgram } from '../program.ts';
import { safeHarborSection } from '../safe-harbor.ts';

export const lintSources = {
  bod: 'BOD 20-01',
  iso: 'ISO/IEC 29147:2018',
  cra: 'Regulation (EU) 2024/2847',
  disclose: 'disclose.io',
} as const;
export type LintSource = keyof typeof lintSources;

/** What the product knows of itself, for the rules that no text can prove. */
export type ProductFacts = {
  /** Fields that the intake form cannot be sent without. */
  readonly requiredFields: readonly string[];
  /** A report can be sent without an account. */
  readonly takesAnonymous: boolean;
  /** Ways to reach the team that stand in security.txt. */
  readonly contacts: readonly string[];
};

export type LintSubject = Pick<CurrentProgram, 'policyVersion' | 'rules' | 'responseTargets' | 'scopeVersion'> & {
  readonly product: ProductFacts;
};

/** `unsure`: the rule reads English, and this policy is in another language. */
export type LintState = 'met' | 'missing' | 'unsure';

export type LintFinding = {
  readonly id: string;
  readonly sources: readonly { readonly source: LintSource; readonly place: string }[];
  /** A sentence that is true when the rule is met. */
  readonly claim: string;
  readonly state: LintState;
  /** Where it was seen, or what to add. */
  readonly detail: string;
};

type Seen = { readonly ok: true; readonly detail: string } | { readonly ok: false; readonly advice: string };

type Rule = Pick<LintFinding, 'id' | 'sources' | 'claim'> & {
  /** Reads words of the policy, which are taken for English. */
  readonly readsText: boolean;
  readonly look: (subject: LintSubject) => Seen;
};

/** Judges by every rule, in their order. Pure; the same policy and product give the same findings. */
export function lintPolicy(subject: LintSubject): LintFinding[] {
  const isEnglish = /^en(?:-|$)/iu.test(subject.policyVersion.language);
  return rules.map(({ look, readsText, ...rule }) => {
    const seen = look(subject);
    if (seen.ok) return { ...rule, state: 'met', detail: seen.detail };
    if (readsText && !isEnglish)
      return { ...rule, state: 'unsure', detail: `This rule reads English. Check it yourself: ${seen.advice}` };
    return { ...rule, state: 'missing', detail: seen.advice };
  });
}

/** Looks for a clause that says something; `unless` takes away those that say the opposite. */
const says =
  (pattern: RegExp, advice: string, unless?: RegExp): Rule['look'] =>
  ({ policyVersion }) => {
    const paragraphs = policyVersion.body.split(/\n{2,}|\n(?=[-*+] )/u).map(part => part.replace(/\s+/gu, ' ').trim());
    const found = paragraphs.find(part => pattern.test(part) && !(unless?.test(part) ?? false));
    return found === undefined ? { ok: false, advice } : { ok: true, detail: `The policy says: “${short(found)}”` };
  };

/** Something that must not be demanded. */
const saysNot =
  (pattern: RegExp, otherwise: string, advice: string): Rule['look'] =>
  ({ policyVersion }) => {
    const sentences = policyVersion.body.replace(/\s+/gu, ' ').split(/(?<=[.!?])\s/u);
    const found = sentences.find(sentence => pattern.test(sentence));
    return found === undefined
      ? { ok: true, detail: otherwise }
      : { ok: false, advice: `${advice} It says: “${short(found)}”` };
  };

const short = (text: string): string => {
  const plain = text.replace(/^[-*+#\s]+/u, '');
  return plain.length > 160 ? `${plain.slice(0, 159).trimEnd()}…` : plain;
};

const personal = new Set(['name', 'email', 'phone', 'address', 'nationality', 'employer', 'credit', 'contact']);

const rules: readonly Rule[] = [
  {
    id: 'scope',
    sources: [
      { source: 'bod', place: 'required action 2, scope' },
      { source: 'iso', place: '9.2' },
    ],
    claim: 'It is said which systems are in scope.',
    readsText: false,
    look: ({ rules, scopeVersion }) => {
      const allowed = rules.filter(({ effect }) => effect === 'allow').length;
      return allowed > 0
        ? { ok: true, detail: `${allowed} rules allow something, in version ${scopeVersion.number} of the scope.` }
        : { ok: false, advice: 'Add a rule to the scope that allows something.' };
    },
  },
  {
    id: 'allowed-tests',
    sources: [{ source: 'bod', place: 'required action 2, types of testing' }],
    claim: 'It is said which kinds of tests are allowed and which are not.',
    readsText: true,
    look: ({ policyVersion }) => {
      const headings = policyClauses(policyVersion.body).filter(({ id }) => !id.includes('.'));
      const may = headings.find(({ text }) => /\b(?:may|allowed|authorized|can|do)\b/iu.test(text));
      const mayNot = /\b(?:don.t|do not|must not|not allowed|prohibited|refrain)\b/iu.test(policyVersion.body);
      return may && mayNot
        ? { ok: true, detail: `Section “${may.text}”, and what must not be done.` }
        : { ok: false, advice: 'Add a section on what testers may do, and say what they must not do.' };
    },
  },
  {
    id: 'how-to-submit',
    sources: [
      { source: 'bod', place: 'required action 2, how to submit' },
      { source: 'iso', place: '9.2' },
      { source: 'cra', place: 'Annex I Part II (6)' },
    ],
    claim: 'There is a way to report, and it is published.',
    readsText: false,
    look: ({ product }) =>
      product.contacts.length > 0
        ? { ok: true, detail: `security.txt names ${product.contacts.join(' and ')}.` }
        : { ok: false, advice: 'Set SECURITY_CONTACT, so that security.txt names a contact.' },
  },
  {
    id: 'anonymous',
    sources: [{ source: 'bod', place: 'required action 2, anonymous reports' }],
    claim: 'A report can be sent without a name.',
    readsText: true,
    look: subject =>
      subject.product.takesAnonymous
        ? says(
            /\banonymous|without (?:your |a )?name|whether or not you tell us your name/iu,
            'The form takes reports without a name; the policy should say so.',
          )(subject)
        : { ok: false, advice: 'The form asks for an account. Open it to everybody.' },
  },
  {
    id: 'no-legal-action',
    sources: [
      { source: 'bod', place: 'required action 2, commitment not to pursue legal action' },
      { source: 'disclose', place: 'safe harbor, authorization' },
    ],
    claim: 'Research in good faith is authorized, and no legal action follows it.',
    readsText: true,
    look: subject => {
      if (subject.policyVersion.safeHarbor === 'none')
        return { ok: false, advice: 'Choose a level of safe harbor other than “None”, and write the section.' };
      return safeHarborSection(subject.policyVersion.body) === undefined
        ? { ok: false, advice: 'Write a section called “Safe harbor”.' }
        : says(
            /\b(?:neither sue|not sue|won.t sue|no legal action|not (?:initiate|pursue|take|recommend|support) (?:any )?legal action)/iu,
            'Say that you won’t take legal action against research in good faith.',
          )(subject);
    },
  },
  {
    id: 'circumvention',
    sources: [{ source: 'disclose', place: 'safe harbor, anti-circumvention' }],
    claim: 'Rules against circumventing technical protection are waived.',
    readsText: true,
    look: says(/circumvent/iu, 'Say that research within the policy is exempt from rules against circumvention.'),
  },
  {
    id: 'terms-of-use',
    sources: [{ source: 'disclose', place: 'safe harbor, terms of service' }],
    claim: 'Terms of use that would forbid the research are waived.',
    readsText: true,
    look: says(/\bterms (?:of (?:use|service)|and conditions)/iu, 'Say that your terms of use don’t stand against it.'),
  },
  {
    id: 'third-parties',
    sources: [{ source: 'disclose', place: 'safe harbor, third parties' }],
    claim: 'It is said what happens when somebody else takes legal action.',
    readsText: true,
    look: says(
      /\b(?:somebody else|someone else|third part(?:y|ies)|others?) (?:takes?|initiates?|brings?)\b.*\b(?:action|suit)|legal action is (?:initiated|brought) by a third party/iu,
      'Say that you will make known that the research was authorized, when somebody else takes action.',
    ),
  },
  {
    id: 'acknowledgement',
    sources: [
      { source: 'bod', place: 'required action 2, when to expect acknowledgement' },
      { source: 'iso', place: '6.2.4 and 9.2' },
    ],
    claim: 'It is said by when a report is acknowledged.',
    readsText: false,
    look: ({ responseTargets }) => ({
      ok: true,
      detail: `${responseTargets.acknowledge.count} ${responseTargets.acknowledge.unit.replace('-', ' ')}, on the program page.`,
    }),
  },
  {
    id: 'issuance-date',
    sources: [{ source: 'bod', place: 'required action 2, issuance date' }],
    claim: 'The policy bears the date on which it was issued.',
    readsText: false,
    look: ({ policyVersion }) => ({
      ok: true,
      detail: `Version ${policyVersion.number}, issued on ${policyVersion.issuedAt.toISOString().slice(0, 10)}, stands on its page.`,
    }),
  },
  {
    id: 'no-personal-data',
    sources: [{ source: 'bod', place: 'required action 2, must not require personal data' }],
    claim: 'No personal data has to be given to send a report.',
    readsText: false,
    look: ({ product }) => {
      const asked = product.requiredFields.filter(field => personal.has(field));
      return asked.length === 0
        ? { ok: true, detail: `The form needs only: ${product.requiredFields.join(', ')}.` }
        : { ok: false, advice: `The form can’t be sent without: ${asked.join(', ')}.` };
    },
  },
  {
    id: 'no-vetting',
    sources: [{ source: 'bod', place: 'required action 2, must not limit to vetted parties or citizens' }],
    claim: 'Nobody is shut out: neither by citizenship nor by vetting.',
    readsText: true,
    look: saysNot(
      /\b(?:citizens?|nationals?|residents?) (?:of [\w ]+ )?only|only (?:citizens|nationals|residents|vetted|registered|invited)|must be (?:a )?(?:citizen|vetted|registered|invited)/iu,
      'No sentence limits who may report.',
      'Take out the sentence that limits who may report.',
    ),
  },
  {
    id: 'no-gag',
    sources: [
      { source: 'bod', place: 'required action 2, must not restrict disclosure beyond a time-limited request' },
    ],
    claim: 'Publishing is asked to wait for a stated time, and not forbidden.',
    readsText: true,
    look: subject => {
      const forbids = saysNot(
        /\b(?:never|may not|must not|do not|don.t|without (?:our )?(?:prior )?(?:written )?(?:consent|permission|approval)).{0,40}\b(?:publish|disclos)|(?:publish|disclos)\w* .{0,60}without (?:our )?(?:prior )?(?:written )?(?:consent|permission|approval)/iu,
        '',
        'Take out the sentence that forbids publishing.',
      )(subject);
      if (!forbids.ok) return forbids;
      return says(
        /\b(?:publish|disclos)\w*.*\b\d+ (?:days|weeks|months)\b|\b\d+ (?:days|weeks|months)\b.*\b(?:publish|disclos)/iu,
        'Say after how many days the reporter may publish.',
      )(subject);
    },
  },
  {
    id: 'what-happens',
    sources: [
      { source: 'bod', place: 'required action 4, handling procedures' },
      { source: 'iso', place: '9.3' },
    ],
    claim: 'It is said what happens with a report: who reads it, and how the reporter hears of it.',
    readsText: true,
    look: says(
      /\b(?:tell|inform|notify|keep|update)\w* you\b/iu,
      'Say what you do with a report, and how its reporter hears of it.',
    ),
  },
  {
    id: 'own-data',
    sources: [{ source: 'iso', place: '9.3, protection of data' }],
    claim: 'It is said what to do on coming upon other people’s data.',
    readsText: true,
    look: says(
      /\b(?:other people.s|personal|customers?|users?|third.party) (?:data|information)\b/iu,
      'Say what a tester has to do who comes upon other people’s data.',
    ),
  },
  {
    id: 'credit',
    sources: [{ source: 'iso', place: '9.3, recognition' }],
    claim: 'It is said whether and how reporters are credited.',
    readsText: true,
    look: says(
      /\bcredit|acknowledg(?:e|ment)s?\b.*\b(?:name|thank)|hall of fame|thanks page/iu,
      'Say how reporters are credited.',
    ),
  },
  {
    id: 'coordinated',
    sources: [{ source: 'cra', place: 'Annex I Part II (5)' }],
    claim: 'There is a policy on coordinated disclosure: fixing comes first, then publishing.',
    readsText: true,
    look: says(
      /\b(?:publish|disclos)\w*.*\b(?:fixed|fix|remediat|patch)|\b(?:fixed|fix|remediat|patch)\w*.*\b(?:publish|disclos)/iu,
      'Say how publishing is agreed on, and that a fix comes first where that is possible.',
    ),
  },
];
