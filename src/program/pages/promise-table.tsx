// Promises beside what was really done in the last 90 days; where too little was measured, it says so.
import type { ComponentChildren } from 'preact';
import { Table } from '../../web/ui/table.tsx';
import { Severity, type SeverityLevel } from '../../web/ui/text.tsx';
import type { ResponseFigure } from '../program-store.ts';
import { enoughToMeasure, figureInWords } from '../program-words.ts';
import { clockMeanings, type ResponseTargets, targetInWords } from '../response-targets.ts';

type Line = { key: string; promise: string; until: string; promised: ComponentChildren; done: string };

export function PromiseTable({ targets, figures }: { targets: ResponseTargets; figures: readonly ResponseFigure[] }) {
  const done = (kind: ResponseFigure['kind']): string => {
    const figure = figures.find(each => each.kind === kind);
    return figure && figure.sample >= enoughToMeasure ? figureInWords(figure) : 'Too few reports yet to say';
  };
  const line = (kind: 'acknowledge' | 'decide' | 'update' | 'disclose', done: string): Line => ({
    key: kind,
    promise: clockMeanings[kind].promise,
    until: `From: ${lower(clockMeanings[kind].starts)}`,
    promised: (kind === 'update' ? 'at least every ' : 'within ') + targetInWords(targets[kind]),
    done,
  });
  const lines: Line[] = [
    line('acknowledge', done('acknowledge')),
    line('decide', done('decide')),
    line('update', 'Not measured'),
    {
      key: 'remediate',
      promise: clockMeanings.remediate.promise,
      until: `From: ${lower(clockMeanings.remediate.starts)}`,
      promised: <ByPriority targets={targets} />,
      done: done('remediate'),
    },
    line('disclose', 'Not measured'),
  ];
  return (
    <Table
      caption="Promises and what was done in the last 90 days"
      captionHidden
      rows={lines}
      rowKey={({ key }) => key}
      columns={[
        {
          key: 'promise',
          label: 'We promise',
          main: true,
          cell: ({ promise, until }) => (
            <>
              <strong>{promise}</strong>
              <span class="promise-from">{until}</span>
            </>
          ),
        },
        { key: 'promised', label: 'Promised', cell: ({ promised }) => promised },
        { key: 'done', label: 'Last 90 days, median', cell: ({ done }) => <span class="promise-done">{done}</span> },
      ]}
    />
  );
}

const levels: readonly SeverityLevel[] = [1, 2, 3, 4, 5];

function ByPriority({ targets }: { targets: ResponseTargets }) {
  return (
    <ul class="by-priority">
      {levels.map(level => {
        const target = targets.remediate[level];
        return (
          <li key={level}>
            <Severity level={level} />
            <span>{target === null ? 'no date promised' : `within ${targetInWords(target)}`}</span>
          </li>
        );
      })}
    </ul>
  );
}

const lower = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);
