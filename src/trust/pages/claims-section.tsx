// The claims with their lamps: a board that shows all at a glance, and each sentence with the evidence behind it.
import { href, routes } from '../../catalog/routes.ts';
import { Section } from '../../web/ui/card.tsx';
import { Claim, Lamp, type LampState } from '../../web/ui/lamp.tsx';
import { EmptyState } from '../../web/ui/table.tsx';
import { Badge, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { areas } from '../content/builtin-controls.ts';
import type { ControlStatus } from '../evidence/control-status.ts';
import type { ControlView, FindingView, TrustView } from '../view/trust-view.ts';
import { statusWords } from '../view/trust-words.ts';

const lamps: Readonly<Record<ControlStatus, LampState>> = {
  passing: 'lit',
  stale: 'amber',
  failing: 'dark',
  unknown: 'dark',
};

/** The controls by area, in the order of the areas. */
function byArea(controls: readonly ControlView[]): [string, readonly ControlView[]][] {
  const place = (area: string) => (areas.includes(area) ? areas.indexOf(area) : areas.length);
  return [...Map.groupBy(controls, ({ area }) => area)].toSorted(([one], [other]) => place(one) - place(other));
}

/** All lamps side by side, each leading to its sentence. */
export function LampBoard({ controls }: { controls: readonly ControlView[] }) {
  return (
    <ul class="lamp-board" aria-label="All claims">
      {byArea(controls).map(([area, its]) => (
        <li key={area}>
          <span class="lamp-board-area">{area}</span>
          <span class="lamp-board-lamps">
            {its.map(({ id, statement, status }) => (
              <a key={id} href={`#control-${id}`} class={`board-lamp board-lamp-${status}`} title={statement}>
                <Lamp state={lamps[status]}>
                  <span class="visually-hidden">
                    {statement} {statusWords[status]}.
                  </span>
                </Lamp>
              </a>
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}

export function ClaimsSection({ view }: { view: TrustView }) {
  return (
    <Section
      id="controls"
      title="What we claim, and how it is known"
      intro={
        <p>
          A lamp is lit while the evidence behind the sentence is good and fresh. Nobody can switch it on: it follows
          from the evidence and its age, and goes out by itself. Open a sentence for what was checked, when, and by
          which version.
        </p>
      }
    >
      {view.controls.length === 0 ? (
        <EmptyState title="Nothing is claimed yet" icon="inbox">
          <p>The security team has not published its claims.</p>
        </EmptyState>
      ) : (
        byArea(view.controls).map(([area, its]) => (
          <div key={area} class="claim-group">
            <h3>{area}</h3>
            {its.map(control => (
              <ControlClaim key={control.id} control={control} />
            ))}
          </div>
        ))
      )}
    </Section>
  );
}

function ControlClaim({ control }: { control: ControlView }) {
  return (
    <div
      id={`control-${control.id}`}
      class="control"
      data-control={control.id}
      data-status={control.status}
      data-checked={control.checkedAt ?? 'never'}
    >
      <Claim state={lamps[control.status]} sentence={control.statement} checked={<Checked control={control} />}>
        <Findings control={control} />
        <p class="control-foot">
          <a href={href(routes.trust.control, { id: control.id })}>All evidence so far</a>
          {control.frameworks.map(each => (
            <Badge key={each}>{each}</Badge>
          ))}
        </p>
      </Claim>
    </div>
  );
}

/** The state in a few words, with its age. */
export function Checked({ control: { status, checkedAt } }: { control: ControlView }) {
  if (status === 'unknown' || checkedAt === null) return <>{statusWords[status].toLowerCase()}</>;
  const age = <Time at={new Date(checkedAt)} show="relative" />;
  if (status === 'passing') return <>checked {age}</>;
  if (status === 'stale') return <>not checked since {age}</>;
  return <>not true right now, found {age}</>;
}

/** What stands behind a claim, piece by piece. */
export function Findings({ control }: { control: ControlView }) {
  const { findings, policy } = control;
  return (
    <>
      {findings.length === 0 && (
        <p>Nothing checks this yet. Until something does, we do not claim it: the lamp stays dark.</p>
      )}
      {findings.map(finding => (
        <FindingLine key={finding.check} finding={finding} sentence={control.statement} />
      ))}
      <p class="field-hint">
        {policy.kind === 'checks'
          ? `A check counts for ${policy.maxAgeHours} hours.`
          : `Somebody’s word counts for ${policy.maxAgeDays} days at most.`}{' '}
        {control.freshUntil !== null && (
          <>
            Without new evidence the lamp turns amber <Time at={new Date(control.freshUntil)} show="relative" />.
          </>
        )}{' '}
        Seen to by: {control.owner}.
      </p>
    </>
  );
}

type FindingLineProps = { finding: FindingView; sentence: string };

function FindingLine({ finding: { check, claim, evidence, status }, sentence }: FindingLineProps) {
  const what = check === 'person' ? 'A person of the security team' : claim === sentence ? null : claim;
  if (!evidence)
    return (
      <p>
        {check === 'person' ? (
          'A person has to vouch for this, and nobody has yet.'
        ) : (
          <>
            Not run yet: <Mono>{check}</Mono>
          </>
        )}
      </p>
    );
  return (
    <div class={`finding finding-${status}`}>
      {what !== null && (
        <p>
          <strong>{what}</strong>
        </p>
      )}
      <p>{evidence.detail ?? 'It failed. What is wrong is for the security team until it is mended.'}</p>
      <p class="field-hint">
        <Time at={new Date(evidence.collectedAt)} />, by {check === 'person' ? 'a person' : <Mono>{check}</Mono>} in
        version {evidence.version}
        {evidence.validUntil !== null && (
          <>
            , good until <Time at={new Date(evidence.validUntil)} show="date" />
          </>
        )}
        . <a href={href(routes.trust.evidenceFile, { id: evidence.id })}>Signed record (JSON)</a>
      </p>
    </div>
  );
}
