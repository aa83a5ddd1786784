/** Every word of the screen in one place, as sentences that can be translated whole. */

const people = (count: number): string =>
  count === 1 ? "1 person" : `${count.toLocaleString("en")} people`;

export const words = {
  product: "Ploughshare",
  invented: "Invented region",
  noRecord: "No record of a hazard does not mean there is none.",
  nothingPublished:
    "Nothing is published here yet. What the authority decides to publish appears on this map.",
  search: "Search by id, name, coordinates or MGRS",
  nothingThere:
    "No record that you may see within 250 m. No record of a hazard does not mean there is none.",
  searchNothing: "Nothing that you may see has that id or name.",
  signIn: "Sign in",
  signOut: "Sign out",
  name: "Name",
  password: "Password",
  newPassword: "New password, at least 12 characters",
  code: "Code that the server printed",
  setUpTitle: "Make the first administrator",
  setUpText:
    "This registry has nobody who may sign in. The code stands where 'plough serve' was started.",
  make: "Make the administrator",
  lookAs: "Look as",
  map: "Map",
  plans: "Plans",
  rooms: "Rooms",
  noSuchRoom: "There is no room at this address, or your role may not enter it.",
  assumed: "Contains assumed capacity",
  key: "Key",
  closePanel: "Close the panel",
  keysTitle: "Keys of the map room",
  theme: "Light or dark",
  sector: "Sector symbology",
  hazardsShown: (shown: number) =>
    shown === 1 ? "1 hazardous area in view" : `${shown.toLocaleString("en")} hazardous areas in view`,
  asOf: (day: string) => `As recorded on ${day}`,
  version: (version: number, day: string) => `Version ${version}, changed on ${day}`,
  loading: "Hazardous areas are still coming ...",
  history: "History",
  unknown: "unknown",
  rounded: "Outline rounded outwards to cells; the exact one is not shown to your role.",
  curve: "Restoration curve",
  servedToday: (share: string) => `${share} of services are in use on the plan's first day`,
  servedBy: (day: string, share: string) => `By ${day}, ${share} of services are planned to be back`,
  limitIs: (share: string) => `No plan can have more than ${share} by then.`,
  planAbout: (id: string, gap: string, left: number) =>
    `Plan ${id}, checked${gap ? `; at most ${gap} above the proven limit` : ""}; ${left} not planned`,
  table: "Table",
  on: "On",
  planned: "planned",
  priorityFirst: "highest priority first",
  limit: "no plan can be above",
  slider: "Day that map and curve show",
  why: "Why this date",
  nothingHolds: (day: string) => `Nothing holds it up: it begins on the plan's first day, ${day}.`,
  folded: (steps: number) => `${steps} steps between`,
  chainDoesNotAdd: "The chain of reasons does not add up to this date. That is a mistake of ours; report it.",
  workingDays: "d: working days of the plan's calendar.",
  notInPlan: "The plan of record holds no work here.",
  plannedOn: (day: string) => `Planned for ${day}`,
  cells: "Far out, areas are counted in cells. Share of a cell that is hazardous:",
  cellSteps: ["below 0.1 %", "below 1 %", "below 10 %", "10 % and more"],
  released: "Released land, by product",
  layers: "Layers and filters",
  layer: (name: string) =>
    ({
      hazards: "Hazardous areas",
      assets: "Assets",
      roads: "Roads",
      places: "Places and districts",
      teams: "Teams",
    })[name] ?? name,
  alwaysShown: "your role is always shown every one, because you may have to walk there.",
  filterBy: (labels: string[]) => `by ${labels.join(", ")}`,
  hazardsHidden: (count: number) =>
    count === 1
      ? "1 hazardous area in view is hidden by a filter."
      : `${count.toLocaleString("en")} hazardous areas in view are hidden by filters.`,
  showThem: "Show",
  showOnMap: "Show on the map",
  around: "What it waits for, and what waits for it",
  waitsFor: (count: number) =>
    count === 1 ? "It waits for one record" : `It waits for ${count.toLocaleString("en")} records`,
  holdsUp: (count: number, waiting: number) =>
    `${count === 1 ? "One record waits" : `${count.toLocaleString("en")} records wait`} for it` +
    (waiting > 0 ? `; ${people(waiting)} in all behind it` : ""),
  handedOverOn: (day: string) => `hand-over planned for ${day}`,
  backOn: (day: string) => `back planned for ${day}`,
  neighbour: (title: string, count: number, byService: boolean, hazard: boolean) =>
    [
      byService ? `${title}, for its service` : title,
      count > 0 ? (hazard ? `${people(count)} live with it` : `serves ${people(count)}`) : "",
    ]
      .filter(Boolean)
      .join("; "),
  more: (count: number) => `and ${count.toLocaleString("en")} more`,
  all: "Show all",
  fewer: "Show fewer",
  sourceOf: (label: string) => `Source of ${label}`,
  from: (source: string) => `From ${source}`,
  graded: (grade: string) => `Grade ${grade}`,
  notGraded: "Not graded: the record names no document",
  knownSince: (day: string, version: number) => `Known since ${day}, version ${version}`,
  givenFor: (day: string) => `Given for ${day}`,
  range: (range: string) => `Range ${range}`,
  firstVersion: (fields: number) => `Recorded first, with ${fields} fields`,
  outlineChanged: "outline: another one",
  takenOff: "taken off the list",
  writtenBy: (author: string, source: string, change: number) =>
    `${author}${source ? `, from ${source}` : ""}, change ${change}`,
  trueFrom: (day: string) => `true in the field from ${day}`,
  importRoom: "Import",
} as const;

