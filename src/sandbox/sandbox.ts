import { randomBytes } from "node:crypto"
import { answerCall } from "./answer.ts"
import { answerPage } from "./answer-page.ts"
import { answerRest } from "./answer-rest.ts"
import { browse } from "./browse.ts"
import { makeCallLog } from "./call-log.ts"
import { makeClock } from "./clock.ts"
import { answerControl } from "./control.ts"
import { makeFaults } from "./faults.ts"
import { makeSigninTokens } from "./federation.ts"
import { type HttpRequest, type HttpResponse, jsonResponse } from "./http.ts"
import { makeIam } from "./iam-state.ts"
import { mintToken } from "./jwt.ts"
import { loadState } from "./load-state.ts"
import { formPath, pageOf } from "./page-routes.ts"
import { makeConsents } from "./pages/consents.ts"
import { isQueryMethod } from "./query.ts"
import { operationOf } from "./rest-routes.ts"
import type { SandboxControls, TokenRequest, Visit } from "./sandbox-world.ts"
import { listen } from "./server.ts"
import { makeSessions } from "./sessions.ts"
import { makeSignIn } from "./sign-in.ts"
import { makeSso } from "./sso.ts"
import type { State } from "./state.ts"
import { codeAt, makeMfaDevices } from "./totp.ts"

export interface SandboxOptions {
  /** A state file (docs/sandbox.md); absent: the built-in accounts. */
  readonly state?: string
  /** 0 or absent: any free port. */
  readonly port?: number
  /** The machine's clock, Unix seconds. */
  readonly now?: () => number
}

export interface Sandbox extends SandboxControls {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  readonly port: number
  readonly state: State
  /** What a command needs in its environment to find this sandbox instead of AWS. */
  readonly env: Readonly<Record<string, string>>
  close(): Promise<void>
}

/**
 * A local STS and IAM, Identity Center and sign-in, as strict as AWS's, on a loopback port, until it is closed.
 * Errors: `file-unreadable`, `file-malformed` for the state; `usage` for a port that is taken.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const controls = makeControls(options)
  const answer = async (request: HttpRequest): Promise<HttpResponse> => {
    if (request.path.startsWith("/_sandbox/")) return answerControl(request, controls)
    if (request.path === "/" && isQueryMethod(request)) return answerCall(request, controls)
    const operation = operationOf(request)
    if (operation !== undefined) return answerRest(operation, request, controls)
    const page = pageOf(request)
    if (page !== undefined) return answerPage(page, request, controls)
    return jsonResponse(404, { error: "STS and IAM are at / (GET, POST), the control plane under /_sandbox/" })
  }
  const server = await listen(options.port ?? 0, answer, formPath)
  const url = `http://127.0.0.1:${server.port}`
  return { ...controls, url, port: server.port, env: environment(url, controls.token), close: () => server.close() }
}

function makeControls(options: SandboxOptions) {
  const state = loadState(options.state)
  const clock = makeClock(options.now ?? (() => Date.now() / 1000))
  const faults = makeFaults()
  const log = makeCallLog()
  const sessions = makeSessions(clock.now)
  const devices = makeMfaDevices(clock.now)
  const iam = makeIam(state, clock.now)
  const sso = makeSso(state.identityCenter, clock.now)
  const signIn = makeSignIn(clock.now)
  const signinTokens = makeSigninTokens(clock.now)
  const consents = makeConsents(clock.now)
  const world = { state, clock, faults, log, sessions, devices, iam, sso, signIn, signinTokens, consents }
  return {
    ...world,
    token: randomBytes(32).toString("base64url"),
    calls: (action?: string) => log.list(action),
    clearCalls: () => log.clear(),
    codeFor: (serial: string) => {
      const seed = iam.device(serial)?.seed
      return seed === undefined ? undefined : codeAt(seed, clock.now())
    },
    mintToken: (wanted: TokenRequest = {}) => mintFor(state, clock.now(), wanted),
    browse: (visit: Visit) => browse(visit, world),
    changeCredentials: (arn: string) => void signIn.changed.add(arn),
    reset: () => {
      for (const part of [clock, sessions, devices, iam, sso, signIn, consents]) part.reset()
      signinTokens.clear()
      faults.clear()
      log.clear()
    },
  }
}

function mintFor(state: State, now: number, wanted: TokenRequest): string | undefined {
  const providers = [...state.accounts.values()].flatMap(account => [...account.providers.values()])
  const provider = providers.find(({ url, signingKey }) => signingKey !== undefined && url === (wanted.issuer ?? url))
  if (provider === undefined) return undefined
  return mintToken(provider, {
    subject: wanted.subject ?? "repo:example/app:ref:refs/heads/main",
    audience: wanted.audience ?? provider.audiences[0] ?? "sts.amazonaws.com",
    issuedAt: now,
    lifetime: wanted.lifetime ?? 3600,
  })
}

function environment(url: string, token: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL_STS: url,
    AWS_ENDPOINT_URL_SSO: url,
    AWS_ENDPOINT_URL_SSO_OIDC: url,
    AWS_ENDPOINT_URL_SIGNIN: url,
    // Every other service too: a call made with the sandbox's keys must not leave the machine.
    AWS_ENDPOINT_URL: url,
    AWS_EC2_METADATA_DISABLED: "true",
    GUISE_SANDBOX_URL: url,
    GUISE_SANDBOX_TOKEN: token,
  }
}
