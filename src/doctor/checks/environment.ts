import { isGuiseError } from "../../errors.ts"
import { instantOf } from "../../instant.ts"
import { nearest } from "../../nearest.ts"
import { quoted } from "../../quoted.ts"
import type { Env } from "../../types.ts"
import type { Check, Finding } from "../check.ts"
import { statOf } from "../disk.ts"
import type { Facts } from "../facts.ts"
import { regionTrouble } from "../regions.ts"
import { regionFinding } from "./settings.ts"

type Look = (env: Env, facts: Facts) => readonly Finding[]

/** One row: what the environment should be, and what to say when it is not. Values are shown of names and places only. */
const rows: readonly (readonly [id: string, title: string, look: Look])[] = [
  ["env-keys-or-profile", "the environment says in one way only who one is", keysBesideProfile],
  ["env-key-pair", "the environment's key pair is whole", halfPair],
  ["env-expired", "the environment's keys have not expired", expired],
  ["env-security-token", "no stale AWS_SECURITY_TOKEN speaks for somebody else", securityToken],
  ["env-bearer-tokens", "no bearer token beats the signatures", bearerTokens],
  ["env-container", "a container's credentials are reached", container],
  ["env-profile", "the profile that the environment names is one", profileNames],
  ["env-region", "the environment names one region, in both variables", regions],
  ["env-files", "the files that the environment names are there", files],
  ["env-web-identity", "a web identity in the environment is whole", webIdentity],
  ["env-endpoints", "calls go to AWS itself", endpoints],
]

/** What the environment holds that shadows, contradicts or outlives something else. */
export const environmentChecks: readonly Check[] = rows.map(([id, title, look]) => ({
  id,
  title,
  group: "Environment",
  needsNetwork: false,
  needsBothFiles: false,
  aboutProfiles: false,
  run: facts => look(facts.env, facts),
}))

function keysBesideProfile(env: Env): readonly Finding[] {
  const profile = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"].find(name => env[name])
  if (!env.AWS_ACCESS_KEY_ID || profile === undefined) return []
  return [
    {
      verdict: "warning",
      text: `keys stand beside ${profile}: the JavaScript SDK takes the profile, the AWS CLI and the other SDKs take the keys`,
      about: `${env.AWS_ACCESS_KEY_ID}, ${profile}=${env[profile]}`,
      remedy: `unset ${profile}, or unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN`,
    },
  ]
}

function halfPair(env: Env): readonly Finding[] {
  const [id, secret, token] = [env.AWS_ACCESS_KEY_ID, env.AWS_SECRET_ACCESS_KEY, env.AWS_SESSION_TOKEN]
  if (id && !secret) {
    const text = "AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not: half a key pair"
    return [{ verdict: "fault", text, about: id, remedy: "unset AWS_ACCESS_KEY_ID" }]
  }
  if (secret && !id) {
    const text = "AWS_SECRET_ACCESS_KEY is set and AWS_ACCESS_KEY_ID is not: half a key pair"
    return [{ verdict: "warning", text, remedy: "unset AWS_SECRET_ACCESS_KEY" }]
  }
  if (token && !id) {
    const text = "AWS_SESSION_TOKEN is set without the keys that it belongs to"
    return [{ verdict: "warning", text, remedy: "unset AWS_SESSION_TOKEN" }]
  }
  if (id?.startsWith("ASIA") && !token && !env.AWS_SECURITY_TOKEN) {
    const text = "the key is a temporary one, and AWS_SESSION_TOKEN, without which AWS does not know it, is not set"
    return [{ verdict: "fault", text, about: id, remedy: "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY" }]
  }
  return []
}

function expired(env: Env, { now }: Facts): readonly Finding[] {
  return ["AWS_CREDENTIAL_EXPIRATION", "AWS_SESSION_EXPIRATION"].flatMap((name): readonly Finding[] => {
    const at = instantOf(env[name])
    if (at === undefined || at > now) return []
    const renew = env.GUISE_PROFILE ? `eval "$(guise export ${quoted(env.GUISE_PROFILE)})"` : "get new ones"
    const remedy = `${renew}, or unset ${name} AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN`
    return env.AWS_ACCESS_KEY_ID
      ? [{ verdict: "fault", text: `the environment's keys expired (${name})`, about: env[name] ?? "", remedy }]
      : [{ verdict: "note", text: `${name} is left over from keys that are gone`, remedy: `unset ${name}` }]
  })
}

function securityToken(env: Env): readonly Finding[] {
  const token = env.AWS_SECURITY_TOKEN
  if (!token || token === env.AWS_SESSION_TOKEN) return []
  const text = env.AWS_SESSION_TOKEN
    ? "AWS_SECURITY_TOKEN differs from AWS_SESSION_TOKEN: the AWS CLI and boto3 use the former, everybody else the latter"
    : "AWS_SECURITY_TOKEN is read by the AWS CLI and boto3 only; the name for all is AWS_SESSION_TOKEN"
  return [{ verdict: "warning", text, remedy: "unset AWS_SECURITY_TOKEN" }]
}

function bearerTokens(env: Env): readonly Finding[] {
  const names = Object.keys(env).filter(name => name.startsWith("AWS_BEARER_TOKEN_") && env[name])
  return names.map(name => ({
    verdict: "warning",
    text: "this bearer token speaks for its service, whatever profile or keys are used beside it",
    about: name,
    remedy: `unset ${name}`,
  }))
}

