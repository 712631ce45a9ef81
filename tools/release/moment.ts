import { execFileSync } from "node:child_process"

/**
 * When what is built was made, in Unix seconds: SOURCE_DATE_EPOCH (reproducible-builds.org), else the commit's time. It
 * stands in whatever carries a time, so that two builds of one commit are the same bytes.
 */
export function momentOf(root: string): number {
  const said = process.env.SOURCE_DATE_EPOCH
  if (said !== undefined && /^\d+$/.test(said)) return Number(said)
  try {
    const words = ["-C", root, "log", "-1", "--format=%ct"]
    return Number(execFileSync("git", words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }))
  } catch (cause) {
    throw new Error("There is no commit to take the time from: set SOURCE_DATE_EPOCH.", { cause })
  }
}
