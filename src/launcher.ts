/**
 * What `npm i -g guise` puts on the PATH: hands over to the binary of this system, at once and for good. Where none was
 * installed, guise runs in this Node.
 */
import { become } from "./sys/become.ts"
import { nativeBinary } from "./sys/native-binary.ts"

const binary = nativeBinary()
if (binary === undefined) await runHere()
else await become(binary, process.argv.slice(2))

async function runHere(): Promise<void> {
  const [{ run }, { end }] = await Promise.all([import("./cli/run.ts"), import("./sys/end.ts")])
  await end(await run(process.argv.slice(2), process.env))
}
