/**
 * Unix seconds as AWS writes times: UTC, whole seconds, `Z`. The only form that every SDK reads in every place
 * (JavaScript and Rust refuse an offset in container credentials).
 */
export function isoTime(unixSeconds: number): string {
  return `${new Date(unixSeconds * 1000).toISOString().slice(0, 19)}Z`
}

/**
 * Unix seconds of an ISO 8601 time, as files, variables and programs write when credentials end; undefined when it is
 * none. A blank may stand for the T, and seconds may be missing. A time without a zone is UTC, as the tools that write
 * it so (aws-mfa) mean it; `UTC` is what the AWS CLI's own caches end their times with. AWS's signatures write theirs
 * without separators.
 */
export function instantOf(text: string | undefined): number | undefined {
  const [, day, time, zone] =
    /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)? ?(Z|[+-]\d{2}:?\d{2})?$/i.exec(
      spelledOut(text ?? ""),
    ) ?? []
  if (day === undefined || time === undefined) return undefined
  const milliseconds = Date.parse(`${day}T${time}${zoneOf(zone)}`)
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000
}

/** `20260102T030405Z` and `2026-01-02T03:04:05UTC` as `2026-01-02T03:04:05Z`. */
function spelledOut(text: string): string {
  const separated = text.trim().replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)/, "$1-$2-$3T$4:$5:$6")
  return separated.replace(/ ?UTC$/, "Z")
}

function zoneOf(zone: string | undefined): string {
  if (zone === undefined || zone.toUpperCase() === "Z") return "Z"
  return zone.includes(":") ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`
}
