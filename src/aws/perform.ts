import type * as Sdk from "@aws-sdk/client-sts"
import { type Call, nameOf } from "./call.ts"
import { type ClientOptions, callLimit, stsClient, type Wire } from "./client.ts"
import { signatureTolerance } from "./clock.ts"
import { toGuiseError } from "./errors.ts"
import { isClockAnswer } from "./failure.ts"

type Send<T> = (sdk: typeof Sdk, client: Sdk.STSClient, options: { readonly abortSignal: AbortSignal }) => Promise<T>

/**
 * One call to STS: the SDK repeats it where that is safe; a call with an MFA code is sent once. A signature that was
 * refused for its date is made again once, by the clock that the answer showed.
 * Errors: those of `toGuiseError`.
 */
export async function perform<T>(call: Call, wire: Wire, send: Send<T>): Promise<T> {
  let host: string | undefined
  const options: ClientOptions = {
    endpoint: call.endpoint,
    single: call.mfa !== undefined,
    onHost: tried => {
      host = tried
    },
    ...(call.signer === undefined ? {} : { signer: call.signer }),
  }
  const explained = (error: unknown) => toGuiseError(error, host === undefined ? call : { ...call, host })
  const attempt = async () => {
    const [sdk, client] = await Promise.all([import("@aws-sdk/client-sts"), stsClient(options, wire)])
    const answer = await send(sdk, client, { abortSignal: AbortSignal.timeout(callLimit) })
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
