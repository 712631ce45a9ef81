import { GuiseError, isGuiseError } from "../errors.ts"
import { type Answer, type Answered, type Answerer, type Asking, type Question, sixDigits } from "./answer.ts"
import { askPerson } from "./ask.ts"
import { type Driver, type DriverKind, driversFor } from "./drivers.ts"
import { claim, secondsToNext } from "./used.ts"

/**
 * Six digits for `serial` that nobody sent or will send, the caller apart: the code given by flag or variable, else what
 * the drivers of the device answer, in their order.
 * Errors: `usage` (the given code is not six digits), `mfa-code-used` (the given code was used, and nobody is there
 * to ask), `nobody-to-ask`, `prompt-refused`, `cancelled`; where nobody is there, why the first driver had no code.
 */
export async function codeFor(question: Question, world: Asking): Promise<Answered> {
  const given = world.takeMfaCode()
  // GUISE_MFA_CODE= (empty) is how scripts say "none".
  if (given === undefined || given === "") return driven(question, world)
  const code = sixDigits(given)
  if (code === undefined) throw new GuiseError("usage", "The MFA code that was given is not six digits.")
  if (await claim(question.serial, code, world)) return { code, by: "given" }
  const used = `That code of ${question.serial} was used already; the next one shows in ${secondsToNext(world)} s.`
  try {
    return await driven({ ...question, why: used }, world)
  } catch (error) {
    if (!isGuiseError(error, "nobody-to-ask")) throw error
    throw new GuiseError("mfa-code-used", used, { hint: "run the command again with the next code" })
  }
}

async function driven(question: Question, world: Asking): Promise<Answered> {
  const { serial, profile, why } = question
  const { env, mfa } = world
  const drivers = driversFor({ serial, chosen: mfa?.chosen(profile), seeds: mfa?.seeds ?? {}, env })
  // The person reads it before the question; of the others nobody is asked anything.
  if (why !== undefined && drivers[0]?.kind !== "ask") world.notice(why)
  let unable: GuiseError | undefined
  for (const driver of drivers) {
    const asked = unable === undefined || driver.kind !== "ask" ? question : { ...question, why: unable.message }
    const answer = await answered(driver, asked, world, unable)
    if ("code" in answer) return { code: answer.code, by: driver.kind }
    unable ??= answer.unable
  }
  throw unable ?? new Error("there is always a driver")
}

/** Where nobody can be asked, what matters is why somebody had to be. */
async function answered(
  driver: Driver,
  question: Question,
  world: Asking,
  before: GuiseError | undefined,
): Promise<Answer> {
  try {
    return await (await answererOf(driver.kind))(driver, question, world)
  } catch (error) {
    throw before !== undefined && isGuiseError(error, "nobody-to-ask") ? before : error
  }
}

/** Only the ones that are used are loaded: the person answers most of the time, and nothing is run for that. */
const answerers: { readonly [K in DriverKind]: () => Promise<Answerer<K>> } = {
  ask: async () => askPerson,
  totp: async () => (await import("./totp.ts")).answerBySeed,
  command: async () => (await import("./command.ts")).answerByCommand,
  yubikey: async () => (await import("./yubikey.ts")).answerByYubiKey,
}

/** The table pairs each kind with its own answerer, which types cannot follow through a union. */
function answererOf(kind: DriverKind): Promise<Answerer> {
  return answerers[kind]() as Promise<Answerer>
}
