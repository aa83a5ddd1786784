/** Words of the Plans room, as sentences that can be translated whole. */

export const plansWords = {
  noPlans: "No plan is kept yet. Make the first one; it takes a minute.",
  plan: "Plan",
  made: "Made",
  counts: "Counts",
  inCountry: "capacity in the country",
  assumed: "contains assumed capacity",
  serviceDays: "Service-days missing",
  gap: "Above the limit by at most",
  checkedHead: "Checked",
  checked: "yes",
  notes: "Whose, and how",
  doWith: "What to do with it",
  ofRecord: "plan of record",
  showOnMap: "Show on the map",
  onTheMap: "On the map now",
  compareWith: (id: string) => `Compare with ${id}`,
  count: (value: number) => Math.round(value).toLocaleString("en"),
  percent: (share: number | null) => (share === null ? "not known" : `${(100 * share).toFixed(1)} %`),
  makeTitle: "Make a plan",
  ofRecordChoice: "capacity in the country: a plan of record",
  committed: "also what is committed",
  asAnnounced: "also what was announced",
  own: "what a scenario file of yours says",
  neverOfRecord: "Counts people who are only promised. It never becomes the plan of record.",
  scenarioFile: "Scenario file (TOML)",
  scenarioText: "Its text, which you can edit here",
  start: "First day; empty for today",
  until: "Search until",
  seconds: "seconds have passed",
  iterations: "iterations are done",
  howMany: "Number",
  seed: "Seed",
  first: "What must come first (ids, optional)",
  by: "Whose decision that is (name)",
  make: "Make the plan",
  jobs: (waiting: number) =>
    waiting === 0
      ? "Work of the server"
      : `Work of the server: ${waiting === 1 ? "one job waits" : `${waiting} jobs wait`}`,
  jobsList: "Jobs, newest first",
  kindOfJob: (kind: string, asked: Record<string, unknown>) => {
    if (kind === "report") return `report ${String(asked["report"] ?? "")}`;
    if (kind === "scenario") return `plan of scenario ${String(asked["name"] ?? "from a file")}`;
    return kind;
  },
  stateOfJob: (state: string, wanted: string) =>
    state === "running" && wanted === "stop"
      ? "ending, keeps the best"
      : state === "running" && wanted === "cancel"
        ? "ending, keeps nothing"
        : state === "running"
          ? "under way"
          : state,
  underWay: (progress: {
    phase?: string;
    seconds?: number;
    best?: number | null;
    gap?: number | null;
    text?: string;
  }) =>
    [
      progress.phase ?? "beginning",
      progress.seconds === undefined ? "" : `${Math.round(progress.seconds)} s`,
      progress.gap === null || progress.gap === undefined
        ? ""
        : `at most ${(100 * progress.gap).toFixed(1)} % above the limit`,
      progress.text ?? "",
    ]
      .filter(Boolean)
      .join("; "),
  chartOf: (points: number) => `Best plan and limit so far, ${points} times told`,
  bestPlan: "best plan",
  limit: "no plan below",
  stop: "Stop and keep the best",
  cancel: "Cancel, keep nothing",
  keptAs: (id: string) => `Kept as ${id}.`,
  keptAfterStop: (id: string) => `Stopped early; the best so far is kept as ${id}.`,
  lookAt: "Look at it",
  fetch: "Take the file",
  askedBy: (account: string, when: string) => `Asked for by ${account}, ${when}`,
  ended: (id: string) => `Job ${id} has ended.`,
  reportsOf: (id: string) => `Take from plan ${id} (PDF)`,
  purpose: "What it is needed for (for files with exact outlines; it is logged)",
  report: {
    "weekly-tasking": "Weekly tasking",
    "ready-for-works": "Ready for works",
    progress: "Progress",
    "founding-question": "Founding question",
  },
  sayPurpose: "shows exact outlines: say above what it is needed for",
  notYours: "shows exact outlines, which your role may not take away",
  mayNotAsk: "takes long, and your role may not ask for long work",
  making: "being made ...",
  reportAsked: (id: string) => `It takes a while: job ${id} makes it, and offers the file when it is done.`,
  reportTaken: "The file is among your downloads.",
  itemsOf: (id: string, count: number) => `What plan ${id} does: ${count.toLocaleString("en")} items`,
  filter: "Id, team, district or kind",
  item: "Item",
  work: "Work",
  district: "District",
  teams: "Teams",
  begins: "Begins",
  ends: "Ends",
  moreRows: (count: number) => `${count.toLocaleString("en")} more begin later; type above which you look for.`,
  recordOnMap: (id: string) => `${id} on the map`,
  close: "Close",
  behind: "Records have changed since this plan was made.",
  finding: (missing: string, days: string, least: string) =>
    `${missing} ${days} are missed until all is back; no plan can miss fewer than ${least}`,
  compareTitle: "Two plans compared",
  compareOne: "Compare",
  compareOther: "with",
  planNamed: (id: string, current: boolean, scenario: string) =>
    current ? `${id}, plan of record` : scenario ? `${id}, scenario ${scenario}` : id,
  containsAssumed: "Contains assumed capacity",
  allPlans: "All plans",
  onlyOne: "Only one plan is kept. Make another one to compare it with.",
  compareFinding: (b: string, a: string, days: number, assumed: boolean) => {
    const gained = Math.round(Math.abs(days)).toLocaleString("en");
    if (Math.round(days) === 0) return `${b} brings services back on the same days as ${a}`;
    const less = days > 0 ? "sooner" : "later";
    return assumed
      ? `If all that is assumed came, ${b} would bring services back ${gained} service-days ${less} than ${a}`
      : `${b} brings services back ${gained} service-days ${less} than ${a}`;
  },
  compareFigures: (when: string, a: string, b: string) => `In service by ${when}: ${a} → ${b}.`,
  compareMissing: (a: number, b: number) =>
    `Service-days missing: ${Math.round(a).toLocaleString("en")} → ${Math.round(b).toLocaleString("en")}.`,
  compareGaps: (a: number | null, b: number | null) =>
    a === null || b === null
      ? ""
      : `Above the limit by at most: ${(100 * a).toFixed(1)} % → ${(100 * b).toFixed(1)} %.`,
  searchedLess: (id: string) =>
    `${id} is farther from its limit: part of the difference may go where it is searched longer.`,
  onlyIn: (id: string, records: string[]) => {
    const named = records.slice(0, 4).join(", ");
    const more = records.length > 4 ? ` and ${records.length - 4} more` : "";
    return `By then only ${id} is done with ${named}${more}.`;
  },
  filtersHide: "Filters hide a part: show all",
  mapOf: (id: string) => `Map of plan ${id}`,
  plannedOn: (when: string) => `planned for ${when}`,
  bothCurves: "Restoration curves of both plans",
  curveTitle: "Share of services in use",
  gained: (days: number) =>
    `hatched: ${Math.round(Math.abs(days)).toLocaleString("en")} service-days ${days < 0 ? "lost" : "gained"}`,
  limitOf: (id: string) => `dotted: no plan with what ${id} counts can be above`,
  slider: "Day that maps and curve show",
  bothOn: (when: string, a: string, shareA: string, b: string, shareB: string) =>
    `${when}: ${shareA} in ${a}, ${shareB} in ${b}`,
  share: (share: number) => `${(100 * share).toFixed(0)} %`,
  inPlan: (id: string) => `In plan ${id}`,
  whatMoves: "What moves, and by how much",
  moves: { communities: "Communities", assets: "What comes back", teams: "Teams" },
  community: "Community",
  sooner: "Sooner",
  later: "Later",
  gainedHead: "Service-days",
  comesBack: "Comes back",
  soonerBy: "Sooner by, working days",
  team: "Team",
  daysIn: (id: string) => `Days, ${id}`,
  doneIn: (id: string) => `Done, ${id}`,
  notAtAll: "not planned",
  signed: (value: number) =>
    value === 0
      ? "same"
      : `${value > 0 ? "+" : "−"}${Math.round(Math.abs(value)).toLocaleString("en")}`,
  onlyMost: (shown: number, count: number) =>
    `The ${shown} that gain and lose most, of ${count.toLocaleString("en")}.`,
  note: (note: string, author: string) => [author, note].filter(Boolean).join(": "),
} as const;
