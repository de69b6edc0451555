/** One measured number and what it may be at most. */
export interface Figure {
  name: string;
  value: number;
  unit: "KB" | "ms" | "files" | "";
  budget: number;
}

/** Times vary from run to run; sizes do not. */
const TIMING_TOLERANCE = 0.1;
const BUILT: readonly Figure["unit"][] = ["KB", "files"];

/** True when a figure breaks its budget: what the build gives at once, anything else when it is more than a tenth over. */
export const isOver = ({ value, unit, budget }: Figure): boolean =>
  value > budget * (BUILT.includes(unit) ? 1 : 1 + TIMING_TOLERANCE);

/** The middle of an odd number of values, the upper of the two middle ones of an even number; 0 for none. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** The value below which `share` (0 to 1) of all values lie; 0 for none. */
export function percentile(values: readonly number[], share: number): number {
  const index = Math.min(values.length - 1, Math.floor(values.length * share));
  return values.toSorted((a, b) => a - b)[index] ?? 0;
}

/** Several runs of the same measurements as one list of medians. Every run names the same figures. */
export function medianOf(runs: readonly (readonly Figure[])[]): Figure[] {
  const [first = []] = runs;
  return first.map((figure) => ({
    ...figure,
    value: median(
      runs.flatMap((run) => run.filter(({ name }) => name === figure.name).map(({ value }) => value)),
    ),
  }));
}

/** The figures as a text table, each beside its budget. */
export function table(figures: readonly Figure[]): string {
  const width = Math.max(0, ...figures.map(({ name }) => name.length));
  const rows = figures.map((figure) => {
    const { name, value, unit, budget } = figure;
    const shown =
      unit === "KB"
        ? value.toFixed(1)
        : unit === "ms" || unit === "files"
          ? value.toFixed(0)
          : value.toFixed(3);
    const verdict = isOver(figure) ? "  OVER" : "";
    return `${name.padEnd(width)}  ${shown.padStart(7)} of ${String(budget).padStart(5)} ${unit}${verdict}`;
  });
  return rows.join("\n");
}