const count = (number: number): string => number.toLocaleString("en");

/** Words of the timeline. */
export const timelineWords = {
  title: "Timeline",
  rowsBy: "Rows",
  by: { team: "By team", district: "By district", asset: "By asset" },
  meanings: ["survey", "clearance", "control and hand-over", "works"],
  closer: "Show fewer days",
  wider: "Show more days",
  all: "All days",
  table: "Table of the timeline",
  keys: "Arrows go from bar to bar and row to row, Enter chooses, + and − zoom, 0 shows all days.",
  from: "From",
  to: "To",
  what: "What",
  record: "Record",
  row: { team: "Team", district: "District", asset: "Asset" },
  span: (from: string, to: string) => (from === to ? from : `${from} to ${to}`),
  bar: (what: string, record: string, row: string) => `${what}, ${record}, ${row}`,
  atWork: (row: string, items: number) =>
    items === 1 ? `${row}: 1 item at work` : `${row}: ${count(items)} items at work`,
  open: "Click its name to see each.",
  idle: (row: string, from: string, to: string) => `${row}: nothing planned from ${from} to ${to}`,
  idleAfter: (row: string, from: string) => `${row}: nothing planned after ${from}`,
  then: (why: string) => `Then: ${why}`,
  standDown: (cause: string) => `Stand-down: ${cause}`,
  shown: (shown: number, all: number) =>
    shown === all
      ? `${count(all)} items in the days shown`
      : `The first ${count(shown)} of ${count(all)} items in the days shown; show fewer days for the others.`,
  drawn: (bars: number, narrow: number) =>
    `${count(bars)} bars, and ${count(narrow)} too narrow to stand alone`,
  kinds: {
    nts: "non-technical survey",
    ts: "technical survey",
    clearance: "clearance",
    control: "quality control",
    handover: "hand-over",
    works: "works",
    milestone: "back in use",
    education: "risk education",
    marking: "marking",
  } as Record<string, string>,
  teams: {
    nts: "survey",
    ts: "technical",
    manual: "manual",
    mechanical: "machines",
    dogs: "dogs",
    bac: "battle area",
    eod: "disposal",
    qc: "control",
    roads: "roads",
    bridges: "bridges",
    power: "power",
    water: "water",
    building: "builders",
    debris: "rubble",
    plant: "plant",
  } as Record<string, string>,
  textTable: "Table",
} as const;
