import { GuiseError } from "../../errors.ts"
import { type ImportStep, importSteps, isImportStep } from "../../keys/import-carry.ts"
import { configDecisions, decisionsFor } from "../../keys/import-decide.ts"
import { named, renamesIn } from "../../keys/import-names.ts"
import { type Origin, origins } from "../../keys/import-shapes.ts"
import { decisionText, doneText, skippedText } from "../../keys/import-words.ts"
import { makeWorld } from "../../world.ts"
import { plainCommand, repeated, worldOptionsOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { agreedTo, isFree, tell } from "../keys/import-consent.ts"
import { holdingFrom } from "../keys/import-parts.ts"
import { keysParts } from "../keys/parts.ts"

/** `guise import --from ORIGIN`: key pairs of other tools into a store, which stay where they were as well. */
export function command(io: Io) {
  return plainCommand(
    "import",
    "Copy long-lived key pairs from the AWS files, from aws-vault or from aws-mfa into a store, and lead other tools to them. Where they come from nothing is changed.",
    ["guise import --from aws-vault --dry-run", "guise import --from aws-vault work"],
  )
    .argument("[profiles...]", "only these")
    .option("--from <origin>", `where they are now: ${origins.join(", ")}`)
    .option("--dry-run", "show what would be done, and do nothing")
    .option("--store <store>", "where to: keyring, file, pass, plain")
    .option("--rename <old=new>", "import a pair under another name; may be repeated", repeated)
    .option("--file <file>", "another credentials file than the one that AWS tools read")
    .option("--suffix <word>", "aws-mfa's --long-term-suffix (default long-term)")
    .option("--backend <name>", "aws-vault's backend: file, secret-service, pass (also AWS_VAULT_BACKEND)")
    .option("-y, --yes", "do not ask before a stored key is replaced, or a line that runs aws-vault")
    .action(async (names, flags) => {
      const looksOnly = flags.dryRun === true
      const world = await makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say, looksOnly })
      const parts = keysParts(flags.store, world)
      const origin = originOf(flags.from)
      const renames = renamesIn(flags.rename ?? [])
      const holding = named(await holdingFrom(origin, names, flags, parts, world), names, renames)
      const imports = await decisionsFor(holding, parts)
      const lines = origin === "aws-vault" && names.length === 0 ? await configDecisions(imports, parts) : []
      const decisions = [...imports, ...lines]
      if (looksOnly) {
        const { from, notes } = holding
        if (flags.json === true) return io.out(`${JSON.stringify({ from, decisions, notes })}\n`)
        io.show(decisions.map(each => decisionText(each, parts.files().paths.config)).join(""))
        return tell([...notes, ...(decisions.some(isImportStep) ? [] : ["there is nothing to do"])], world)
      }
      const done: ImportStep[] = []
      const report = (step: ImportStep) => {
        done.push(step)
        world.notice(doneText(step))
      }
      for (const each of decisions) if (each.does === "skip") world.notice(skippedText(each))
      const steps = decisions.filter(isImportStep)
      try {
        await importSteps(steps.filter(isFree), holding.offers, parts, report)
        const agreed = await agreedTo(steps, { ...flags, from: origin }, world)
        await importSteps(agreed, holding.offers, parts, report)
      } finally {
        if (flags.json === true) io.out(`${JSON.stringify(done)}\n`)
      }
      tell([...(steps.length === 0 ? ["there is nothing to do"] : []), ...holding.notes], world)
    })
}

function originOf(word: string | undefined): Origin {
  if (word === undefined) {
    throw new GuiseError("usage", "--from was not said: where the keys are now.", {
      hint: origins.map(each => `guise import --from ${each}`).join(", or "),
    })
  }
  const origin = origins.find(each => each === word)
  if (origin !== undefined) return origin
  throw new GuiseError("usage", `Nothing can be imported from ${JSON.stringify(word)}.`, {
    hint: `--from takes one of ${origins.join(", ")}`,
  })
}
