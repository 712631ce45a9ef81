import { isDevice } from "../sys/screen.ts"
import { type Call, hostOf, nameOf } from "./call.ts"
import { type ClientOptions, callLimit, type Wire } from "./client.ts"
import { signatureTolerance } from "./clock.ts"
import { toGuiseError } from "./errors.ts"
import { isClockAnswer } from "./failure.ts"

/** How a service's client is opened, with every setting told. */
type Open<S> = (options: ClientOptions, wire: Wire) => Promise<S>

type Send<S, T> = (service: S, options: { readonly abortSignal: AbortSignal }) => Promise<T>

/**
 * One call: the SDK repeats it where that is safe; a call with an MFA code, or one that is told to, is sent once. A signature that was
 * refused for its date is made again once, by the clock that the answer showed.
 * Errors: those of `toGuiseError`.
 */
export async function perform<S, T>(call: Call, wire: Wire, open: Open<S>, send: Send<S, T>): Promise<T> {
  let host: string | undefined
  const options: ClientOptions = {
    endpoint: call.endpoint,
    single: call.mfa !== undefined || call.once === true,
    onHost: tried => {
      host = tried
    },
    ...(call.signer === undefined ? {} : { signer: call.signer }),
    ...(call.attempts === undefined ? {} : { attempts: call.attempts }),
  }
  const explained = (error: unknown) => toGuiseError(error, host === undefined ? call : { ...call, host })
  const attempt = async () => {
    const waiting = setTimeout(() => sayWaiting(call, host, wire), sayWaitingAfter)
    try {
      const answer = await send(await open(options, wire), { abortSignal: AbortSignal.timeout(callLimit) })
      wire.detail(`${host} answered ${nameOf(call)}.`)
      return answer
    } finally {
      clearTimeout(waiting)
    }
  }
  const skew = wire.skew
  try {
    return await attempt()
  } catch (error) {
    // AWS checks the signature's date before an MFA code, so this answer proves that the code was not looked at.
    const clockWasWrong = isClockAnswer(error) && Math.abs(wire.skew - skew) >= signatureTolerance
    if (!clockWasWrong) throw explained(error)
  }
  wire.detail(`This machine's clock is ${Math.abs(wire.skew)} s off AWS's: signing again by AWS's.`)
  try {
    return await attempt()
  } catch (error) {
    throw explained(error)
  }
}

/** Milliseconds after which somebody at a terminal wonders what is going on. */
const sayWaitingAfter = 3000

/** For eyes alone. Who repeats calls by itself has a way of its own to tell how far it is. */
function sayWaiting(call: Call, host: string | undefined, wire: Wire): void {
  if (call.attempts !== undefined || !isDevice(2)) return
  const tried = host === undefined ? call : { ...call, host }
  wire.notice?.(`waiting for ${hostOf(tried)} to answer ${nameOf(call)}, ${callLimit / 1000} s at most …`)
}
