// A column chart drawn on the server: told apart without color, labelled at its ends, with its table behind it.
import { Disclosure } from './card.tsx';
import { Table } from './table.tsx';

/** A column, and as many values as there are series; `tick` is what stands below it when the label is long. */
export type ChartRow = { readonly label: string; readonly tick?: string; readonly values: readonly number[] };

type BarChartProps = {
  /** What is shown: the heading of the chart and the caption of its table. */
  title: string;
  /** The one sentence that somebody takes away who does not see the picture. */
  summary: string;
  /** At most two: the second is drawn hollow. */
  series: readonly string[];
  rows: readonly ChartRow[];
  /** What the rows are: "Month". */
  rowsAre: string;
};

const HEIGHT = 120;
const WIDTH = 720;
const TOP = 18;

/** Columns side by side, and the same numbers as a table that opens in place. */
export function BarChart({ title, summary, series, rows, rowsAre }: BarChartProps) {
  const most = Math.max(1, ...rows.flatMap(({ values }) => values));
  const slot = WIDTH / Math.max(1, rows.length);
  const width = Math.min(26, (slot - 8) / series.length);
  const heightOf = (value: number): number => (value / most) * HEIGHT;
  return (
    <figure class="bar-chart">
      <figcaption>
        <strong>{title}</strong>
        <span class="bar-chart-series">
          {series.map((name, index) => (
            <span key={name}>
              <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">
                <rect class={`bar bar-${index}`} x="1" y="1" width="10" height="10" />
              </svg>{' '}
              {name}
            </span>
          ))}
        </span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + TOP + 22}`} role="img" aria-label={summary} focusable="false">
        <line class="bar-base" x1="0" x2={WIDTH} y1={TOP + HEIGHT} y2={TOP + HEIGHT} />
        {rows.map(({ label, tick, values }, row) => {
          const left = row * slot + (slot - width * series.length) / 2;
          return (
            <g key={label}>
              {values.map((value, index) => {
                const x = left + index * width;
                const height = heightOf(value);
                return (
                  value > 0 && (
                    <g key={series[index]}>
                      <rect
                        class={`bar bar-${index}`}
                        x={(x + 1).toFixed(1)}
                        y={(TOP + HEIGHT - height).toFixed(1)}
                        width={(width - 2).toFixed(1)}
                        height={height.toFixed(1)}
                      />
                      <text class="bar-value" x={(x + width / 2).toFixed(1)} y={(TOP + HEIGHT - height - 5).toFixed(1)}>
                        {value}
                      </text>
                    </g>
                  )
                );
              })}
              <text class="bar-label" x={(row * slot + slot / 2).toFixed(1)} y={TOP + HEIGHT + 17}>
                {tick ?? label}
              </text>
            </g>
          );
        })}
      </svg>
      <Disclosure summary="As a table">
        <Table
          caption={title}
          captionHidden
          rows={rows}
          rowKey={({ label }) => label}
          columns={[
            { key: 'label', label: rowsAre, main: true, cell: ({ label }) => label },
            ...series.map((name, index) => ({
              key: name,
              label: name,
              numeric: true,
              cell: ({ values }: ChartRow) => String(values[index] ?? 0),
            })),
          ]}
        />
      </Disclosure>
    </figure>
  );
}
