import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import type { Endpoint, Env } from "../types.ts"
import { awsHome, expandHome } from "./files.ts"
import type { Profile, Profiles } from "./profile.ts"

/** The services guise speaks to, by the key each has in a `[services]` section; upper-cased, the end of its variable. */
export type Service = "sts" | "sso" | "sso_oidc" | "iam" | "signin"

/**
 * Where a service is spoken to under a profile. URL: `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, the profile's
 * `services` section, its `endpoint_url`, none of them when `ignore_configured_endpoint_urls` says so. Every switch has
 * a variable that goes before the profile's setting.
 * Errors: `profile-invalid` for a URL that is none, a `services` section that is not there, or a CA bundle that is set
 * to nothing.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function endpointFor(
  service: Service,
  profile: Profile | undefined,
  profiles: Pick<Profiles, "services">,
  env: Env,
  region: string,
): Endpoint {
  const url = urlFor(service, profile, profiles, env)
  const fips = oldFips.test(region) || isOn(env.AWS_USE_FIPS_ENDPOINT, profile, "use_fips_endpoint")
  const dualstack = isOn(env.AWS_USE_DUALSTACK_ENDPOINT, profile, "use_dualstack_endpoint")
  const caBundle = caBundleFor(profile, env)
  return {
    region: signingRegion(region),
    ...(url !== undefined && { url }),
    ...(fips && { fips }),
    ...(dualstack && { dualstack }),
    ...(caBundle !== undefined && { caBundle }),
  }
}

/** A region as it was written before there was a switch: `fips-us-east-1`, `us-east-1-fips`. Every SDK still reads it. */
const oldFips = /^fips-|-fips$/

/** `aws-global` is the name of an endpoint, and no region that a signature may name: AWS's own rules sign for this one. */
function signingRegion(region: string): string {
  const bare = region.replace(oldFips, "")
  return bare === "aws-global" ? "us-east-1" : bare
}

/**
 * The region calls are signed for: the one given by flag, AWS_REGION, AWS_DEFAULT_REGION, that of the profile asked
 * for (never of its source). Undefined when nobody names one.
 */
export function regionOf(flag: string | undefined, profile: Profile | undefined, env: Env): string | undefined {
  return flag || env.AWS_REGION || env.AWS_DEFAULT_REGION || settingOf(profile, "region")
}

/** The environment and the AWS files as a plan reads them; `flag` is a region that goes before all they say. */
export function surroundingsOf(env: Env, profiles: Profiles, flag?: string) {
  return {
    env,
    profiles,
    region: (profile: Profile | undefined) => regionOf(flag, profile, env),
    endpoint: (service: Service, profile: Profile | undefined, region: string) =>
      endpointFor(service, profile, profiles, env, region),
  }
}

function urlFor(
  service: Service,
  profile: Profile | undefined,
  profiles: Pick<Profiles, "services">,
  env: Env,
): string | undefined {
  if (isOn(env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS, profile, "ignore_configured_endpoint_urls")) return undefined
  const variable = [`AWS_ENDPOINT_URL_${service.toUpperCase()}`, "AWS_ENDPOINT_URL"].find(name => env[name])
  if (variable !== undefined) return checkedUrl(env[variable], variable, `unset ${variable}`)
  const sections = profile?.settings.get("services")
  const listed = servicesUrl(service, profile, profiles)
  if (listed) return checkedUrl(listed, `endpoint_url of ${service} in [services ${sections?.value}]`, fixIt(profile))
  const own = profile?.settings.get("endpoint_url")
  const place = own === undefined ? "" : ` (${own.place.file}:${own.place.line})`
  return checkedUrl(own?.value, `endpoint_url of profile ${JSON.stringify(profile?.name)}${place}`, fixIt(profile))
}

/** The value is not shown: people write user names and passwords into URLs. */
function checkedUrl(url: string | undefined, whose: string, hint: string): string | undefined {
  if (url === undefined || (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))) return url
  throw new GuiseError("profile-invalid", `${whose} is no URL that begins with http:// or https://.`, { hint })
}

function fixIt(profile: Profile | undefined): string {
  return `guise set ${quoted(profile?.name ?? "default")} endpoint_url https://HOST`
}

function servicesUrl(service: Service, profile: Profile | undefined, profiles: Pick<Profiles, "services">) {
  const setting = profile?.settings.get("services")
  if (profile === undefined || setting === undefined) return undefined
  const services = profiles.services(setting.value)
  if (services !== undefined) return services.get(service)?.get("endpoint_url")
  const { file, line } = setting.place
  throw new GuiseError(
    "profile-invalid",
    `Profile ${JSON.stringify(profile.name)} takes its endpoints from [services ${setting.value}] (${file}, line ${line}), and there is no such section in the config file.`,
    { hint: `guise explain ${quoted(profile.name)}` },
  )
}

/** Only "true" switches on; a variable that is set, to whatever, hides the profile's setting. */
function isOn(variable: string | undefined, profile: Profile | undefined, key: string): boolean {
  return (variable || settingOf(profile, key))?.toLowerCase() === "true"
}

function caBundleFor(profile: Profile | undefined, env: Env): string | undefined {
  if (env.AWS_CA_BUNDLE === "") {
    // Trusting the system's authorities instead would widen what somebody meant to narrow.
    throw new GuiseError("profile-invalid", "AWS_CA_BUNDLE is set and empty; it wants the path of a PEM file.", {
      hint: "unset AWS_CA_BUNDLE",
    })
  }
  const path = env.AWS_CA_BUNDLE ?? settingOf(profile, "ca_bundle")
  return path?.startsWith("~") ? expandHome(path, awsHome(env)) : path
}

function settingOf(profile: Profile | undefined, key: string): string | undefined {
  return profile?.settings.get(key)?.value
}
