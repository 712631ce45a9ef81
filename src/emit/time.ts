/**
 * Unix seconds as AWS writes times: UTC, whole seconds, `Z`. The only form that every SDK reads in every place
 * (JavaScript and Rust refuse an offset in container credentials).
 */
export function isoTime(unixSeconds: number): string {
  return `${new Date(Math.floor(unixSeconds) * 1000).toISOString().slice(0, 19)}Z`
}
