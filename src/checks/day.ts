/** A calendar day in the form `YYYY-MM-DD`; days in this form compare as text. */
export function isDay(text: unknown): text is string {
  const match = typeof text === 'string' && text.length === 10 ? /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) : null;
  if (!match) { return false; }
  const [year, month, day] = match.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCFullYear() === year;
}
