/**
 * Unix seconds of an ISO 8601 time, as files, variables and programs write when credentials end; undefined when it is
 * none. A blank may stand for the T, and seconds may be missing. A time without a zone is UTC, as the tools that write
 * it so (aws-mfa) mean it.
 */
export function instantOf(text: string | undefined): number | undefined {
  const [, day, time, zone] =
    /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)? ?(Z|[+-]\d{2}:?\d{2})?$/i.exec(text?.trim() ?? "") ??
    []
  if (day === undefined || time === undefined) return undefined
  const milliseconds = Date.parse(`${day}T${time}${zoneOf(zone)}`)
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000
}

function zoneOf(zone: string | undefined): string {
  if (zone === undefined || zone.toUpperCase() === "Z") return "Z"
  return zone.includes(":") ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`
}
