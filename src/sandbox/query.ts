import { AwsError } from "./errors.ts"

/** The words of one call: names to values, each name once. */
export type Params = ReadonlyMap<string, string>

export interface QueryRequest {
  readonly action: string
  readonly version: string
  readonly params: Params
}

/**
 * What the client asks for: the form in the body, and what stands in the URL. `known`: whether there is such an action in
 * that version of an API. Error: InvalidAction.
 */
export function parseQuery(
  search: URLSearchParams,
  body: string,
  known: (action: string, version: string) => boolean,
): QueryRequest {
  const params = new Map<string, string>()
  for (const source of [search, new URLSearchParams(body)]) {
    for (const [name, value] of source) if (!params.has(name)) params.set(name, value)
  }
  const action = params.get("Action") ?? "NO_ACTION_SPECIFIED"
  const asked = params.get("Version") ?? "NO_VERSION_SPECIFIED"
  if (!known(action, asked)) {
    throw new AwsError("InvalidAction", `Could not find operation ${action} for version ${asked}`)
  }
  return { action, version: asked, params }
}

/** `Name.member.1`, `Name.member.2`, …: the list, in the order of its numbers. */
export function listParam(params: Params, name: string): readonly string[] {
  return membersOf(params, name).flatMap(at => params.get(`${name}.member.${at}`) ?? [])
}

/** `Name.member.1.Key`, `Name.member.1.Value`, …: one record a member. */
export function recordsParam(params: Params, name: string): readonly ReadonlyMap<string, string>[] {
  return membersOf(params, name).map(at => {
    const prefix = `${name}.member.${at}.`
    return new Map(
      [...params].flatMap(([key, value]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [])),
    )
  })
}

function membersOf(params: Params, name: string): readonly number[] {
  const numbers = [...params.keys()].flatMap(key => {
    const [head, member, at] = [key.slice(0, name.length), ...key.slice(name.length + 1).split(".")]
    return head === name && member === "member" && /^\d{1,4}$/.test(at ?? "") ? [Number(at)] : []
  })
  return [...new Set(numbers)].sort((a, b) => a - b)
}
