import { type Call, nameOf } from "./call.ts"
import { type ClientOptions, callLimit, type Wire } from "./client.ts"
import { signatureTolerance } from "./clock.ts"
import { toGuiseError } from "./errors.ts"
import { isClockAnswer } from "./failure.ts"
import { whileWaiting } from "./waiting.ts"

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
  const tried = () => (host === undefined ? call : { ...call, host })
  const explained = (error: unknown) => toGuiseError(error, tried())
  const attempt = async () => {
    const answer = await whileWaiting(tried, wire, callLimit, async () =>
      send(await open(options, wire), { abortSignal: AbortSignal.timeout(callLimit) }),
    )
    wire.detail(`${host} answered ${nameOf(call)}.`)
    return answer
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
