/** Days as people read them; all days of plans and records are days of the calendar, without a zone. */

export const shortDay = (date: Date): string =>
  date
    .toLocaleDateString("en-GB", {
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      timeZone: "UTC",
    })
    .replace(",", "");

/** For tables, where the day of the week would take the room of another column. */
export const briefDay = (text: string): string =>
  new Date(text).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });

export const day = (text: string): string => shortDay(new Date(text));

/** A moment of the registry, which keeps UTC, as the clock of whoever looks shows it. */
export const moment = (text: string): string =>
  new Date(text).toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
