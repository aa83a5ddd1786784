/** Words of the Plans room, as sentences that can be translated whole. */

export const plansWords = {
  noPlans: "No plan is kept yet. Make the first one; it takes a minute.",
  plan: "Plan",
  made: "Made",
  counts: "Counts",
  inCountry: "capacity in the country",
  assumed: "contains assumed capacity",
  serviceDays: "Service-days missing",
  gap: "At most above the limit",
  checkedHead: "Checked",
  checked: "against its problem",
  notes: "Whose, and how",
  doWith: "What to do with it",
  ofRecord: "plan of record",
  showOnMap: "Show on the map",
  onTheMap: "On the map now",
  compareWith: (id: string) => `Compare with ${id}`,
  count: (value: number) => Math.round(value).toLocaleString("en"),
  percent: (share: number | null) => (share === null ? "not known" : `${(100 * share).toFixed(1)} %`),
  note: (note: string, author: string) => [author, note].filter(Boolean).join(": "),
} as const;
