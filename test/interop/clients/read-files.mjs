// What the AWS SDK for JavaScript reads of AWS files; see read_files.py for what comes in and what goes out.
import { readFileSync } from "node:fs"
import { loadSharedConfigFiles } from "@smithy/core/config"

const answers = JSON.parse(readFileSync(0, "utf8")).map(async folder => {
  const [configFilepath, filepath] = ["config", "credentials"].map(name => `${folder}/${name}`)
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ configFilepath, filepath, ignoreCache: true })
  return { config: configFile, credentials: credentialsFile }
})
console.log(JSON.stringify(await Promise.all(answers)))
