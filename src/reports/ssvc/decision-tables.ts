// The decision tables of SSVC and the look-up in them. Data of CERT/CC, see NOTICE; every row is tested against theirs.
import { decisionPoints, type PointName, type PointValue, pointValue } from './decision-points.ts';

/** A table: which points decide, and one outcome for each combination, the last point turning fastest. */
type DecisionTable = {
  readonly name: string;
  readonly inputs: readonly PointName[];
  readonly outcome: PointName;
  readonly outcomes: readonly string[];
};

const table = (name: string, inputs: readonly PointName[], outcome: PointName, outcomes: string): DecisionTable => ({
  name,
  inputs,
  outcome,
  outcomes: outcomes.trim().split(/\s+/u),
});

export const decisionTables = {
  supplier: table(
    'Supplier Patch Development Priority',
    ['exploitation', 'utility', 'technicalImpact', 'publicSafetyImpact'],
    'deferToImmediate',
    `D S S O  S O S O  S O O O
     S O S I  S I O I  O I O I
     O I O I  O I O I  I I I I`,
  ),
  deployer: table(
    'Deployer Patch Application Priority',
    ['exploitation', 'systemExposure', 'automatable', 'humanImpact'],
    'deferToImmediate',
    `D D S S  D S S S   D S S S  S S S S   D S S S  S S S O
     D S S S  S S S S   D S S S  S S S O   S S S O  S S O O
     S S O O  S O O O   S S O O  O O O O   S O O I  O O I I`,
  ),
  coordinatorTriage: table(
    'Coordinator Triage',
    [
      'reportPublic',
      'supplierContacted',
      'reportCredibility',
      'supplierCardinality',
      'supplierEngagement',
      'utility',
      'publicSafetyImpact',
    ],
    'coordinate',
    `D D D D D D  D D D D D D  D D D D D C  D D D D D C
     D D D D D D  D D D D D D  D D D D D C  D D D D D C
     D D D D D D  D D D D D D  D D D D D C  D D D D D C
     D D D D D D  D D D D D D  D D D D D C  D D D D D C
     D D D D D D  D D D D D D  D D D D D C  D D D D D C
     D D D D D D  D D D D D D  D D D D D C  D D D D D C
     D D D T D T  D D D T D T  D T D T T C  D T D T T C
     D D D T D T  T C C C C C  D T D T C C  C C C C C C`,
  ),
  coordinatorPublish: table(
    'Coordinator Publish',
    ['supplierInvolvement', 'exploitation', 'publicValueAdded'],
    'publish',
    `N N P  N N P  N P P
     N N P  N N P  N P P
     N N P  N P P  P P P`,
  ),
  cisaCoordinator: table(
    'CISA Coordinator',
    ['exploitation', 'automatable', 'technicalImpact', 'missionAndWellBeing'],
    'cisaLevels',
    `T T T   T T T*    T T AT    T T AT
     T T T*  T T* AT   T T AT    T T* AT
     T T AT  T AT AC   AT AT AC  AT AC AC`,
  ),
  bod2604: table(
    'CISA BOD 26-04',
    ['inKev', 'assetExposure', 'automatable', 'technicalImpact'],
    'bod2604',
    `FSU FSU  60D 60D  60D 14D  14D 3D
     14D 14D  14D 3DF  14D 3DF  3D  3DF`,
  ),
  utility: table('Utility', ['automatable', 'valueDensity'], 'utility', 'L E E S'),
  humanImpact: table(
    'Human Impact',
    ['safetyImpact', 'missionImpact'],
    'humanImpact',
    'L L M VH  L L M VH  M H H VH  VH VH VH VH',
  ),
  publicSafetyImpact: table('Public Safety Impact', ['safetyImpact'], 'publicSafetyImpact', 'M S S S'),
} as const satisfies Record<string, DecisionTable>;

export type TableName = keyof typeof decisionTables;

/** What was chosen: the key of one value for each decision point that has been judged. */
export type Selection = Readonly<Partial<Record<PointName, string>>>;

/**
 * Looks an outcome up. Undefined as long as one of the table's points is not judged, or judged by a key that the point
 * doesn't have.
 */
export function decide(name: TableName, selection: Selection): PointValue | undefined {
  const { inputs, outcome, outcomes }: DecisionTable = decisionTables[name];
  let row = 0;
  for (const input of inputs) {
    const { values } = decisionPoints[input];
    const place = values.findIndex(({ key }) => key === selection[input]);
    if (place < 0) return undefined;
    row = row * values.length + place;
  }
  return pointValue(outcome, outcomes[row]);
}

/** Adds what follows from what was judged: utility, human impact and public safety impact have tables of their own. */
export function withDerived(selection: Selection): Selection {
  const derived = (['utility', 'humanImpact', 'publicSafetyImpact'] as const).flatMap(name => {
    const value = selection[name] === undefined ? decide(name, selection) : undefined;
    return value ? [[name, value.key] as const] : [];
  });
  return { ...selection, ...Object.fromEntries(derived) };
}
