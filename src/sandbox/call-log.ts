import type { Params } from "./query.ts"

/** One call as the log keeps it. No secret: codes, tokens and whatever the sandbox does not know are masked. */
export interface LoggedCall {
  /** By the sandbox's clock, `…Z`. */
  readonly time: string
  readonly requestId: string
  readonly action: string
  /** The caller's ARN; absent when it could not be proven, or when the action is unsigned. */
  readonly principal?: string
  /** The access key id the request names, proven or not. */
  readonly accessKeyId?: string
  /** The region it is signed for. */
  readonly region?: string
  readonly params: Readonly<Record<string, string>>
  /** `ok`, AWS's error code, or what became of the connection. */
  readonly outcome: string
  readonly status: number
}

export interface CallLog {
  add(call: LoggedCall): void
  /** The calls so far, oldest first; of one action when named. */
  list(action?: string): readonly LoggedCall[]
  clear(): void
}

const kept = 10_000
const open =
  /^(Name|RoleArn|RoleSessionName|DurationSeconds|ExternalId|SerialNumber|SourceIdentity|AccessKeyId|ProviderId|Policy|clientName|clientType|grantTypes?|scopes?|startUrl|issuerUrl|redirectUris?|account_id|role_name|max_result|clientId|response_type|client_id|redirect_uri|code_challenge_method|user|answer|Destination|Issuer|(PolicyArns|Tags|TransitiveTagKeys)\.member\.\d+(\.\w+)?)$/

export function makeCallLog(): CallLog {
  const calls: LoggedCall[] = []
  return {
    add(call) {
      calls.push(call)
      if (calls.length > kept) calls.splice(0, calls.length - kept)
    },
    list: action => calls.filter(call => action === undefined || call.action === action),
    clear: () => {
      calls.length = 0
    },
  }
}

/** The words of a call that may be seen; the others by name only. */
export function maskParams(params: Params): Readonly<Record<string, string>> {
  const shown = [...params].filter(([name]) => !/^(Action|Version|X-Amz-.*)$/.test(name))
  return Object.fromEntries(shown.map(([name, value]) => [name, open.test(name) ? cut(value) : "(masked)"]))
}

/** Longer than anything that AWS takes there: ten thousand requests of junk must not fill the memory. */
const longest = 4096

function cut(value: string): string {
  return value.length > longest ? `${value.slice(0, longest)}…` : value
}