function container(env: Env, { files, planOf }: Facts): readonly Finding[] {
  const uris = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"]
  const [name, second] = uris.filter(each => env[each])
  if (name === undefined) return []
  if (second !== undefined) {
    const text = "both container variables are set: the relative one is used"
    return [{ verdict: "note", text, remedy: `unset ${second}` }]
  }
  const profile = env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE
  const hasDefault = files.profile("default") !== undefined && !isGuiseError(planOf("default"))
  const before = env.AWS_ACCESS_KEY_ID
    ? "keys in the environment"
    : profile
      ? `the profile ${profile}`
      : hasDefault
        ? "the default profile"
        : undefined
  if (before === undefined) return []
  return [
    {
      verdict: "warning",
      text: `the container's credentials (${name}) are never asked for: ${before} comes first in every SDK`,
      remedy: `take away what comes first, or unset ${name}`,
    },
  ]
}

function profileNames(env: Env, { files, trouble }: Facts): readonly Finding[] {
  const names = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"].filter(name => env[name])
  const unknown = trouble.length > 0 ? [] : names.filter(name => files.profile(env[name] ?? "") === undefined)
  const findings: Finding[] = unknown.map(name => {
    const [near] = nearest(env[name] ?? "", files.names(), 1)
    const text = `${name} names a profile that the AWS files do not have`
    return {
      verdict: "fault",
      text,
      about: JSON.stringify(env[name]),
      remedy: near === undefined ? `unset ${name}` : `export ${name}=${quoted(near)}`,
    }
  })
  if (names.length < 2 || env.AWS_PROFILE === env.AWS_DEFAULT_PROFILE) return findings
  const text = "AWS_PROFILE and AWS_DEFAULT_PROFILE differ: boto3 takes the latter, everybody else the former"
  const both = `${env.AWS_PROFILE}, ${env.AWS_DEFAULT_PROFILE}`
  return [...findings, { verdict: "warning", text, about: both, remedy: "unset AWS_DEFAULT_PROFILE" }]
}

function regions(env: Env): readonly Finding[] {
  const [region, fallback] = [env.AWS_REGION, env.AWS_DEFAULT_REGION]
  const named = [...new Set([region, fallback])].flatMap(name => {
    const trouble = name ? regionTrouble(name) : undefined
    const variable = name === region ? "AWS_REGION" : "AWS_DEFAULT_REGION"
    return name && trouble !== undefined ? [{ ...regionFinding(name, trouble), about: variable }] : []
  })
  return [...named, ...oneRegion(region, fallback)]
}

function oneRegion(region: string | undefined, fallback: string | undefined): readonly Finding[] {
  if (!region && !fallback) return []
  if (region === fallback) return []
  const chosen = quoted(region || fallback || "")
  const remedy = `export AWS_REGION=${chosen} AWS_DEFAULT_REGION=${chosen}`
  if (region && fallback) {
    const text = "AWS_REGION and AWS_DEFAULT_REGION differ: boto3 works in the latter, everybody else in the former"
    return [{ verdict: "warning", text, about: `${region}, ${fallback}`, remedy }]
  }
  const text = region
    ? "only AWS_REGION is set, which boto3 does not read"
    : "only AWS_DEFAULT_REGION is set, which the SDKs for JavaScript, Java and Go do not read"
  return [{ verdict: "note", text, remedy }]
}

function files(env: Env): readonly Finding[] {
  const named = ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"].filter(name => env[name])
  const absent = named.filter(name => !env[name]?.startsWith("~") && statOf(env[name] ?? "") === undefined)
  const findings: Finding[] = absent.map(name => ({
    verdict: "warning",
    text: `${name} names a file that is not there: it counts as empty`,
    place: { file: env[name] ?? "" },
    remedy: `correct it, or unset ${name}`,
  }))
  const bundle = env.AWS_CA_BUNDLE
  if (bundle === undefined || statOf(bundle) !== undefined) return findings
  const text = bundle === "" ? "AWS_CA_BUNDLE is set and empty" : "AWS_CA_BUNDLE names a file that is not there"
  return [...findings, { verdict: "fault", text, about: bundle, remedy: "unset AWS_CA_BUNDLE" }]
}

function webIdentity(env: Env): readonly Finding[] {
  const file = env.AWS_WEB_IDENTITY_TOKEN_FILE
  if (!file) return []
  if (!env.AWS_ROLE_ARN) {
    const text = "AWS_WEB_IDENTITY_TOKEN_FILE is set and AWS_ROLE_ARN is not"
    return [{ verdict: "fault", text, remedy: "export AWS_ROLE_ARN=…, or unset AWS_WEB_IDENTITY_TOKEN_FILE" }]
  }
  if (statOf(file) !== undefined) return []
  const text = "AWS_WEB_IDENTITY_TOKEN_FILE names a file that is not there"
  return [{ verdict: "warning", text, place: { file }, remedy: "unset AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_ARN" }]
}

function endpoints(env: Env): readonly Finding[] {
  const names = Object.keys(env).filter(name => /^AWS_ENDPOINT_URL(_|$)/.test(name) && env[name])
  const byHost = Map.groupBy(names.toSorted(), name => hostOf(env[name] ?? ""))
  return [...byHost].map(([host, variables]) => ({
    verdict: "note",
    text: `calls go elsewhere than to AWS (${variables.join(", ")})`,
    about: host,
    remedy: `unset ${variables.join(" ")}`,
  }))
}

/** Without user and password, which a URL may hold. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "no URL"
}
