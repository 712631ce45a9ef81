import type { Check, Finding } from "../check.ts"
import type { Facts, Reached } from "../facts.ts"
import { proxyFor } from "../proxy.ts"

const about = { group: "Network", needsNetwork: true, needsBothFiles: false, aboutProfiles: true } as const

/** Whether STS answers wherever the profiles call it. */
export const endpoints: Check = {
  ...about,
  id: "endpoints",
  title: "STS answers wherever the profiles call it",
  run: async facts => (await facts.reached()).map(each => endpointFinding(each, facts)),
}

function endpointFinding(reached: Reached, { env }: Facts): Finding {
  const { url, region } = reached.endpoint
  const secure = url === undefined || url.startsWith("https:")
  const host = "host" in reached ? reached.host : url === undefined ? `sts.${region}.amazonaws.com` : hostOf(url)
  const proxy = proxyFor(host, secure, env)
  const by = proxy === undefined ? "" : `, through the proxy ${proxy}`
  if ("host" in reached) return { verdict: "ok", text: `STS answers${by}`, about: host }
  const { message, hint } = reached.error
  return {
    verdict: "fault",
    text: `${message}${by === "" ? "" : ` It was called${by.slice(1)}.`}`,
    ...(hint === undefined ? {} : { remedy: hint }),
  }
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}

/** From here on SDKs begin to have their signatures refused; STS itself refuses at 15 minutes. */
const refusedFrom = 240
/** Codes of an MFA app are made from the same clock, in steps of this. */
const codesFrom = 30

/** Whether this machine's clock is AWS's. */
export const clock: Check = {
  ...about,
  id: "clock",
  title: "this machine's clock is right",
  async run(facts) {
    const answers = (await facts.reached()).flatMap(each => ("host" in each ? [each] : []))
    const skews = answers.flatMap(({ skew }) => (skew === undefined ? [] : [skew]))
    if (skews.length === 0) return [{ verdict: "note", text: "the clock could not be compared: no answer bore a date" }]
    const skew = skews.reduce((worst, each) => (Math.abs(each) > Math.abs(worst) ? each : worst))
    if (Math.abs(skew) < codesFrom) return []
    const text = `this machine's clock is ${Math.abs(skew)} s ${skew > 0 ? "behind" : "ahead of"} AWS's`
    const remedy = "set the clock: sudo timedatectl set-ntp true (Linux), sudo sntp -sS time.apple.com (macOS)"
    return Math.abs(skew) < refusedFrom
      ? [{ verdict: "warning", text: `${text}: codes of an MFA app on this machine may be wrong`, remedy }]
      : [{ verdict: "fault", text: `${text}: AWS refuses what SDKs sign here (guise corrects its own)`, remedy }]
  },
}
