import { end } from "../sys/end.ts"
import { run } from "./run.ts"

await end(await run(process.argv.slice(2), process.env))
