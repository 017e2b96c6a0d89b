/** Returns the value below which `percent` of `values` lie. 50 is the median, 100 the maximum. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.ceil(sorted.length * percent / 100) - 1;
  return sorted[Math.max(0, rank)] ?? NaN;
}

/** Returns the median of `values`. */
export function median(values: readonly number[]): number {
  return percentile(values, 50);
}
